using System;
using System.Collections.Generic;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A probability density on a grid, constant on each cell: a state with fixed nodes, the centres, and moving
/// weights, the masses of the cells. Coordinates: the n masses.</summary>
public sealed class GridDensity : State, IReaction
{
    private readonly Core.IState<Core.GridDensity> chart;

    internal GridDensity(Core.GridDensity wrapped) : base(wrapped) => (chart, Wrapped) = (wrapped, wrapped);

    internal Core.GridDensity Wrapped { get; }

    /// <summary>The state with the given masses of the cells.</summary>
    /// <param name="masses">Length n, non-negative, summing to one.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The masses are not probabilities, or not as many as cells.</exception>
    public static GridDensity OfMasses(double[] masses, Grid grid) =>
        new(GridDensityModule.ofMasses(masses.NotNull(nameof(masses)), grid.NotNull(nameof(grid)).Wrapped));

    /// <summary>The state with the given values of the density on the cells; the mass is scaled to one.</summary>
    /// <param name="name">The name in sentences.</param>
    /// <param name="values">Length n, non-negative, of mass (values times volume) one within 1e-6.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The values are not as said, or not as many as cells.</exception>
    public static GridDensity OfValues(string name, double[] values, Grid grid) =>
        new(GridDensityModule.ofValues(
            name.NotNull(nameof(name)), values.NotNull(nameof(values)), grid.NotNull(nameof(grid)).Wrapped));

    /// <summary>A density on the grid by quadrature, scaled to mass one, with what the grid catches of it.</summary>
    /// <param name="name">The name in sentences.</param>
    /// <param name="logDensity">log p at m points, length m, -infinity where p is 0.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The density is not finite, or has no mass on the grid.</exception>
    public static Discretisation Discretise(string name, Func<Points, double[]> logDensity, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(logDensity);
        var found = GridDensityModule.discretise(
            name.NotNull(nameof(name)),
            Fun((Core.Points x) => logDensity(new Points(x))),
            grid.NotNull(nameof(grid)).Wrapped);
        return new(new GridDensity(found.State), found.Caught, found.Roughness);
    }

    /// <summary>A density on the grid, where the grid is fit for it: the cells catch its mass within 0.001, and a
    /// Gaussian needs cells no wider than its standard deviation.</summary>
    /// <param name="name">The name in sentences.</param>
    /// <param name="logDensity">log p at m points, length m, -infinity where p is 0.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The density is not finite, or the grid is too short or too coarse for
    /// it.</exception>
    public static GridDensity OfLogDensity(string name, Func<Points, double[]> logDensity, Grid grid)
    {
        ArgumentNullException.ThrowIfNull(logDensity);
        return new(GridDensityModule.ofLogDensity(
            name.NotNull(nameof(name)),
            Fun((Core.Points x) => logDensity(new Points(x))),
            grid.NotNull(nameof(grid)).Wrapped));
    }

    /// <summary>A mixture of Gaussians on the grid, where the grid is fit for it.</summary>
    /// <param name="name">The name in sentences.</param>
    /// <param name="mixture">The mixture, of the grid's dimension.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The dimensions differ, or the grid is too short or too coarse.</exception>
    public static GridDensity OfMixture(string name, GaussianMixture mixture, Grid grid) =>
        new(GridDensityModule.ofMixture(
            name.NotNull(nameof(name)), mixture.NotNull(nameof(mixture)).Wrapped, grid.NotNull(nameof(grid)).Wrapped));

    /// <summary>A target on the grid, where the grid is fit for it.</summary>
    /// <param name="target">The target, with a known density, of the grid's dimension.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="ArgumentException">The density is not known, the dimensions differ, or the grid is too short or
    /// too coarse.</exception>
    public static GridDensity OfTarget(Target target, Grid grid) =>
        new(GridDensityModule.ofTarget(target.NotNull(nameof(target)).Wrapped, grid.NotNull(nameof(grid)).Wrapped));

    /// <summary>The grid.</summary>
    public Grid Grid => new(Wrapped.Grid);

    /// <summary>The density on each cell, mass over volume, length n.</summary>
    public IReadOnlyList<double> Density => Wrapped.Density.ReadOnly();

    /// <summary>The total mass: one, up to rounding.</summary>
    public double Mass => GridDensityModule.mass(Wrapped);

    /// <summary>The variance along each axis of the masses at the centres, length d.</summary>
    public double[] Variance() => GridDensityModule.variance(Wrapped);

    /// <summary>The density of one coordinate alone, on the cells of its axis; on the line the density itself.</summary>
    /// <param name="k">The coordinate, 0 or 1.</param>
    /// <exception cref="ArgumentException">The grid has no such coordinate.</exception>
    public double[] Marginal(int k) => GridDensityModule.marginal(k, Wrapped);

    /// <summary>The L1 distance int |a - b| to another density on the same grid, in [0, 2].</summary>
    /// <param name="other">The other density.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public double Distance(GridDensity other) =>
        GridDensityModule.distance(Wrapped, other.NotNull(nameof(other)).Wrapped);

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new GridDensity(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
