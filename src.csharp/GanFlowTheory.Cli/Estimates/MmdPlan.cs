using System.Collections.Generic;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>Two samples, a kernel and the estimators of their MMD^2.</summary>
internal sealed record MmdPlan
{
    /// <summary>n x d.</summary>
    internal required Points X { get; init; }

    /// <summary>m x d.</summary>
    internal required Points Y { get; init; }

    internal required ResolvedKernel Kernel { get; init; }

    /// <summary>What the kernel runs on.</summary>
    internal required EngineSpec Engine { get; init; }

    internal required IReadOnlyList<EstimatorChoice> Estimators { get; init; }

    internal required Seed Seed { get; init; }

    /// <summary>What a reader must know of the kernel on these samples; null for nothing.</summary>
    internal string? Warning => Output.LostDigits.Sentence(Kernel.Kernel, X.Append(Y));
}
