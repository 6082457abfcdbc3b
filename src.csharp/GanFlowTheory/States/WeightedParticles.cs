using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>n particles whose positions and weights both move; mass is one and weights stay positive whatever the
/// step.</summary>
public sealed class WeightedParticles : State, ITransport, IReaction
{
    private readonly Core.IState<Core.WeightedParticles> chart;

    internal WeightedParticles(Core.WeightedParticles wrapped) : base(wrapped) => chart = wrapped;

    /// <summary>Particles that start with equal weights.</summary>
    /// <param name="points">n x d.</param>
    public static WeightedParticles OfPoints(Points points) =>
        new(WeightedParticlesModule.ofPoints(points.NotNull(nameof(points)).Wrapped));

    /// <summary>Particles with the given probability weights; a weight of zero stays zero.</summary>
    /// <param name="weights">Length n, non-negative, summing to one.</param>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The weights are not probabilities, or not as many as the points.</exception>
    public static WeightedParticles Weighted(double[] weights, Points points) =>
        new(WeightedParticlesModule.weighted(weights.NotNull(nameof(weights)), points.NotNull(nameof(points)).Wrapped));

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new WeightedParticles(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
