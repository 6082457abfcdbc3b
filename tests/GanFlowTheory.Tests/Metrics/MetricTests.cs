using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Metrics;

/// <summary>Every metric against the core's, instantiated at the core's own states.</summary>
public class MetricTests
{
    private static readonly Kernel K = Kernel.Gaussian(0.9);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(0.9);

    internal static double[] Mobility(Points nodes) => nodes.ToRows().Select(x => 1 + x[0] * x[0]).ToArray();

    internal static double[] CoreMobility(Core.IMeasure q) =>
        Core.PointsModule.toRows(q.Nodes).Select(x => 1 + x[0] * x[0]).ToArray();

    private static readonly Core.SolverOptions Iterative =
        new(Core.LinearSolver.ConjugateGradients, 1e-10, 300);

    internal static (string Name, Metric<ITransport> Mine)[] Transports { get; } =
    [
        ("wasserstein", Metric.Wasserstein),
        ("mobility", Metric.Mobility("m", q => Mobility(q.Nodes))),
        ("stein", Metric.Stein(K)),
        ("sobolev", Metric.SobolevKernelized(K, 0.1)),
        ("sobolev, iterative",
            Metric.SobolevKernelized(K, 0.1, new SolverOptions(LinearSolver.ConjugateGradients, 1e-10, 300))),
        ("sum", 0.5 * Metric.Stein(K) + Metric.Wasserstein),
        ("defined", Metric.CreateTransport("defined", (q, c) => 2.0 * c.Gradient)),
    ];

    internal static Core.Metric<Q> CoreTransport<Q>(string name)
        where Q : Core.IState<Q>, Core.ITransport => name switch
        {
            "wasserstein" => Core.TransportMetrics.Metric.wasserstein<Q>(),
            "mobility" => Core.TransportMetrics.Metric.mobility("m", FuncConvert.FromFunc((Q q) => CoreMobility(q))),
            "stein" => Core.TransportMetrics.Metric.stein<Q>(CoreK),
            "sobolev" => Core.SobolevMetric.Metric.sobolevKernelized<Q>(CoreK, 0.1),
            "sobolev, iterative" => Core.SobolevMetric.Metric.sobolevKernelizedWith<Q>(Iterative, CoreK, 0.1),
            "sum" => Core.Metric.add(Core.Metric.scale(0.5, Core.TransportMetrics.Metric.stein<Q>(CoreK)),
                Core.TransportMetrics.Metric.wasserstein<Q>()),
            "defined" => Core.Metric.createTransport("defined", FuncConvert.FromFunc((Q q, Core.Covector c) =>
                Core.PointsModule.scale(2.0, c.Gradient))),
            _ => throw new ArgumentException(name),
        };

    public static IEnumerable<object[]> TransportNames => Transports.Select(t => new object[] { t.Name });

    private static void Agree<Q, T, S>(Core.Metric<Q> core, Metric<S> mine, Q coreState, T state)
        where Q : Core.IState<Q> where T : State, S where S : class
    {
        var functional = Core.MmdFunctional.Functional.mmd<Core.IMeasure>(CoreK, Core.EmpiricalModule.ofPoints(CoreOf(Y)));
        var xi = functional.Evaluate.Invoke(coreState).Variation;
        var eta = Core.PotentialModule.at(coreState.Nodes,
            Core.Mmd.embedding(CoreK, Core.EmpiricalModule.ofPoints(CoreOf(Y))));
        var (myXi, myEta) = (Functional.Mmd(K, Y).Evaluate(state).Variation, Mmd.Embedding(K, Y).At(X));
        var (expected, actual) = (core.Apply.Invoke(coreState).Invoke(xi), mine.Apply(state, myXi));
        Assert.Equal((core.Name, core.Name), (mine.Name, mine.ToString()));
        Same(expected.Rate, actual.Rate);
        Assert.Equal(expected.Solve?.Value.Iterations, actual.Solve?.Iterations);
        Assert.Equal(expected.Solve?.Value.Method, actual.Solve?.Method);
        Same(expected.Solve is { } solve ? FSharpOption<double>.Some(solve.Value.Residual) : null,
            actual.Solve?.Residual);
        Same(Core.Metric.inner(core, coreState, xi, eta), mine.Inner(state, myXi, myEta));
        Same(Core.Metric.correlation(core, coreState, xi, eta), mine.Correlation(state, myXi, myEta));
        Same(Core.Metric.pairing(coreState, eta, expected.Rate), Metric.Pairing(state, myEta, actual));
    }

    [Theory]
    [MemberData(nameof(TransportNames))]
    public void Every_metric_that_moves_nodes_agrees_on_both_states(string name)
    {
        var mine = Transports.Single(t => t.Name == name).Mine;
        var w = Weights(X.Count);
        Agree(CoreTransport<Core.Particles>(name), mine,
            Core.ParticlesModule.weighted(w, CoreOf(X)), Particles.Weighted(w, X));
        Agree(CoreTransport<Core.WeightedParticles>(name), mine,
            Core.WeightedParticlesModule.weighted(w, CoreOf(X)), WeightedParticles.Weighted(w, X));
    }

