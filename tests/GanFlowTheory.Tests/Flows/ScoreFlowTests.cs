using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>Flows through the score of the target alone against the core's, to the bit.</summary>
public class ScoreFlowTests
{
    private static readonly Density P = Density.Gaussian([0.5, -0.5], new[,] { { 1.0, 0.4 }, { 0.4, 0.8 } });
    private static readonly Core.Density CoreP =
        Core.DensityModule.gaussian([0.5, -0.5], new[,] { { 1.0, 0.4 }, { 0.4, 0.8 } });
    private static readonly Kernel K = Kernel.Gaussian(0.9);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(0.9);

    private static Core.Flow<Core.Particles> CoreFlow(
        Core.Critic<Core.Particles> critic, Core.Metric<Core.Particles> metric) =>
        Core.Flow.inMetric(metric, Core.Flow.through("kl", critic));

    private static Core.Path<Core.Particles> CorePath(Core.Flow<Core.Particles> flow) =>
        Core.FlowRuns.Flow.steps(4, Core.FlowStart.Flow.withSeed(Core.SeedModule.create(7), Core.FlowStart.Flow.from(
            Core.ParticlesModule.ofPoints(CoreOf(X)), flow)));

    private static FlowPath<Particles> Path(Flow<ITransport> flow) =>
        flow.From(X).WithSeed(7).Run(Horizon.AfterSteps(4));

    private static void Agree(Core.Flow<Core.Particles> core, Flow<ITransport> mine)
    {
        Assert.Equal(Core.Flow.describe(core), mine.Describe());
        FlowParityTests.Same(CorePath(core), Path(mine));
    }

    [Fact]
    public void Svgd_and_Langevin_are_the_core_s()
    {
        var score = Core.Critic.score<Core.Particles>(CoreP);
        var mine = Flow.Through("kl", Critic.Score(P));
        Agree(CoreFlow(score, Core.TransportMetrics.Metric.stein<Core.Particles>(CoreK)), mine.InMetric(Metric.Stein(K)));
        Agree(CoreFlow(score, Core.TransportMetrics.Metric.wasserstein<Core.Particles>()), mine);
        Agree(
            CoreFlow(score, Core.Metric.add(
                Core.Metric.scale(0.5, Core.TransportMetrics.Metric.stein<Core.Particles>(CoreK)),
                Core.TransportMetrics.Metric.wasserstein<Core.Particles>())),
            mine.InMetric(0.5 * Metric.Stein(K) + Metric.Wasserstein));

        Assert.All(Path(mine.InMetric(Metric.Stein(K))).Steps, s => Assert.True(s.Diagnostics.CriticDissipation > 0));
        Assert.All(Path(mine).Steps, s => Assert.Null(s.Diagnostics.CriticDissipation));
    }

    [Fact]
    public void A_multiple_of_log_q_stays_with_every_critic()
    {
        var score = Core.Critic.withLogDensity(0.3, Core.Critic.score<Core.Particles>(CoreP));
        Agree(CoreFlow(score, Core.TransportMetrics.Metric.wasserstein<Core.Particles>()),
            Flow.Through("kl", Critic.Score(P).WithLogDensity(0.3)));

        // A critic with a memory hands on itself, without the log q that was put beside it.
        var remembering = Critic.Create("score", (_, _, _) => new CriticReading(
            Potential.Create(x => P.LogValue(x).Select(v => -v).ToArray(), x => -1.0 * P.Score(x)))).WithLogDensity(1);
        FlowParityTests.Same(
            CorePath(CoreFlow(Core.Critic.score<Core.Particles>(CoreP), Core.TransportMetrics.Metric.stein<Core.Particles>(CoreK))),
            Path(Flow.Through("kl", remembering).InMetric(Metric.Stein(K))));

        Assert.StartsWith(
            "a must be non-negative and finite, but is -1.",
            Assert.Throws<ArgumentException>(() => Critic.Exact.WithLogDensity(-1)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_metric_of_one_s_own_moves_along_log_q_as_it_says()
    {
        static Points Velocity(Measure q) => 2.0 * q.Nodes;
        static Points Gradient(Measure q, Covector c) => c.Gradient;
        var mine = Metric.CreateTransport("mine", Gradient)
            .WithLogDensity(new LogDensityMotion(Velocity, q => q.Nodes.Count, 0.0));
        var core = Core.Metric.withLogDensity(
            new Core.LogDensityMotion<Core.Particles>(
                FSharpOption<FSharpFunc<Core.Particles, double[]>>.Some(
                    FuncConvert.FromFunc((Core.Particles q) =>
                        ((Core.ITransport)q).OfVelocity(Core.PointsModule.scale(2.0, q.Nodes)))),
                FSharpOption<FSharpFunc<Core.Particles, double>>.Some(
                    FuncConvert.FromFunc((Core.Particles q) => (double)q.Nodes.Count)),
                0.0),
            Core.Metric.create("mine", FuncConvert.FromFunc((Core.Particles q, Core.Covector c) =>
                ((Core.ITransport)q).OfVelocity(c.Gradient))));
        Agree(CoreFlow(Core.Critic.score<Core.Particles>(CoreP), core), Flow.Through("kl", Critic.Score(P)).InMetric(mine));
    }

    [Fact]
    public void What_cannot_move_along_log_q_is_refused_where_the_run_starts()
    {
        var flow = Flow.Through("kl", Critic.Score(P));

        static void Refused(string sentence, Action action) =>
            Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

        Refused("metric fisher-rao needs the log q that critic score leaves to it;",
            () => flow.InMetric(Metric.FisherRao).From(WeightedParticles.OfPoints(X)));
        Refused("metric mine needs the log q",
            () => flow.InMetric(Metric.CreateTransport("mine", (_, c) => c.Gradient)).From(X));
        Refused("integrator rk4:0.1 cannot step the noise",
            () => flow.SteppedBy(Integrator.RungeKutta4(0.1)).From(X));
        Refused("critic score leaves log q to metric wasserstein, which moves along it by noise, and only particles take",
            () => flow.From(GaussianState.Isotropic([0, 0], 1)));
        Refused("Diffusion must be non-negative and finite, but is -1.",
            () => Metric.Wasserstein.WithLogDensity(new LogDensityMotion(Diffusion: -1)));
        Assert.NotNull(flow.InMetric(Metric.Stein(K)).From(GaussianState.Isotropic([0, 0], 1)));
        Assert.NotNull(flow.From(WeightedParticles.OfPoints(X)));
    }
}
