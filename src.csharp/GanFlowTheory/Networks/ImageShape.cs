using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The extents of images, which are rows flattened row-major, channels first.</summary>
public sealed record ImageShape
{
    internal ImageShape(Core.ImageShape wrapped) => Wrapped = wrapped;

    internal Core.ImageShape Wrapped { get; }

    /// <summary>Images of the given channels, height and width.</summary>
    /// <param name="channels">Channels per pixel, at least 1.</param>
    /// <param name="height">Rows of pixels, at least 1.</param>
    /// <param name="width">Columns of pixels, at least 1.</param>
    /// <exception cref="ArgumentException">An extent is below 1.</exception>
    public static ImageShape Create(int channels, int height, int width) =>
        new(ImageShapeModule.create(channels, height, width));

    /// <summary>Channels per pixel.</summary>
    public int Channels => Wrapped.Channels;

    /// <summary>Rows of pixels.</summary>
    public int Height => Wrapped.Height;

    /// <summary>Columns of pixels.</summary>
    public int Width => Wrapped.Width;

    /// <summary>The entries of one image.</summary>
    public int Size => Wrapped.Size;

    /// <summary>"3 x 28 x 28 images".</summary>
    public override string ToString() => Wrapped.ToString();
}
