using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The mean and the covariance of a sample in R^d, or of a law that is known.</summary>
public sealed class Moments
{
    internal Moments(Core.Moments wrapped) => Wrapped = wrapped;

    internal Core.Moments Wrapped { get; }

    /// <summary>The mean and the covariance of a sample, divisor n - 1; n at least 2.</summary>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">There are fewer than two points, or squares overflow.</exception>
    public static Moments OfPoints(Points x) => new(MomentsModule.ofPoints(x.NotNull(nameof(x)).Wrapped));

    /// <summary>The same of rows that may exceed memory, read once, in blocks.</summary>
    /// <param name="rows">n x d, n at least 2.</param>
    /// <exception cref="ArgumentException">There are fewer than two rows, or squares overflow.</exception>
    /// <exception cref="DataFormatException">A file ends early or holds a number that is not finite.</exception>
    public static Moments OfRows(Rows rows)
    {
        var wrapped = rows.NotNull(nameof(rows)).Wrapped;
        return new(DataFormatException.Reading(() => MomentsModule.ofRows(wrapped)));
    }

    /// <summary>The mean and the covariance of a law that is known; the covariance is d x d, symmetric, with no eigenvalue
    /// below 0.</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="covariance">d x d.</param>
    /// <exception cref="ArgumentException">The covariance is of another size, not symmetric or not positive.</exception>
    public static Moments OfLaw(double[] mean, double[,] covariance) =>
        new(MomentsModule.ofLaw(mean.NotNull(nameof(mean)), covariance.NotNull(nameof(covariance))));

    /// <summary>The number of rows n that they were taken from; null for a law that is known.</summary>
    public int? Count => Wrapped.Count.OrNull();

    /// <summary>Dimension d.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>The mean, length d.</summary>
    public IReadOnlyList<double> Mean => Wrapped.Mean.ReadOnly();

    /// <summary>The covariance, of a sample with divisor n - 1, d x d.</summary>
    public double[,] Covariance => Wrapped.Covariance;

    /// <summary>"mean and covariance of n rows in R^d".</summary>
    public override string ToString() => Wrapped.ToString();
}
