using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Density ratios through fitted Gaussians: exact where q is Gaussian, up to the error of its mean and
/// covariance.</summary>
public static class GaussianRatio
{
    /// <summary>The estimator that takes both p and q for the Gaussian with the mean and covariance of its points.
    /// Points in a plane of fewer than d dimensions are refused with an <see cref="ArgumentException"/>.</summary>
    public static RatioEstimator Estimator() => new(Core.GaussianRatios.RatioEstimator.gaussian);

    /// <summary>The estimator that knows the density of p, and takes q for the Gaussian with the mean and covariance of
    /// its points, which must not lie in a plane of fewer than d dimensions. The points of p serve
    /// its score only.</summary>
    /// <param name="target">The density of p.</param>
    public static RatioEstimator ToDensity(Density target) =>
        new(Core.GaussianRatios.RatioEstimator.gaussianToDensity(target.NotNull(nameof(target)).Wrapped));
}
