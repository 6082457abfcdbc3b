using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>What a study of disturbed images is given; a record, so <c>with</c> changes one of <see cref="Digits"/>.</summary>
public sealed record DisturbanceSettings
{
    /// <summary>For the digits, 8 x 8 pixels from 0 to 16: 400 images at the strengths 0, 0.2, .., 1.</summary>
    public static DisturbanceSettings Digits { get; } = Of(DisturbanceSettingsModule.digits);

    /// <summary>The height and the width of the images, in pixels, row by row.</summary>
    public required int Height { get; init; }

    /// <summary>The width.</summary>
    public required int Width { get; init; }

    /// <summary>The least value of a pixel.</summary>
    public required double Low { get; init; }

    /// <summary>The greatest.</summary>
    public required double High { get; init; }

    /// <summary>The strengths, rising within [0, 1]; 0 leaves the images as they are.</summary>
    public required IReadOnlyList<double> Strengths { get; init; }

    /// <summary>The number of images in each sample, the same at every strength: FID compares only so.</summary>
    public required int Count { get; init; }

    /// <summary>The neighbour that the balls of precision and recall reach to.</summary>
    public required int Neighbour { get; init; }

    /// <summary>Chooses the images and fixes the noise.</summary>
    public required Seed Seed { get; init; }

    internal Core.DisturbanceSettings Wrapped =>
        new(Height, Width, Low, High, Bridge.List(Strengths), Count, Neighbour, Seed.Wrapped);

    internal static DisturbanceSettings Of(Core.DisturbanceSettings s) => new()
    {
        Height = s.Height,
        Width = s.Width,
        Low = s.Low,
        High = s.High,
        Strengths = s.Strengths.Map(strength => strength),
        Count = s.Count,
        Neighbour = s.Neighbour,
        Seed = new(s.Seed),
    };
}