    // Twice as fast to the right of 0, so that K does not keep to what a Gaussian can do.
    private static double Speed(double x) => x > 0 ? 2 : 1;

    [Fact]
    public void A_metric_from_velocities_is_symmetric_where_nodes_move_together_in_both_languages()
    {
        double[] mean = [0.3, -0.2];
        double[,] covariance = { { 1.2, 0.1 }, { 0.1, 0.8 } };
        var mine = GaussianState.Create(mean, covariance);
        var core = Core.GaussianStateModule.create(mean, covariance);
        var own = Metric.CreateTransport("faster on the right", (q, c) =>
            Points.Init(q.Nodes.Count, 2, (i, k) => Speed(q.Nodes[i, 0]) * c.Gradient[i, k]));
        var other = Core.Metric.createTransport("faster on the right",
            FuncConvert.FromFunc((Core.GaussianState q, Core.Covector c) => Core.PointsModule.init(
                q.Nodes.Count, 2, FuncConvert.FromFunc((int i, int k) => Speed(q.Nodes[i, 0]) * c.Gradient[i, k]))));
        var (f, g) = (Functional.Mmd(K, X), Functional.Mmd(K, Y));
        var (xi, eta) = (f.Evaluate(mine).Variation, g.Evaluate(mine).Variation);
        var coreXi = Core.MmdFunctional.Functional.mmd<Core.GaussianState>(CoreK, Core.EmpiricalModule.ofPoints(CoreOf(X)))
            .Evaluate.Invoke(core).Variation;
        Same(other.Apply.Invoke(core).Invoke(coreXi).Rate, own.Apply(mine, xi).Rate);
        Assert.Equal(own.Inner(mine, xi, eta), own.Inner(mine, eta, xi), 1e-12);
        Assert.True(own.Inner(mine, xi, xi) > 0);
    }

    [Fact]
    public void A_metric_from_rates_agrees()
    {
        var w = Weights(X.Count);
        var core = Core.ParticlesModule.weighted(w, CoreOf(X));
        var rate = FuncConvert.FromFunc((Core.Particles q, Core.Covector c) =>
            Enumerable.Range(0, q.Nodes.Count * 2).Select(p => c.Gradient[p % q.Nodes.Count, p / q.Nodes.Count]).ToArray());
        Agree(Core.Metric.create("rates", rate),
            Metric.Create("rates", (q, c) => [.. Enumerable.Range(0, q.Nodes.Count * 2)
                .Select(p => c.Gradient[p % q.Nodes.Count, p / q.Nodes.Count])]),
            core, Particles.Weighted(w, X));
    }

    [Fact]
    public void Every_metric_that_moves_weights_agrees()
    {
        var w = Weights(X.Count);
        var (core, mine) = (Core.WeightedParticlesModule.weighted(w, CoreOf(X)), WeightedParticles.Weighted(w, X));
        Agree(Core.ReactionMetrics.Metric.fisherRao<Core.WeightedParticles>(), Metric.FisherRao, core, mine);
        Agree(Core.ReactionMetrics.Metric.wassersteinFisherRao<Core.WeightedParticles>(0.7, 0.2),
            Metric.WassersteinFisherRao(0.7, 0.2), core, mine);
        Agree(
            Core.Metric.create("halved", FuncConvert.FromFunc((Core.WeightedParticles q, Core.Covector c) =>
                ((Core.IReaction)q).OfGrowth(c.Values.Select(v => 0.5 * v).ToArray()))),
            Metric.CreateReaction("halved", (_, c) => c.Values.Select(v => 0.5 * v).ToArray()),
            core,
            mine);
        Agree(
            Core.Metric.add(
                Core.TransportMetrics.Metric.wasserstein<Core.WeightedParticles>(),
                    Core.ReactionMetrics.Metric.fisherRao<Core.WeightedParticles>()),
            Metric.Wasserstein.On<WeightedParticles>() + Metric.FisherRao.On<WeightedParticles>(),
            core,
            mine);
    }

    [Fact]
    public void The_regularised_critic_s_numbers_are_the_core_s()
    {
        var core = Core.SobolevWitnessModule.at(
            Core.SolverOptionsModule.standard, CoreK, 0.1,
            Core.EmpiricalModule.ofPoints(CoreOf(Y)), Core.EmpiricalModule.ofPoints(CoreOf(X)));
        var mine = SobolevWitness.At(K, 0.1, Y, X);
        Same(core.Critic, mine.Critic, Y);
        Same(core.Velocity, mine.Velocity);
        Same([core.SquaredMmd, core.Inner, core.Rate], [mine.SquaredMmd, mine.Inner, mine.Rate]);
        Same(core.Solve.Residual, mine.Solve.Residual);
        Assert.Equal((LinearSolver.Automatic, 1e-12, 2000),
            (SolverOptions.Standard.Solver, SolverOptions.Standard.Tolerance, SolverOptions.Standard.MaxIterations));
    }
}
