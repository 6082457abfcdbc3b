using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A box in R^1 or R^2 in equal cells: the product of its axes. Cells are counted with the first axis running
/// fastest.</summary>
public sealed class Grid
{
    internal Grid(Core.Grid wrapped) => Wrapped = wrapped;

    internal Core.Grid Wrapped { get; }

    /// <summary>The axis [lower, upper] in equal cells.</summary>
    /// <param name="lower">The lower end, finite.</param>
    /// <param name="upper">The upper end, finite and above the lower one.</param>
    /// <param name="cells">The number of cells, at least 1.</param>
    /// <exception cref="ArgumentException">The ends or the number are not as said.</exception>
    public static GridAxis Axis(double lower, double upper, int cells) =>
        new(GridModule.axis(lower, upper, cells));

    /// <summary>The grid on an interval of R.</summary>
    /// <param name="lower">The lower end, finite.</param>
    /// <param name="upper">The upper end, finite and above the lower one.</param>
    /// <param name="cells">The number of cells, at least 1.</param>
    /// <exception cref="ArgumentException">The ends or the number are not as said.</exception>
    public static Grid Line(double lower, double upper, int cells) => new(GridModule.line(lower, upper, cells));

    /// <summary>The grid on a rectangle of R^2, the product of two axes; at most 2^26 cells.</summary>
    /// <param name="first">The axis of the first coordinate, from <see cref="Axis"/>.</param>
    /// <param name="second">The axis of the second coordinate.</param>
    /// <exception cref="ArgumentException">There are too many cells.</exception>
    public static Grid Plane(GridAxis first, GridAxis second) => new(GridModule.plane(first.Wrapped, second.Wrapped));

    /// <summary>The axes.</summary>
    public IReadOnlyList<GridAxis> Axes => Wrapped.Axes.Map(axis => new GridAxis(axis));

    /// <summary>The dimension, 1 or 2.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>The number of cells n.</summary>
    public int Count => Wrapped.Count;

    /// <summary>The volume of a cell: the product of the widths.</summary>
    public double Volume => Wrapped.Volume;

    /// <summary>The centres of the cells, n x d.</summary>
    public Points Centres => new(Wrapped.Centres);

    /// <summary>Whether two grids have the same cells.</summary>
    /// <param name="other">The other grid.</param>
    public bool Same(Grid other) => GridModule.same(Wrapped, other.NotNull(nameof(other)).Wrapped);

    /// <summary>The potential with the given values at the centres: linear between centres (bilinear in the plane),
    /// constant beyond the outer ones; its gradient interpolates the central differences in the same way.</summary>
    /// <param name="values">Length n.</param>
    /// <exception cref="ArgumentException">There are not as many values as cells.</exception>
    public Potential Potential(double[] values) => new(GridModule.potential(values.NotNull(nameof(values)), Wrapped));

    /// <summary>The axes joined by "x".</summary>
    public override string ToString() => Wrapped.ToString();
}
