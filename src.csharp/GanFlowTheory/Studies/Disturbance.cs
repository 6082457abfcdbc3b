using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A way to spoil a sample of images, from strength 0, which changes nothing, to 1. The same noise serves all
/// strengths.</summary>
public sealed class Disturbance
{
    private Disturbance(Core.Disturbance wrapped) => Wrapped = wrapped;

    internal Core.Disturbance Wrapped { get; }

    /// <summary>Gaussian noise on every pixel, of standard deviation s/2 of the range, cut to the range.</summary>
    public static Disturbance GaussianNoise { get; } = new(DisturbanceModule.gaussianNoise);

    /// <summary>Salt and pepper: each pixel becomes the least or the greatest value with probability s/2.</summary>
    public static Disturbance SaltAndPepper { get; } = new(DisturbanceModule.saltAndPepper);

    /// <summary>Blur: the mean of the pixels about each under a Gaussian of standard deviation 3s/2 pixels.</summary>
    public static Disturbance Blur { get; } = new(DisturbanceModule.blur);

    /// <summary>Missing classes: the last s/2 of the classes do not appear, and images of the others take their
    /// places.</summary>
    public static Disturbance MissingClasses { get; } = new(DisturbanceModule.missingClasses);

    /// <summary>Near-duplicates: of n images only n^(1-s) are distinct; the others are copies of them with noise of a hundredth of
    /// the range.</summary>
    public static Disturbance NearDuplicates { get; } = new(DisturbanceModule.nearDuplicates);

    /// <summary>The five.</summary>
    public static IReadOnlyList<Disturbance> All { get; } =
        [GaussianNoise, SaltAndPepper, Blur, MissingClasses, NearDuplicates];

    /// <summary>The name.</summary>
    public string Name => Wrapped.Name;

    /// <summary>What it does at strength s, in one sentence.</summary>
    public string Description => Wrapped.Description;

    /// <summary>The disturbed sample of the settings' size from labelled images in a random order.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="strength">In [0, 1].</param>
    /// <param name="images">At least as many as the sample has.</param>
    /// <exception cref="ArgumentException">There are too few images.</exception>
    public Points Apply(DisturbanceSettings settings, double strength, Labelled images) =>
        new(Wrapped.Apply
            .Invoke(settings.NotNull(nameof(settings)).Wrapped)
            .Invoke(strength)
            .Invoke(images.NotNull(nameof(images)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
