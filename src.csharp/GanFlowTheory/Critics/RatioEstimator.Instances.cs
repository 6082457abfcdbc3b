using System;

namespace GanFlowTheory;

public sealed partial class RatioEstimator
{
    /// <summary>The estimator that takes both p and q for the Gaussian with the mean and covariance of its points; its
    /// score leaves one point out at a time. Points in a plane of fewer than d dimensions are refused with an
    /// <see cref="ArgumentException"/>.</summary>
    public static RatioEstimator Gaussian { get; } = new(Core.GaussianRatios.RatioEstimator.gaussian);

    /// <summary>The estimator that knows the density of p, and takes q for the Gaussian with the mean and covariance of
    /// its points; the points of p serve its held-out score only. Points of q in a plane of fewer than d dimensions are
    /// refused with an <see cref="ArgumentException"/>.</summary>
    /// <param name="target">The density of p.</param>
    public static RatioEstimator GaussianToDensity(Density target) =>
        new(Core.GaussianRatios.RatioEstimator.gaussianToDensity(target.NotNull(nameof(target)).Wrapped));

    /// <summary>The ratio of two Gaussian kernel densities with the chosen bandwidths, and their leave-one-out
    /// log-loss. Bandwidths that are not given maximise the leave-one-out likelihood over multiples of Silverman's
    /// rule; nothing in it is random, and the ratio is finite with the right gradient at any distance from the
    /// data.</summary>
    /// <param name="choice">How bandwidths are chosen; separately unless given.</param>
    /// <exception cref="ArgumentException">A given bandwidth is not positive.</exception>
    public static RatioEstimator KernelDensity(BandwidthChoice? choice = null) =>
        new(Core.KernelDensityRatios.RatioEstimator.kernelDensity((choice ?? BandwidthChoice.Separate).Wrapped));

    /// <summary>Kernel logistic regression of points of p against points of q, each sample with half of the mass
    /// (YZL23-4), by Newton's method to a gradient of 1e-10; settings that are not given minimise the log-loss held
    /// out by seeded folds.</summary>
    /// <param name="options">The options; <see cref="KernelRatioOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RatioEstimator KernelLogistic(KernelRatioOptions? options = null) =>
        new(Core.KernelLogisticRatios.RatioEstimator.kernelLogistic((options ?? KernelRatioOptions.Standard).Wrapped));

    /// <summary>Unconstrained least-squares importance fitting (Kanamori, Hido and Sugiyama 2009), negative
    /// coefficients set to 0; settings that are not given minimise the leave-one-out value of the least-squares
    /// criterion, in closed form.</summary>
    /// <param name="options">The options; <see cref="KernelRatioOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RatioEstimator LeastSquares(KernelRatioOptions? options = null) =>
        new(Core.LeastSquaresRatios.RatioEstimator.leastSquares((options ?? KernelRatioOptions.Standard).Wrapped));

    /// <summary>The estimator that trains the network of the options to tell the target from the current law: its
    /// output is log r (YZL23-4). Fits start where the one before ended.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static RatioEstimator Discriminator(DiscriminatorOptions options) =>
        new(Core.DiscriminatorRatios.RatioEstimator.discriminator(options.NotNull(nameof(options)).Wrapped));
}
