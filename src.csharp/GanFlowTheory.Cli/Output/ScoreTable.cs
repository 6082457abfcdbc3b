using System.Collections.Generic;
using System.Text;

namespace GanFlowTheory.Cli.Output;

/// <summary>The scores of a training as the text of a CSV file; an unknown value is an empty field.</summary>
internal static class ScoreTable
{
    internal const string FileName = "scores.csv";

    /// <summary>The file of wall-clock times, which no rerun has again.</summary>
    internal const string TimesName = "times.csv";

    private const string Header =
        "step,kid,kid_error,fid,mmd,mmd_error,modes_covered,quality,witness_slope,rate_factor";

    /// <summary>The table.</summary>
    /// <param name="scores">In order of steps.</param>
    /// <param name="factors">The factor of the rates, by the number of the step.</param>
    internal static string Of(IReadOnlyList<GanScore> scores, IReadOnlyDictionary<int, double?> factors)
    {
        var text = new StringBuilder(Header).Append('\n');

        foreach (var s in scores)
        {
            double?[] fields =
            [
                s.Step, s.Kid.Value, s.Kid.StandardError, s.Fid, s.Mmd.Value, s.Mmd.StandardError,
                s.Modes?.Covered, s.Modes?.Quality, s.WitnessSlope, factors.GetValueOrDefault(s.Step),
            ];
            text.Append(CsvLine.Of(fields)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The wall-clock times of the scores.</summary>
    internal static string Times(IReadOnlyList<GanScore> scores)
    {
        var text = new StringBuilder("step,seconds\n");

        foreach (var s in scores)
        {
            text.Append(CsvLine.Of([s.Step, s.Seconds])).Append('\n');
        }

        return text.ToString();
    }
}
