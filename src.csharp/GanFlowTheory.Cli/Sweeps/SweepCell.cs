using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>A point of the grid with one seed, a cell of its own.</summary>
/// <param name="Point">The point.</param>
/// <param name="Seed">The seed; null for a verb in which nothing is random.</param>
/// <param name="Digits">The digits of the numbers of points, so that folders are in their order.</param>
internal sealed record SweepCell(SweepPoint Point, int? Seed, int Digits)
{
    // What a name of a folder may be long, with the names of the files in it.
    private const int Longest = 80;

    /// <summary>Its command line and its folder.</summary>
    internal Cell Cell { get; } = new(
        FolderOf(Point, Seed, Digits),
        [.. Point.Arguments, .. Seed is { } seed ? [$"--seed={Text(seed)}"] : Array.Empty<string>(), "--json"]);

    private static string FolderOf(SweepPoint point, int? seed, int digits)
    {
        var number = point.Number.ToString("D" + digits, CultureInfo.InvariantCulture);
        var parts = point.Values.Select(axis => $"{axis.Name}-{axis.Value.Shown}");
        var name = Cell.AsName(string.Join('-', parts.Prepend(number)));
        return name[..Math.Min(name.Length, Longest)] + (seed is { } s ? $"-seed-{Text(s)}" : "");
    }

    private static string Text(int seed) => seed.ToString(CultureInfo.InvariantCulture);
}
