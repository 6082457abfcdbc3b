using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Kernel expressions.</summary>
internal static class KernelSpec
{
    internal static IEnumerable<Form> Forms => Kernel.Forms.Append(new(
        "A + B, 0.1*A", "sums and non-negative multiples; the bandwidth s may be the word median"));

    internal static ParsedKernel Parse(string text) => Kernel.Read(text.Trim());

    /// <summary>A kernel and what the median heuristic chose for it, for a reader.</summary>
    internal static string Describe(ResolvedKernel kernel) =>
        kernel.Kernel.Name + string.Concat(kernel.Chosen.Select(c =>
            $" ({c.Part} chose {Output.Tables.Number(c.Bandwidth)})"));
}
