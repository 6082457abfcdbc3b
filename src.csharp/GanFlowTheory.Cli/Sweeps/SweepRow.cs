using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>A cell that is done.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Folder">Where its files are.</param>
/// <param name="Result">What came of it.</param>
internal sealed record SweepRow(SweepCell Cell, string Folder, SweepOutcome Result)
{
    private readonly Dictionary<string, double?> numbers = NamesOf(Cell, Result).ToDictionary(pair => pair.Name, pair => pair.Value);

    /// <summary>The names of its numbers; one that an axis of the grid has already begins with result.</summary>
    internal IEnumerable<string> Names => NamesOf(Cell, Result).Select(pair => pair.Name);

    /// <summary>The number of this name; null where it is not known, or no number.</summary>
    internal double? this[string name] => numbers.GetValueOrDefault(name) is { } value && double.IsFinite(value) ? value : null;

    private static IEnumerable<(string Name, double? Value)> NamesOf(SweepCell cell, SweepOutcome result) =>
        result.Numbers.Select(pair =>
            (cell.Point.Values.Any(axis => axis.Name == pair.Key) ? "result." + pair.Key : pair.Key, pair.Value));
}
