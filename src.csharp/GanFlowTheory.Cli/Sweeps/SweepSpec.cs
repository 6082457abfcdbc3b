using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>What is swept: a verb, the options of all its runs, those of a grid, and seeds.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Options">The options that all runs have, in the order of the verb's.</param>
/// <param name="Grid">The axes, in the order of the specification: the last one runs first.</param>
/// <param name="Seeds">The seeds, each once; empty for a verb in which nothing is random.</param>
internal sealed record SweepSpec(
    IPlannedVerb Verb,
    IReadOnlyList<(Option Option, SweepValue Value)> Options,
    IReadOnlyList<SweepAxis> Grid,
    IReadOnlyList<int> Seeds)
{
    /// <summary>The points of the grid, in their order.</summary>
    internal IReadOnlyList<SweepPoint> Points { get; } = [.. PointsOf(Verb, Options, Grid)];

    /// <summary>The points with all seeds, the seeds of one after the other.</summary>
    internal IReadOnlyList<SweepCell> Cells =>
    [
        .. Points.SelectMany(point => (Seeds.Count == 0 ? [null] : Seeds.Select(seed => (int?)seed))
            .Select(seed => new SweepCell(point, seed, $"{Points.Count}".Length))),
    ];

    /// <summary>The specification as a document, from which it is read again.</summary>
    internal string Json => JsonFormat.Serialize(new
    {
        Verb = Verb.Name,
        Options = Options.ToDictionary(o => o.Option.Name[2..], o => o.Value.Json),
        Grid = Grid.ToDictionary(axis => axis.Name, axis => axis.Values.Select(value => value.Json).ToArray()),
        Seeds,
    }) + "\n";

    /// <summary>What it says, a line for each thing, by which two are compared.</summary>
    internal IReadOnlyList<string> Lines =>
    [
        $"the verb {Verb.Name}",
        .. Options.Select(o => $"{o.Option.Name[2..]} {o.Value.Shown}"),
        .. Grid.Select(axis => $"the grid of {axis.Name} {string.Join(" | ", axis.Values.Select(value => value.Shown))}"),
        $"the seeds {string.Join(", ", Seeds)}",
    ];

    private static IEnumerable<SweepPoint> PointsOf(
        IPlannedVerb verb, IReadOnlyList<(Option Option, SweepValue Value)> options, IReadOnlyList<SweepAxis> grid)
    {
        IEnumerable<IReadOnlyList<SweepValue>> choices = [[]];

        foreach (var axis in grid)
        {
            choices = choices.SelectMany(left => axis.Values.Select(value => (IReadOnlyList<SweepValue>)[.. left, value])).ToArray();
        }

        return choices.Select((choice, k) => new SweepPoint(
            k + 1,
            [.. grid.Zip(choice, (axis, value) => (axis.Name, value))],
            [
                verb.Name,
                .. options.Concat(grid.Zip(choice, (axis, value) => (axis.Option, value)))
                    .Select(o => o.Item2.Argument(o.Item1))
                    .OfType<string>(),
            ]));
    }
}
