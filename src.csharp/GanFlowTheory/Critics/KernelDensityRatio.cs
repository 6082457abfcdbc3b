using System;

namespace GanFlowTheory;

/// <summary>How the bandwidths of the two kernel densities are chosen.</summary>
public sealed class BandwidthChoice
{
    private BandwidthChoice(Core.BandwidthChoice wrapped) => Wrapped = wrapped;

    internal Core.BandwidthChoice Wrapped { get; }

    /// <summary>Each by its own leave-one-out likelihood.</summary>
    public static BandwidthChoice Separate { get; } = new(Core.BandwidthChoice.Separate);

    /// <summary>One for both, by the sum of the two leave-one-out likelihoods.</summary>
    public static BandwidthChoice Shared { get; } = new(Core.BandwidthChoice.Shared);

    /// <summary>These, in the units of the points.</summary>
    /// <param name="target">The bandwidth of the target's density, &gt; 0.</param>
    /// <param name="current">The bandwidth of the current law's density, &gt; 0.</param>
    public static BandwidthChoice Given(double target, double current) =>
        new(Core.BandwidthChoice.NewGiven(target, current));
}

/// <summary>The ratio of two Gaussian kernel densities: O(n + m) memory, finite with the right gradient at any distance
/// from the data.</summary>
public static class KernelDensityRatio
{
    /// <summary>The leave-one-out log-likelihood per point, of a kernel density; larger is better.</summary>
    /// <param name="bandwidth">The bandwidth, &gt; 0.</param>
    /// <param name="measure">At least two points that carry mass.</param>
    /// <exception cref="ArgumentException">The bandwidth is not positive, or there is a single point.</exception>
    public static double LeaveOneOutLikelihood(double bandwidth, Measure measure) =>
        Core.KernelDensityRatio.leaveOneOutLikelihood(bandwidth, measure.NotNull(nameof(measure)).AsCore);
}
