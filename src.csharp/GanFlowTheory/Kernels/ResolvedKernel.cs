using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A kernel made from an expression, and what the median heuristic chose on the way.</summary>
/// <param name="Kernel">The kernel; its name shows the chosen bandwidths as numbers.</param>
/// <param name="Chosen">For each part with an open bandwidth, in the order of the text: the part, such as
/// gaussian:median, and the bandwidth chosen, in the units of the points.</param>
public sealed record ResolvedKernel(Kernel Kernel, IReadOnlyList<(string Part, double Bandwidth)> Chosen)
{
    internal static ResolvedKernel Of(Core.ResolvedKernel r) =>
        new(new Kernel(r.Kernel), r.Chosen.Map(c => (c.Item1, c.Item2)));
}
