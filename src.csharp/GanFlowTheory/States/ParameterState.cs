using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The parameters theta of a generator G as a state: q_theta = law of G_theta(z) for equally weighted noise
/// samples z_i. Coordinates: theta, length P. Nodes: G_theta(z_i), n x d.</summary>
public sealed class ParameterState : State
{
    private readonly IState<Core.ParameterState> chart;
    private readonly IParametric parametric;

    internal ParameterState(Core.ParameterState wrapped) : base(wrapped) =>
        (chart, parametric, Wrapped) = (wrapped, wrapped, wrapped);

    internal Core.ParameterState Wrapped { get; }

    /// <summary>The parameters of a network on fixed noise samples.</summary>
    /// <param name="network">The generator, with at least one parameter.</param>
    /// <param name="noise">n x InputSize.</param>
    /// <param name="theta">The parameters, length P, finite.</param>
    /// <exception cref="ArgumentException">Lengths or dimensions differ, or an entry is not finite.</exception>
    public static ParameterState Create(Network network, Points noise, double[] theta) => new(
        ParameterStateModule.create(
            network.NotNull(nameof(network)).Wrapped, noise.NotNull(nameof(noise)).Wrapped,
            theta.NotNull(nameof(theta))));

    /// <summary>The network's initial parameters on samples of standard normal noise, both by the seed.</summary>
    /// <param name="network">The generator, with at least one parameter.</param>
    /// <param name="samples">n, at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentException">The network has no parameters, or n is below 1.</exception>
    public static ParameterState Initial(Network network, int samples, Seed seed) =>
        new(ParameterStateModule.initial(network.NotNull(nameof(network)).Wrapped, samples, seed.Wrapped));

    /// <summary>The generator.</summary>
    public Network Network => new(Wrapped.Network);

    /// <summary>The noise samples, n x InputSize.</summary>
    public Points Noise => new(Wrapped.Noise);

    /// <summary>The parameters, a new array of length P.</summary>
    public double[] Parameters() => Wrapped.Parameters;

    /// <summary>The velocities of the nodes along a parameter rate u: J_i u, n x d, J_i = dG(z_i)/dtheta.</summary>
    /// <param name="rate">u, length P.</param>
    /// <exception cref="ArgumentException">The rate has another length.</exception>
    public Points Push(double[] rate) => new(parametric.Push(rate.NotNull(nameof(rate))));

    /// <summary>The adjoint, from vectors at the nodes to parameters: sum_i w_i J_i^T v_i, length P.</summary>
    /// <param name="vectors">v, n x d.</param>
    /// <exception cref="ArgumentException">The vectors are more, fewer, or of another dimension.</exception>
    public double[] Pull(Points vectors) => parametric.Pull(vectors.NotNull(nameof(vectors)).Wrapped);

    /// <summary>The d x d products J_i J_i^T of each node, one after the other, row-major.</summary>
    public double[][] Mobilities() => parametric.Mobilities();

    /// <summary>The same parameters on fresh samples of standard normal noise.</summary>
    /// <param name="seed">The seed.</param>
    public ParameterState Renewed(Seed seed) => (ParameterState)Renewed(seed.Wrapped);

    internal override bool IsRenewable => true;

    internal override State Renewed(Core.Seed seed) =>
        new ParameterState(((IRenewable<Core.ParameterState>)Wrapped).Renewed(seed));

    internal override double[] RawCoordinates => chart.Coordinates;

    internal override State At(double[] coordinates) => new ParameterState(chart.At(coordinates));

    internal override double[] PullBack(Core.Covector c) => chart.PullBack(c);
}
