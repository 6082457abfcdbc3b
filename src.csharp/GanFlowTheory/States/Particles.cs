using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>n particles in R^d with fixed weights (equal unless given). Coordinates: the n d positions.</summary>
public sealed class Particles : State, ITransport
{
    private readonly Core.IState<Core.Particles> chart;

    internal Particles(Core.Particles wrapped) : base(wrapped) => chart = wrapped;

    /// <summary>A point of R^d as a state: one particle, the Dirac measure at the point.</summary>
    /// <param name="coordinates">Length d, at least 1, finite.</param>
    /// <exception cref="ArgumentException">There are no coordinates, or one is not finite.</exception>
    public static Particles Point(params double[] coordinates) =>
        new(ParticlesModule.point(coordinates.NotNull(nameof(coordinates))));

    /// <summary>Particles of equal weight at the points.</summary>
    /// <param name="points">n x d.</param>
    public static Particles OfPoints(Points points) =>
        new(ParticlesModule.ofPoints(points.NotNull(nameof(points)).Wrapped));

    /// <summary>Particles with fixed probability weights.</summary>
    /// <param name="weights">Length n, non-negative, summing to one.</param>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The weights are not probabilities, or not as many as the points.</exception>
    public static Particles Weighted(double[] weights, Points points) =>
        new(ParticlesModule.weighted(weights.NotNull(nameof(weights)), points.NotNull(nameof(points)).Wrapped));

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new Particles(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
