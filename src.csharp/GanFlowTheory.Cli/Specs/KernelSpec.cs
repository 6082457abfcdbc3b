using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Kernel expressions on the command line.</summary>
internal static class KernelSpec
{
    /// <summary>The kernel of an expression.</summary>
    /// <param name="expression">Such as gaussian:1 or rq:0.1 + rq:10.</param>
    /// <param name="sample">The points on which the median heuristic is taken.</param>
    internal static ResolvedKernel Resolve(string expression, Func<Points> sample) =>
        Kernel.Read(expression).Resolve(sample);
}
