using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Numbers separated by commas, or a file that holds them in one row or one column.</summary>
/// <param name="Option">The option it was given with, for sentences.</param>
/// <param name="Text">As specified.</param>
internal sealed record NumberList(string Option, string Text)
{
    private IReadOnlyList<double?> Written => [.. Text.Split(',').Select(Numeral.Finite)];

    /// <summary>Where they are read; null for numbers that are written out.</summary>
    internal DataSource? Source => Written.All(v => v is not null) ? null : DataSource.TryOf(Text);

    internal string FullText => Source?.FullText ?? Text;

    /// <summary>The numbers, and what standard input held where they came from there.</summary>
    internal (IReadOnlyList<double> Numbers, Points? Input) Read(Terminal terminal)
    {
        if (Source is not { } source)
        {
            return Written.All(v => v is not null)
                ? ([.. Written.Select(v => v!.Value)], null)
                : throw new BadInputException($"{Option} must be finite numbers separated by commas, or a file, but is '{Text}'.");
        }

        var points = source.Read(terminal, DataChoice.All);
        return points.Count == 1 || points.Dimension == 1
            ? ([.. points.ToRows().SelectMany(row => row)], source.IsStandardInput ? points : null)
            : throw new BadInputException(
                $"{Option} must hold one row or one column, but '{source}' has {points.Count} x {points.Dimension} numbers.");
    }
}
