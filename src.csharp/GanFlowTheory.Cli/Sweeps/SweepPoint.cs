using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>A point of the grid: a value on each axis, run with every seed.</summary>
/// <param name="Number">Its number in the order of the grid, from 1 on.</param>
/// <param name="Values">The names of the axes with their values.</param>
/// <param name="Arguments">The command line of ganflow, without seed and folder.</param>
internal sealed record SweepPoint(
    int Number, IReadOnlyList<(string Name, SweepValue Value)> Values, IReadOnlyList<string> Arguments)
{
    /// <summary>What pictures and sentences call it.</summary>
    internal string Title => Values.Count == 0
        ? "all seeds"
        : string.Join(", ", Values.Select(axis => $"{axis.Name} {axis.Value.Shown}"));
}
