using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Finitely many functions Phi_1, .., Phi_m on R^d, whose span is a space of critics.</summary>
public sealed class Features
{
    private Features(Core.Features wrapped) => Wrapped = wrapped;

    internal Core.Features Wrapped { get; }

    /// <summary>Features of your own: m functions on R^d by their values at n points, n x m, and their gradients there, m of n
    /// x d.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="count">m, at least 1.</param>
    /// <param name="values">The values at n points, n x m.</param>
    /// <param name="jacobians">The gradients at n points, m of n x d.</param>
    /// <exception cref="ArgumentException">d or m is below 1.</exception>
    public static Features Create(
        string name, int dimension, int count, Func<Points, Points> values, Func<Points, IReadOnlyList<Points>> jacobians)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(jacobians);
        var owner = $"features '{name.NotNull(nameof(name))}'";
        return new(FeaturesModule.create(
            name,
            dimension,
            count,
            Fun((Core.Points x) => values(new(x)).Returned(owner).Wrapped),
            Fun((Core.Points x) => jacobians(new(x)).Returned(owner).Select(g => g.Returned(owner).Wrapped).ToArray())));
    }

    /// <summary>The monomials of degree 1 up to the given one, at least 1, on R^d.</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="degree">The highest degree, at least 1.</param>
    /// <exception cref="ArgumentException">d or the degree is below 1.</exception>
    public static Features Polynomial(int dimension, int degree) => new(FeaturesModule.polynomial(dimension, degree));

    /// <summary>x and x^2 on the line: a critic a x + b x^2 (T21-5).</summary>
    public static Features Moments { get; } = new(FeaturesModule.moments);

    /// <summary>Random Fourier features sqrt(2/m) cos(w_j . x + b_j) on R^d, fixed by the seed: &lt;Phi(x), Phi(y)&gt; has
    /// expectation exp(-|x-y|^2 / (2 bandwidth^2)) (Rahimi and Recht, 2007).</summary>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="count">m, at least 1.</param>
    /// <param name="bandwidth">The bandwidth, &gt; 0.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Features RandomFourier(int dimension, int count, double bandwidth, Seed seed) =>
        new(FeaturesModule.randomFourier(dimension, count, bandwidth, seed.Wrapped));

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The dimension d of the points.</summary>
    public int Dimension => Wrapped.Dimension;

    /// <summary>The number of functions m.</summary>
    public int Count => Wrapped.Count;

    /// <summary>Their values at n points, n x m.</summary>
    /// <param name="points">n x d.</param>
    public Points Values(Points points) => new(Wrapped.Values.Invoke(points.NotNull(nameof(points)).Wrapped));

    /// <summary>Their gradients at n points, m of n x d.</summary>
    /// <param name="points">n x d.</param>
    public IReadOnlyList<Points> Jacobians(Points points) =>
        Wrapped.Jacobians.Invoke(points.NotNull(nameof(points)).Wrapped).Map(g => new Points(g));

    /// <summary>The function &lt;a, Phi&gt; as a potential, a of length m.</summary>
    /// <param name="a">Length m.</param>
    /// <exception cref="ArgumentException">a has another length.</exception>
    public Potential Combine(double[] a) => new(FeaturesModule.combine(a.NotNull(nameof(a)), Wrapped));

    /// <summary>E Phi, length m.</summary>
    /// <param name="q">The measure.</param>
    public double[] Mean(Measure q) => FeaturesModule.mean(Wrapped, q.NotNull(nameof(q)).AsCore);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>The flow of 1/2 MMD^2 against a moving kernel witness in a finite space of features (T21-6): a critic &lt;a, Phi&gt;
/// that lowers -&lt;a, E_p Phi - E_q Phi&gt; + lambda/2 |a|^2 on a clock of its own, and a law that lowers -&lt;a, E_q Phi&gt;. On
/// an infinitely fast clock the critic is its best response, and the law follows the flow of 1/(2 lambda) MMD^2.</summary>
public static class FeatureWitness
{
    /// <summary>The best response of the critic at q, a = (E_p Phi - E_q Phi)/lambda, lambda &gt; 0.</summary>
    /// <param name="features">Phi.</param>
    /// <param name="lambda">The ridge, &gt; 0.</param>
    /// <param name="target">p.</param>
    /// <exception cref="ArgumentException">lambda is not positive.</exception>
    public static Func<Measure, double[]> BestResponse(Features features, double lambda, Measure target)
    {
        var response = Core.FeatureWitness.bestResponse(
            features.NotNull(nameof(features)).Wrapped, lambda, target.NotNull(nameof(target)).AsCore);
        return q => response.Invoke(q.NotNull(nameof(q)).AsCore);
    }
}
