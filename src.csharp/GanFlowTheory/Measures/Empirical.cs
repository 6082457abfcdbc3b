using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>An empirical distribution: sum_i w_i delta_{x_i}.</summary>
public sealed class Empirical : Measure
{
    private Empirical(Core.Empirical wrapped) : base(wrapped) { }

    /// <summary>Equal weights 1/n on the points.</summary>
    /// <param name="points">n x d.</param>
    public static Empirical OfPoints(Points points) =>
        new(EmpiricalModule.ofPoints(points.NotNull(nameof(points)).Wrapped));

    /// <summary>The points with probability weights.</summary>
    /// <param name="weights">Length n, non-negative, summing to one.</param>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The weights are not probabilities, or not as many as the points.</exception>
    public static Empirical Weighted(double[] weights, Points points) =>
        new(EmpiricalModule.weighted(weights.NotNull(nameof(weights)), points.NotNull(nameof(points)).Wrapped));
}
