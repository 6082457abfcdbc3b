using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What the points of a generator are compared with while it is trained: points of the target, as features, by KID, FID
/// and MMD, and the modes of the target where they are known.</summary>
public sealed class GanReference
{
    private GanReference(Core.GanReference wrapped) => Wrapped = wrapped;

    internal Core.GanReference Wrapped { get; }

    /// <summary>Points of the target, n x d, in the units of the generator.</summary>
    public Points Target => new(Wrapped.Target);

    /// <summary>What the features are, in a word or two.</summary>
    public string FeaturesName => Wrapped.FeaturesName;

    /// <summary>The features of the target's points.</summary>
    public Points TargetFeatures => new(Wrapped.TargetFeatures);

    /// <summary>The kernel of KID.</summary>
    public Kernel Kernel => new(Wrapped.Kernel);

    /// <summary>The Gaussian kernel of the target's median distance, by which MMD^2 compares the points themselves.</summary>
    public Kernel PointKernel => new(Wrapped.PointKernel);

    /// <summary>The modes of the target, in the units of the generator; null where it has none, or they are not known.</summary>
    public GaussianMixture? Modes => Wrapped.Modes is { } modes ? new(modes.Value) : null;

    /// <summary>How many points are generated for a comparison, at least 4.</summary>
    public int Samples => Wrapped.Samples;

    /// <summary>Points of the target, compared as they are: KID with the paper's poly3, 500 generated points.</summary>
    /// <param name="target">At least 4 points.</param>
    /// <exception cref="ArgumentException">There are fewer, or too few that differ for a median distance.</exception>
    public static GanReference OfPoints(Points target) =>
        new(Core.GanReferenceModule.ofPoints(target.NotNull(nameof(target)).Wrapped));

    /// <summary>KID and FID of features, by their name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="features">From points to their features.</param>
    public GanReference SeenAs(string name, Func<Points, Points> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return new(Core.GanReferenceModule.seenAs(
            name.NotNull(nameof(name)),
            Fun((Core.Points x) => features(new Points(x)).Returned("features").Wrapped),
            Wrapped));
    }

    /// <summary>With the modes of the target, in the units of the generator.</summary>
    /// <param name="modes">The mixture.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public GanReference WithModes(GaussianMixture modes) =>
        new(Core.GanReferenceModule.withModes(modes.NotNull(nameof(modes)).Wrapped, Wrapped));

    /// <summary>With so many generated points for each comparison.</summary>
    /// <param name="samples">At least 4.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public GanReference WithSamples(int samples) => new(Core.GanReferenceModule.withSamples(samples, Wrapped));

    /// <summary>With the sums of both kernels by programs of an engine. Generators and classifiers carry their own.</summary>
    /// <param name="engine">The engine.</param>
    public GanReference On(Engine engine) =>
        new(Core.GanReferenceModule.on(engine.NotNull(nameof(engine)).Wrapped, Wrapped));

    /// <summary>The p-value of the three-sample test of KID's features: that the generator of now is not closer to the target than an
    /// earlier one, by fresh points of both (BSAG18-8). Null where there is no test.</summary>
    /// <param name="seed">Draws the points.</param>
    /// <param name="now">The generator of now.</param>
    /// <param name="earlier">The earlier one.</param>
    public double? IsCloser(Seed seed, ParameterState now, ParameterState earlier) =>
        Core.GanReferenceModule.isCloser(
            seed.Wrapped, now.NotNull(nameof(now)).Wrapped, earlier.NotNull(nameof(earlier)).Wrapped, Wrapped).OrNull();
}
