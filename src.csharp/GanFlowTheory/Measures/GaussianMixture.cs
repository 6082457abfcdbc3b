using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A mixture of Gaussians sum_j w_j N(m_j, C_j) on R^d, C_j symmetric positive definite; a Gaussian is the
/// mixture of one.</summary>
public sealed class GaussianMixture : ISampler
{
    internal GaussianMixture(Core.GaussianMixture wrapped) => Wrapped = wrapped;

    internal Core.GaussianMixture Wrapped { get; }

    /// <summary>The Gaussian N(mean, covariance).</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="covariance">d x d, symmetric up to rounding and positive definite.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the covariance is not symmetric positive
    /// definite.</exception>
    public static GaussianMixture Gaussian(double[] mean, double[,] covariance) =>
        new(GaussianMixtureModule.gaussian(mean.NotNull(nameof(mean)), covariance.NotNull(nameof(covariance))));

    /// <summary>The Gaussian N(mean, sd^2 I).</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="sd">The standard deviation, &gt; 0.</param>
    /// <exception cref="ArgumentException">The mean is empty or not finite, or sd is not positive.</exception>
    public static GaussianMixture Isotropic(double[] mean, double sd) =>
        new(GaussianMixtureModule.isotropic(mean.NotNull(nameof(mean)), sd));

    /// <summary>The standard Gaussian N(0, I).</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <exception cref="ArgumentException">The dimension is below 1.</exception>
    public static GaussianMixture Standard(int dimension) => new(GaussianMixtureModule.standard(dimension));

    /// <summary>The mixture of the given mixtures (or single Gaussians) of equal dimension.</summary>
    /// <param name="weights">As many as components, non-negative, summing to one.</param>
    /// <param name="components">At least one.</param>
    /// <exception cref="ArgumentException">The weights are not probabilities, or the dimensions differ.</exception>
    public static GaussianMixture Mixture(double[] weights, IEnumerable<GaussianMixture> components) =>
        new(GaussianMixtureModule.mixture(
            weights.NotNull(nameof(weights)), components.NotNull(nameof(components)).Select(c => c.Wrapped)));

    /// <summary>The number of components.</summary>
    public int Count => Wrapped.Count;

    /// <summary>Dimension d.</summary>
    public int Dimension => GaussianMixtureModule.dimension(Wrapped);

    /// <summary>The weights w_j, non-negative, summing to one.</summary>
    public IReadOnlyList<double> Weights => Wrapped.Weights.ReadOnly();

    /// <summary>The means m_j, each of length d.</summary>
    public IReadOnlyList<double[]> Means => Wrapped.Means.ReadOnly();

    /// <summary>The covariances C_j, each d x d.</summary>
    public IReadOnlyList<double[,]> Covariances => Wrapped.Covariances.ReadOnly();

    /// <summary>The mean sum_j w_j m_j, length d.</summary>
    public double[] Mean() => GaussianMixtureModule.mean(Wrapped);

    /// <summary>The covariance sum_j w_j (C_j + (m_j - m)(m_j - m)^T), m the mean, d x d.</summary>
    public double[,] Covariance() => GaussianMixtureModule.covariance(Wrapped);

    /// <inheritdoc/>
    public Points Sample(Seed seed, int count) => new(GaussianMixtureModule.sample(seed.Wrapped, count, Wrapped));

    /// <summary>The logarithm of the density at the points, length n; -infinity where it underflows.</summary>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public double[] LogDensity(Points points) =>
        GaussianMixtureModule.logDensity(points.NotNull(nameof(points)).Wrapped, Wrapped);

    /// <summary>The score grad log density at the points, n x d.</summary>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Points Score(Points points) =>
        new(GaussianMixtureModule.score(points.NotNull(nameof(points)).Wrapped, Wrapped));

    /// <summary>The log-density, length n, and the score, n x d, in one pass.</summary>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public (double[] LogDensity, Points Score) LogDensityAndScore(Points points)
    {
        var (logDensity, score) = GaussianMixtureModule.logDensityAndScore(points.NotNull(nameof(points)).Wrapped,
            Wrapped);
        return (logDensity, new Points(score));
    }

    /// <summary>"mixture of M Gaussians in R^d".</summary>
    public override string ToString() => Wrapped.ToString();
}
