using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A Gaussian N(m, A A^T) on R^d as the law of m + A z, z ~ N(0, I): the Bures-Wasserstein geometry. Nodes
/// m + A z_i and weights w_i come from a quadrature rule. Coordinates: m, then A row by row.</summary>
/// <remarks>Velocities are projected onto affine fields, so that flows are those of W2 restricted to
/// Gaussians.</remarks>
public sealed class GaussianState : State, ITransport, ISampler
{
    private readonly Core.IState<Core.GaussianState> chart;

    internal GaussianState(Core.GaussianState wrapped) : base(wrapped) => (chart, Wrapped) = (wrapped, wrapped);

    internal Core.GaussianState Wrapped { get; }

    /// <summary>N(mean, covariance) seen through the standard rule of its dimension.</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="covariance">d x d, symmetric positive definite.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the covariance is not symmetric positive
    /// definite.</exception>
    public static GaussianState Create(double[] mean, double[,] covariance) =>
        new(GaussianStateModule.create(mean.NotNull(nameof(mean)), covariance.NotNull(nameof(covariance))));

    /// <summary>N(mean, covariance) seen through a rule.</summary>
    /// <param name="rule">The rule on R^d.</param>
    /// <param name="mean">Length d.</param>
    /// <param name="covariance">d x d, symmetric positive definite.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the covariance is not symmetric positive
    /// definite.</exception>
    public static GaussianState CreateOn(GaussianRule rule, double[] mean, double[,] covariance) =>
        new(GaussianStateModule.createOn(
            rule.NotNull(nameof(rule)).Wrapped, mean.NotNull(nameof(mean)), covariance.NotNull(nameof(covariance))));

    /// <summary>N(mean, A A^T) seen through the standard rule of its dimension.</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="factor">A, d x d, invertible.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the factor is singular.</exception>
    public static GaussianState OfFactor(double[] mean, double[,] factor) =>
        new(GaussianStateModule.ofFactor(mean.NotNull(nameof(mean)), factor.NotNull(nameof(factor))));

    /// <summary>N(mean, A A^T) seen through a rule.</summary>
    /// <param name="rule">The rule on R^d.</param>
    /// <param name="mean">Length d.</param>
    /// <param name="factor">A, d x d, invertible.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the factor is singular.</exception>
    public static GaussianState OnRule(GaussianRule rule, double[] mean, double[,] factor) =>
        new(GaussianStateModule.onRule(
            rule.NotNull(nameof(rule)).Wrapped, mean.NotNull(nameof(mean)), factor.NotNull(nameof(factor))));

    /// <summary>N(mean, sd^2 I) seen through the standard rule of its dimension.</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="sd">The standard deviation, &gt; 0.</param>
    /// <exception cref="ArgumentException">The mean is empty or not finite, or sd is not positive.</exception>
    public static GaussianState Isotropic(double[] mean, double sd) =>
        new(GaussianStateModule.isotropic(mean.NotNull(nameof(mean)), sd));

    /// <summary>Dimension d.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <inheritdoc/>
    public Points Sample(Seed seed, int count) => new(GaussianStateModule.sample(seed.Wrapped, count, Wrapped));

    /// <summary>The factor A, d x d.</summary>
    public double[,] Factor() => Wrapped.Factor;

    /// <summary>The quadrature rule for z.</summary>
    public GaussianRule Rule => new(Wrapped.Rule);

    /// <summary>The density.</summary>
    public Density Density => new(((IDensity)Wrapped).Density);

    /// <summary>The Gaussian as a mixture of one.</summary>
    /// <exception cref="ArgumentException">The factor is singular.</exception>
    public GaussianMixture ToMixture() => GaussianMixture.Gaussian(Wrapped.Mean, Wrapped.Covariance);

    /// <summary>"Gaussian on R^d (rule)".</summary>
    public override string ToString() => Wrapped.ToString();

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new GaussianState(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
