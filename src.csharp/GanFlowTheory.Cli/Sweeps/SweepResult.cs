using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>What came of a sweep so far.</summary>
/// <param name="Spec">The sweep.</param>
/// <param name="Rows">The cells that are done, in their order.</param>
/// <param name="Missing">The others.</param>
internal sealed record SweepResult(SweepSpec Spec, IReadOnlyList<SweepRow> Rows, IReadOnlyList<SweepCell> Missing)
{
    /// <summary>How many of the numbers a table has room for.</summary>
    internal const int Headline = 4;

    // What a reader looks for first.
    private static readonly string[] First =
        ["functional.end", "estimate.end", "kid.end", "fid.end", "series.functional", "series.after", "series.radius2", "modes.end.covered"];

    // And last: settings, more often than results.
    private static readonly string[] Last = ["steps", "time", "series.step", "series.time", "series.t"];

    /// <summary>The names of the numbers that a cell has: what a reader looks for first, then as they come.</summary>
    internal IReadOnlyList<string> Numbers { get; } =
    [
        .. First.Concat(Rows.SelectMany(row => row.Names).Except(Last))
            .Concat(Last)
            .Distinct()
            .Where(name => Rows.Any(row => row[name] is not null)),
    ];

    /// <summary>The points of which a cell is done, with their rows.</summary>
    internal IReadOnlyList<(SweepPoint Point, IReadOnlyList<SweepRow> Rows)> Points { get; } =
        [.. Rows.GroupBy(row => row.Cell.Point).Select(group => (group.Key, (IReadOnlyList<SweepRow>)[.. group]))];

    /// <summary>The mean of a number over the seeds; null where one of them has none.</summary>
    internal static SeedMean? MeanOf(IReadOnlyList<SweepRow> rows, string number) =>
        rows.All(row => row[number] is not null) ? GanComparison.MeanOf(rows.Select(row => row[number]!.Value)) : null;

    /// <summary>What came of some cells in the folders where they may be.</summary>
    internal static SweepResult Of(SweepSpec spec, IReadOnlyList<SweepCell> cells, IReadOnlyList<string> sources)
    {
        var found = cells.Select(cell => (Cell: cell, Source: cell.Cell.FoundIn(sources))).ToArray();
        return new(
            spec,
            [
                .. found.Where(f => f.Source is not null).Select(f =>
                {
                    var folder = Path.Combine(f.Source!, f.Cell.Cell.Folder);
                    return new SweepRow(f.Cell, folder, SweepOutcome.Read(folder));
                }),
            ],
            [.. found.Where(f => f.Source is null).Select(f => f.Cell)]);
    }
}
