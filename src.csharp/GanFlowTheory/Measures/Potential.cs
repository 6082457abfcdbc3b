using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A potential on R^d, defined up to a constant: a first variation, or a critic's estimate of one. Potentials
/// add and scale.</summary>
public sealed class Potential
{
    internal Potential(Core.Potential wrapped) => Wrapped = wrapped;

    internal Core.Potential Wrapped { get; }

    /// <summary>A potential from its value and its gradient.</summary>
    /// <param name="value">The values at m points, length m.</param>
    /// <param name="gradient">The gradients at m points, m x d.</param>
    public static Potential Create(Func<Points, double[]> value, Func<Points, Points> gradient)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(gradient);
        return new(PotentialModule.create(
            Fun((Core.Points x) => value(new Points(x))),
            Fun((Core.Points x) => gradient(new Points(x)).Returned("the gradient of a potential").Wrapped)));
    }

    /// <summary>A potential from functions of one point.</summary>
    /// <param name="value">The value at a point of length d.</param>
    /// <param name="gradient">The gradient there, length d.</param>
    public static Potential OfPointwise(Func<double[], double> value, Func<double[], double[]> gradient) =>
        new(PotentialModule.ofPointwise(Fun(value.NotNull(nameof(value))), Fun(gradient.NotNull(nameof(gradient)))));

    /// <summary>The potential of a network with one output at fixed parameters; the gradient is that of the output in
    /// the point.</summary>
    /// <param name="network">A network with one output.</param>
    /// <param name="theta">Its parameters, length P; copied.</param>
    /// <exception cref="ArgumentException">The network has more than one output, or theta another
    /// length.</exception>
    public static Potential OfNetwork(Network network, double[] theta) =>
        new(NetworkPotentials.Potential.ofNetwork(
            network.NotNull(nameof(network)).Wrapped, theta.NotNull(nameof(theta))));

    /// <summary>HZ23's potential c = 1/2 log(1 - D) = -1/2 softplus(d) of a logit d; its gradient is -1/2 sigmoid(d)
    /// grad d.</summary>
    /// <param name="logit">d.</param>
    public static Potential OfDiscriminator(Potential logit) =>
        new(NetworkPotentials.Potential.ofDiscriminator(logit.NotNull(nameof(logit)).Wrapped));

    /// <summary>The potential 0.</summary>
    public static Potential Zero { get; } = new(PotentialModule.zero);

    /// <summary>a c.</summary>
    /// <param name="a">The factor.</param>
    /// <param name="c">The potential.</param>
    public static Potential operator *(double a, Potential c) =>
        new(PotentialModule.scale(a, c.NotNull(nameof(c)).Wrapped));

    /// <summary>b + c.</summary>
    /// <param name="b">The first potential.</param>
    /// <param name="c">The second potential.</param>
    public static Potential operator +(Potential b, Potential c) =>
        new(PotentialModule.add(b.NotNull(nameof(b)).Wrapped, c.NotNull(nameof(c)).Wrapped));

    /// <summary>f of a potential u, with the gradient f'(u) grad u.</summary>
    /// <param name="f">f.</param>
    /// <param name="slope">f'.</param>
    public Potential Compose(Func<double, double> f, Func<double, double> slope) =>
        new(PotentialModule.compose(Fun(f.NotNull(nameof(f))), Fun(slope.NotNull(nameof(slope))), Wrapped));

    /// <summary>The values at m points, length m.</summary>
    /// <param name="points">m x d.</param>
    public double[] Value(Points points) => Wrapped.Value.Invoke(points.NotNull(nameof(points)).Wrapped);

    /// <summary>The gradients at m points, m x d.</summary>
    /// <param name="points">m x d.</param>
    public Points Gradient(Points points) => new(Wrapped.Gradient(points.NotNull(nameof(points)).Wrapped));

    /// <summary>The potential seen from the given nodes.</summary>
    /// <param name="nodes">n x d.</param>
    public Covector At(Points nodes) => new(PotentialModule.at(nodes.NotNull(nameof(nodes)).Wrapped, Wrapped));
}
