using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>The marks of a law as a file has them: each with how often it stands in a row, as "+120 01 +4".</summary>
/// <param name="Law">The law's name and its instance.</param>
/// <param name="Found">The runs of marks.</param>
internal sealed record FoundMarks(string Law, string Found)
{
    /// <summary>The marks of the core in a row each.</summary>
    internal static FoundMarks Of(LawMarks marks)
    {
        var runs = new StringBuilder();

        for (var (from, to) = (0, 0); from < marks.Marks.Length; from = to)
        {
            while (to < marks.Marks.Length && marks.Marks[to] == marks.Marks[from])
            {
                to++;
            }

            runs.Append(from > 0 ? " " : "").Append(marks.Marks[from]).Append(CultureInfo.InvariantCulture, $"{to - from}");
        }

        return new(marks.Law, runs.ToString());
    }

    /// <summary>The same, one after the other.</summary>
    /// <exception cref="FormatException">A run has no number.</exception>
    internal LawMarks Marks() => new(
        Law,
        string.Concat(Runs().Select(run => new string(run.Mark, run.Count))));

    private IEnumerable<(char Mark, int Count)> Runs() =>
        Found.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(run => (run[0], int.Parse(run[1..], NumberStyles.None, CultureInfo.InvariantCulture)));
}
