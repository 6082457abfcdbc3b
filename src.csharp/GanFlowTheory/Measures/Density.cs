using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A probability density on R^d, known everywhere.</summary>
public sealed class Density
{
    internal Density(Core.Density wrapped) => Wrapped = wrapped;

    internal Core.Density Wrapped { get; }

    /// <summary>A density on R^d from its logarithm and its score.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="logValue">log p at n points, length n, -infinity where p is 0.</param>
    /// <param name="score">grad log p at n points, n x d.</param>
    /// <exception cref="ArgumentException">The dimension is below 1.</exception>
    public static Density Create(
        string name, int dimension, Func<Points, double[]> logValue, Func<Points, Points> score)
    {
        ArgumentNullException.ThrowIfNull(logValue);
        ArgumentNullException.ThrowIfNull(score);
        return new(DensityModule.create(
            name.NotNull(nameof(name)),
            dimension,
            Fun((Core.Points x) => logValue(new Points(x))),
            Fun((Core.Points x) => score(new Points(x)).Returned($"the score of density '{name}'").Wrapped)));
    }

    /// <summary>The density of a mixture of Gaussians.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="mixture">The mixture.</param>
    public static Density OfMixture(string name, GaussianMixture mixture) =>
        new(DensityModule.ofMixture(name.NotNull(nameof(name)), mixture.NotNull(nameof(mixture)).Wrapped));

    /// <summary>The density of N(mean, covariance).</summary>
    /// <param name="mean">Length d.</param>
    /// <param name="covariance">d x d, symmetric positive definite.</param>
    /// <exception cref="ArgumentException">The shapes differ, or the covariance is not symmetric positive
    /// definite.</exception>
    public static Density Gaussian(double[] mean, double[,] covariance) =>
        new(DensityModule.gaussian(mean.NotNull(nameof(mean)), covariance.NotNull(nameof(covariance))));

    /// <summary>The density of a target.</summary>
    /// <param name="target">The target.</param>
    /// <exception cref="ArgumentException">Its log-density or its score is not known; the sentence says
    /// which.</exception>
    public static Density OfTarget(Target target) =>
        new(DensityModule.ofTarget(target.NotNull(nameof(target)).Wrapped));

    /// <summary>The density of a target; null where its log-density or its score is not known.</summary>
    /// <param name="target">The target.</param>
    public static Density? TryOfTarget(Target target) =>
        DensityModule.tryOfTarget(target.NotNull(nameof(target)).Wrapped)?.Value is { } density ? new(density) : null;

    /// <summary>The density in other units: that of z = (x - centre) / scale for x of this density, with log-density
    /// log p(x) + sum_k log scale_k and score scale grad log p(x).</summary>
    /// <param name="units">The units, of the density's dimension.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Density InUnits(Units units) => new(DensityModule.inUnits(units.NotNull(nameof(units)).Wrapped, Wrapped));

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>Dimension d.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>log p at the points, length n, -infinity where p is 0.</summary>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public double[] LogValue(Points points) => Wrapped.LogValue.Invoke(points.NotNull(nameof(points)).Wrapped);

    /// <summary>The score grad log p at the points, n x d.</summary>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Points Score(Points points) => new(Wrapped.Score.Invoke(points.NotNull(nameof(points)).Wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
