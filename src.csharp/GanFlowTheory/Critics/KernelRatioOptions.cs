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

/// <summary>The log-ratio by kernel logistic regression of points of p against points of q, each sample with half of
/// the mass (YZL23-4).</summary>
public static class KernelLogistic
{
    /// <summary>The estimator: Newton's method to a gradient of 1e-10; settings that are not given minimise the
    /// log-loss held out by seeded folds.</summary>
    /// <param name="options">The options; <see cref="KernelRatioOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RatioEstimator Estimator(KernelRatioOptions? options = null) =>
        new(Core.KernelLogisticRatios.RatioEstimator.kernelLogistic((options ?? KernelRatioOptions.Standard).Wrapped));
}

/// <summary>Unconstrained least-squares importance fitting (Kanamori, Hido and Sugiyama 2009), negative coefficients
/// set to 0.</summary>
public static class LeastSquaresRatio
{
    /// <summary>The estimator; settings that are not given minimise the leave-one-out value of the least-squares
    /// criterion, in closed form.</summary>
    /// <param name="options">The options; <see cref="KernelRatioOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RatioEstimator Estimator(KernelRatioOptions? options = null) =>
        new(Core.LeastSquaresRatios.RatioEstimator.leastSquares((options ?? KernelRatioOptions.Standard).Wrapped));
}
