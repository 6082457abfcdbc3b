using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Square filters of a convolution and how they move.</summary>
public sealed record Filters
{
    private Filters(Core.Filters wrapped) => Wrapped = wrapped;

    internal Core.Filters Wrapped { get; }

    /// <summary>Filters that make the given channels.</summary>
    /// <param name="made">The channels that they make, at least 1.</param>
    /// <param name="extent">Their height and width in pixels, at least 1.</param>
    /// <param name="stride">Pixels between neighbouring positions, at least 1.</param>
    /// <param name="padding">Zeros around the image, at least 0.</param>
    /// <exception cref="ArgumentException">A number is below its least value.</exception>
    public static Filters Create(int made, int extent, int stride = 1, int padding = 0) =>
        new(FiltersModule.create(made, extent, stride, padding));

    /// <summary>4 x 4 filters of stride 2 and padding 1: they halve even sides, and transposed they double
    /// any.</summary>
    /// <param name="made">The channels that they make, at least 1.</param>
    /// <exception cref="ArgumentException">There are no channels.</exception>
    public static Filters Halving(int made) => new(FiltersModule.halving(made));

    /// <summary>The channels that they make.</summary>
    public int Made => Wrapped.Made;

    /// <summary>Their height and width in pixels.</summary>
    public int Extent => Wrapped.Extent;

    /// <summary>Pixels between neighbouring positions.</summary>
    public int Stride => Wrapped.Stride;

    /// <summary>Zeros around the image.</summary>
    public int Padding => Wrapped.Padding;
}
