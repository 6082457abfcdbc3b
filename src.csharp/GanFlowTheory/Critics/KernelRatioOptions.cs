using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a ratio in the span of Gaussian kernels is fitted with.</summary>
/// <param name="Landmarks">The most landmarks that kernels are centred at, at least 1.</param>
/// <param name="Folds">Parts of the samples that are held out in turn, at least 2.</param>
/// <param name="Bandwidth">The bandwidth, &gt; 0; null for the one that cross-validation chooses.</param>
/// <param name="Ridge">The ridge penalty, &gt; 0; null for the one that cross-validation chooses.</param>
public sealed record KernelRatioOptions(int Landmarks, int Folds, double? Bandwidth, double? Ridge)
{
    /// <summary>At most 100 landmarks, five folds, bandwidth and ridge by cross-validation.</summary>
    public static KernelRatioOptions Standard { get; } = Of(Core.KernelRatioOptionsModule.standard);

    /// <summary>The standard options at this bandwidth and this ridge.</summary>
    /// <param name="bandwidth">The bandwidth, &gt; 0.</param>
    /// <param name="ridge">The ridge penalty, &gt; 0.</param>
    public static KernelRatioOptions FixedAt(double bandwidth, double ridge) =>
        Of(Core.KernelRatioOptionsModule.fixedAt(bandwidth, ridge));

    internal Core.KernelRatioOptions Wrapped => new(Landmarks, Folds, Bandwidth.Option(), Ridge.Option());

    private static KernelRatioOptions Of(Core.KernelRatioOptions options) =>
        new(options.Landmarks, options.Folds, options.Bandwidth.OrNull(), options.Ridge.OrNull());
}
