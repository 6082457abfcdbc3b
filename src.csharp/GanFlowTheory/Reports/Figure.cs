using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

/// <summary>Pictures as SVG documents of their own, in light and dark: for a page, a notebook or a paper of yours. They need no
/// network and bring their own colours; the text in them is text.</summary>
public static class Figure
{
    /// <summary>Clouds of points of the plane beside each other on the same axes, each under its heading, with the target in grey
    /// beneath: at most 1,000 points of each, evenly subsampled.</summary>
    /// <param name="title">What a reader of the page hears.</param>
    /// <param name="target">The target, n x 2, or null.</param>
    /// <param name="clouds">The clouds, n x 2 each, at least one.</param>
    /// <exception cref="ArgumentException">There is no cloud, or points have not two coordinates.</exception>
    public static string Particles(
        string title, Points? target, params IEnumerable<(string Heading, Points Points)> clouds) =>
        Core.Figure.particles(
            title.NotNull(nameof(title)),
            target?.Wrapped.OptionOf() ?? FSharpOption<Core.Points>.None,
            Bridge.List(clouds.NotNull(nameof(clouds)).Select(
                cloud => Tuple.Create(cloud.Heading, cloud.Points.NotNull(nameof(clouds)).Wrapped))));

    /// <summary>Up to six curves over a common axis, each with its name: of every curve its points in order. Points that
    /// are not finite are left out.</summary>
    /// <param name="title">What a reader of the page hears.</param>
    /// <param name="xName">What the horizontal axis shows.</param>
    /// <param name="yName">What the vertical axis shows.</param>
    /// <param name="curves">The curves, one to six.</param>
    /// <exception cref="ArgumentException">There are no curves, or more than six.</exception>
    public static string Lines(
        string title,
        string xName,
        string yName,
        params IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> curves) =>
        Core.Figure.lines(
            title.NotNull(nameof(title)), xName.NotNull(nameof(xName)), yName.NotNull(nameof(yName)), Listed(curves));

    /// <summary>The same with a logarithmic vertical axis; values that are not positive are left out.</summary>
    /// <param name="title">What a reader of the page hears.</param>
    /// <param name="xName">What the horizontal axis shows.</param>
    /// <param name="yName">What the vertical axis shows.</param>
    /// <param name="curves">The curves, one to six.</param>
    /// <exception cref="ArgumentException">There are no curves, or more than six.</exception>
    public static string LogLines(
        string title,
        string xName,
        string yName,
        params IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> curves) =>
        Core.Figure.logLines(
            title.NotNull(nameof(title)), xName.NotNull(nameof(xName)), yName.NotNull(nameof(yName)), Listed(curves));

    /// <summary>Up to six curves of the plane, such as the orbits of a game, with the same unit on both axes where their ranges are within a
    /// factor of 3 of each other. Points that are not finite are left out.</summary>
    /// <param name="title">What a reader of the page hears.</param>
    /// <param name="xName">What the horizontal axis shows.</param>
    /// <param name="yName">What the vertical axis shows.</param>
    /// <param name="curves">The curves, one to six.</param>
    /// <exception cref="ArgumentException">There are no curves, or more than six.</exception>
    public static string Orbits(
        string title,
        string xName,
        string yName,
        params IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> curves) =>
        Core.Figure.orbits(
            title.NotNull(nameof(title)), xName.NotNull(nameof(xName)), yName.NotNull(nameof(yName)), Listed(curves));

    private static FSharpList<Tuple<string, Tuple<double, double>[]>> Listed(
        IEnumerable<(string Name, IEnumerable<(double X, double Y)> Points)> curves) =>
        Bridge.List(curves.NotNull(nameof(curves)).Select(curve => Tuple.Create(
            curve.Name, curve.Points.NotNull(nameof(curves)).Select(point => point.ToTuple()).ToArray())));
}
