using System;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Features;

/// <summary>Two sets of features, a kernel, and which estimator of KID.</summary>
/// <param name="Features">n x d.</param>
/// <param name="Generated">m x d.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Engine">What the kernel runs on.</param>
/// <param name="Estimator">The estimator.</param>
/// <param name="Seed">What subsets are drawn from.</param>
internal sealed record KidPlan(
    Rows Features,
    Rows Generated,
    ResolvedKernel Kernel,
    EngineSpec Engine,
    Func<Seed, Kernel, Rows, Rows, KidEstimate> Estimator,
    Seed Seed) : IDisposable
{
    internal KidEstimate Run(Terminal terminal) =>
        Interruptible.Do(terminal, "kid", () => Estimator(Seed, Kernel.Kernel, Features, Generated));

    public void Dispose()
    {
        Features.Dispose();
        Generated.Dispose();
    }
}
