using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>What an optimiser remembers between steps.</summary>
/// <param name="Rule">The name of the rule that remembers, such as adam.</param>
/// <param name="Count">The steps taken.</param>
/// <param name="Arrays">The arrays that its rule keeps, each as long as the coordinates.</param>
public sealed record OptimiserMemory(string Rule, int Count, IReadOnlyList<IReadOnlyList<double>> Arrays)
{
    internal Core.OptimiserMemory Wrapped => new(Rule, Count, Arrays.Select(array => array.ToArray()).ToArray());

    internal static OptimiserMemory Of(Core.OptimiserMemory memory) =>
        new(memory.Rule, memory.Count, memory.Arrays.Map(array => array.ReadOnly()));
}
