using System;
using System.Collections.Generic;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Networks of images: convolutional layers, and the generators and critics made of them.</summary>
public static class ImageNetwork
{
    /// <summary>The images after convolution: (H + 2 padding - extent) / stride + 1 rows, rounded down, and columns
    /// likewise.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="images">The images before.</param>
    /// <exception cref="ArgumentException">The filters do not fit into the images; both are named.</exception>
    public static ImageShape Convolved(Filters filters, ImageShape images) =>
        new(Core.ImageNetwork.convolved(
            filters.NotNull(nameof(filters)).Wrapped, images.NotNull(nameof(images)).Wrapped));

    /// <summary>The images after transposed convolution: (H - 1) stride + extent - 2 padding rows, and columns
    /// likewise.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="images">The images before.</param>
    /// <exception cref="ArgumentException">Nothing is left of the images; both are named.</exception>
    public static ImageShape Expanded(Filters filters, ImageShape images) =>
        new(Core.ImageNetwork.expanded(
            filters.NotNull(nameof(filters)).Wrapped, images.NotNull(nameof(images)).Wrapped));

    /// <summary>Convolution with a bias per channel; filters, made x channels x extent x extent, start normal with the
    /// deviation that the activation after the layer asks for, the bias at 0.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="images">The images taken.</param>
    /// <param name="before">The activation after the layer; null for none, with Glorot's initial filters.</param>
    /// <exception cref="ArgumentException">The filters do not fit into the images; both are named.</exception>
    public static Network Convolution(Filters filters, ImageShape images, Activation? before = null) =>
        new(Core.ImageNetwork.convolutionFor(
            Network.CoreOf(before), filters.NotNull(nameof(filters)).Wrapped, images.NotNull(nameof(images)).Wrapped));

    /// <summary>Transposed convolution with a bias per channel; filters, channels x made x extent x extent, start
    /// normal with the deviation that the activation after the layer asks for, the bias at 0.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="images">The images taken.</param>
    /// <param name="before">The activation after the layer; null for none, with Glorot's initial filters.</param>
    /// <exception cref="ArgumentException">Nothing is left of the images; both are named.</exception>
    public static Network ConvolutionTranspose(Filters filters, ImageShape images, Activation? before = null) =>
        new(Core.ImageNetwork.convolutionTransposeFor(
            Network.CoreOf(before), filters.NotNull(nameof(filters)).Wrapped, images.NotNull(nameof(images)).Wrapped));

    /// <summary>A generator of images: an affine layer to small images of the first channels, then transposed
    /// convolutions that double their sides, through the other channels to the images; the activation after all layers
    /// but the last.</summary>
    /// <param name="noise">The dimension of the noise, at least 1.</param>
    /// <param name="channels">Channels on the way, such as [64, 32]; as many as the sides are doubled.</param>
    /// <param name="images">What is made, such as 1 x 8 x 8 or 1 x 28 x 28.</param>
    /// <param name="hidden">The activation.</param>
    /// <exception cref="ArgumentException">The sides cannot be halved so often, or a number is below 1.</exception>
    public static Network Generator(int noise, IEnumerable<int> channels, ImageShape images, Activation hidden) =>
        new(Core.ImageNetwork.generator(
            noise,
            List(channels.NotNull(nameof(channels))),
            images.NotNull(nameof(images)).Wrapped,
            hidden.NotNull(nameof(hidden)).Wrapped));

    /// <summary>A critic of images: convolutions that halve the sides, through the channels, each followed by the
    /// activation, then an affine layer.</summary>
    /// <param name="images">What is judged, such as 1 x 8 x 8 or 1 x 28 x 28.</param>
    /// <param name="channels">Channels on the way, such as [32, 64]; as many as the sides are halved.</param>
    /// <param name="outputs">The columns given, 1 for a discriminator.</param>
    /// <param name="hidden">The activation.</param>
    /// <exception cref="ArgumentException">The sides cannot be halved so often, or a number is below 1.</exception>
    public static Network Critic(ImageShape images, IEnumerable<int> channels, int outputs, Activation hidden) =>
        new(Core.ImageNetwork.critic(
            images.NotNull(nameof(images)).Wrapped,
            List(channels.NotNull(nameof(channels))),
            outputs,
            hidden.NotNull(nameof(hidden)).Wrapped));
}
