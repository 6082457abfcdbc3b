using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A distribution seen as a quadrature: nodes x_i in R^d with probability weights w_i. Every functional of
/// this library integrates against it.</summary>
/// <remarks>Points convert by themselves to the empirical distribution of equal weights.</remarks>
public abstract partial class Measure
{
    private protected Measure(IMeasure wrapped) => AsCore = wrapped;

    internal IMeasure AsCore { get; }

    /// <summary>Equal weights 1/n on the points.</summary>
    /// <param name="points">n x d.</param>
    public static implicit operator Measure(Points points) => Empirical.OfPoints(points);

    /// <summary>The nodes, n x d.</summary>
    public Points Nodes => new(AsCore.Nodes);

    /// <summary>The weights, length n, non-negative, summing to one.</summary>
    public IReadOnlyList<double> Weights => AsCore.Weights.ReadOnly();

    /// <summary>The mean sum_i w_i x_i, length d.</summary>
    public double[] Mean() => GanFlowTheory.Core.Measure.mean(AsCore);

    /// <summary>The covariance under the weights, d x d.</summary>
    public double[,] Covariance() => GanFlowTheory.Core.Measure.covariance(AsCore);

    /// <summary>What it is, in words.</summary>
    public override string ToString() => AsCore.ToString() ?? "";

    private sealed class Seen(IMeasure wrapped) : Measure(wrapped);
}
