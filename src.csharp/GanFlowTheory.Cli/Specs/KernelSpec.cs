using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Kernel expressions.</summary>
internal static class KernelSpec
{
    internal static IReadOnlyList<(string Shape, string Description)> Listing { get; } =
    [
        ("gaussian:s", "exp(-|x-y|^2/(2 s^2))"),
        ("laplace:s", "exp(-|x-y|/s)"),
        ("rq:a", "rational quadratic (1 + |x-y|^2/(2a))^(-a)"),
        ("imq:c,b", "inverse multiquadric (1 + |x-y|^2/c^2)^(-b)"),
        ("matern32:s", "Matern of smoothness 3/2"),
        ("matern52:s", "Matern of smoothness 5/2"),
        ("distance", "1/2 (|x| + |y| - |x-y|)"),
        ("distance-from:z1,..,zd", "1/2 (|x-z| + |y-z| - |x-y|)"),
        ("dot", "<x,y>"),
        ("poly3", "(<x,y>/d + 1)^3, and so poly1, poly2, .."),
        ("rq-paper", "rq:0.2 + rq:0.5 + rq:1 + rq:2 + rq:5"),
        ("rq-code", "rq:0.1 + rq:1 + rq:10"),
        ("rq-code*", "rq-code + dot"),
        ("rbf-mix", "a sum of Gaussians of several bandwidths"),
        ("A + B, 0.1*A", "sums and non-negative multiples; the bandwidth s may be the word median"),
    ];

    internal static ParsedKernel Parse(string text) => Kernel.Read(text.Trim());

    /// <summary>A kernel and what the median heuristic chose for it, for a reader.</summary>
    internal static string Describe(ResolvedKernel kernel) =>
        kernel.Kernel.Name + string.Concat(kernel.Chosen.Select(c =>
            $" ({c.Part} chose {Output.Tables.Number(c.Bandwidth)})"));
}
