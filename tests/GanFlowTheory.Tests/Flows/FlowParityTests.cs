using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using GanFlowTheory.Tests.Metrics;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>Whole runs against the core's, on the core's own states.</summary>
public class FlowParityTests
{
    private static readonly Kernel K = Kernel.Gaussian(1.0);
    private static readonly Core.Kernel CoreK = Core.KernelModule.gaussian(1.0);
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));
    private static readonly Core.Integrator CoreRk4 = Core.IntegratorModule.rungeKutta4(0.1);

    internal static void Same<Q, T>(Core.Path<Q> core, FlowPath<T> mine) where Q : Core.IMeasure where T : State
    {
        Assert.Equal(Core.OutcomeModule.sentence(core.Outcome), mine.Outcome.Sentence);
        Bits.Same(core.Final.Nodes, mine.Final.Nodes);
        Bits.Same(core.Final.Weights, mine.Final.Weights);
        Assert.Equal(core.Steps.Length, mine.Steps.Count);
        Bits.Same(Core.Path.identityResidual(core), mine.IdentityResidual);

        foreach (var (a, b) in core.Steps.Zip(mine.Steps))
        {
            Core.Diagnostics d = a.Diagnostics;
            Diagnostics e = b.Diagnostics;
            Assert.Equal((a.Index, d.Refused), (b.Index, e.Refused));
            Bits.Same([a.Time, d.StepLength, d.Elapsed], [b.Time, e.StepLength, e.Elapsed]);
            Bits.Same(d.CriticDissipation, e.CriticDissipation);
            Bits.Same(d.Functional, e.Functional);
            Bits.Same(d.PredictedDissipation, e.PredictedDissipation);
            Bits.Same(d.HeldOutScore, e.HeldOutScore);
            Bits.Same(d.PlugIn, e.PlugIn);
            Bits.Same(d.KCorrelation, e.KCorrelation);
            Bits.Same(d.ObservedRate, e.ObservedRate);
            Bits.Same(d.IdentityResidual, e.IdentityResidual);
            Assert.Equal(d.Solve?.Value.Method, e.Solve?.Method);
        }

        Bits.Same(core.States.Select(s => s.Item1), mine.States.Select(s => s.Time));

        foreach (var (a, b) in core.States.Zip(mine.States))
        {
            Bits.Same(a.Item2.Nodes, b.State.Nodes);
            Bits.Same(a.Item2.Weights, b.State.Weights);
        }
    }

    private static Core.Flow<Q> CoreFlow<Q>(Core.Metric<Q> metric) where Q : Core.IState<Q> =>
        Core.Flow.steppedBy(CoreRk4, Core.Flow.create(Core.MmdFunctional.Functional.mmd<Q>(CoreK, CoreTarget), metric));

    private static Flow<T> MyFlow<T>(Metric<T> metric) where T : class =>
        Flow.Create(Functional.Mmd(K, Y), metric).SteppedBy(Integrator.RungeKutta4(0.1));

    public static IEnumerable<object[]> TransportNames => MetricTests.TransportNames;

    [Theory]
    [MemberData(nameof(TransportNames))]
    public void A_flow_in_every_metric_is_the_core_s(string name)
    {
        var metric = MetricTests.Transports.Single(t => t.Name == name).Mine;
        Same(
            Core.FlowRuns.Flow.until(0.55, Core.FlowStart.Flow.from(
                Core.ParticlesModule.ofPoints(CoreOf(X)), CoreFlow(MetricTests.CoreTransport<Core.Particles>(name)))),
            MyFlow(metric).From(X).TryRun(0.55));
        Same(
            Core.FlowRuns.Flow.until(0.55, Core.FlowStart.Flow.from(
                Core.WeightedParticlesModule.ofPoints(CoreOf(X)),
                CoreFlow(MetricTests.CoreTransport<Core.WeightedParticles>(name)))),
            MyFlow(metric).From(WeightedParticles.OfPoints(X)).TryRun(0.55));
    }

    [Fact]
    public void Flows_that_move_weights_are_the_core_s()
    {
        var (core, mine) = (Core.WeightedParticlesModule.ofPoints(CoreOf(X)), WeightedParticles.OfPoints(X));
        Same(
            Core.FlowRuns.Flow.steps(7, Core.FlowStart.Flow.from(core, CoreFlow(Core.ReactionMetrics.Metric.fisherRao<Core.WeightedParticles>()))),
            MyFlow(Metric.FisherRao).From(mine).Run(Horizon.AfterSteps(7)));
        Same(
            Core.FlowRuns.Flow.steps(7,
                Core.FlowStart.Flow.from(core, CoreFlow(Core.ReactionMetrics.Metric.wassersteinFisherRao<Core.WeightedParticles>(1, 0.3)))),
            MyFlow(Metric.WassersteinFisherRao(1, 0.3)).From(mine).Run(Horizon.AfterSteps(7)));
    }

    [Fact]
    public void Seed_noise_storage_and_tolerance_are_the_core_s()
    {
        var coreFlow = Core.Flow.withNoiseSchedule("fading", FuncConvert.FromFunc((int k) => 0.5 / (1 + k)),
            CoreFlow(Core.TransportMetrics.Metric.wasserstein<Core.Particles>()));
        var myFlow = MyFlow(Metric.Wasserstein).WithNoiseSchedule("fading", k => 0.5 / (1 + k));
        var core = Core.FlowStart.Flow.from(Core.ParticlesModule.ofPoints(CoreOf(X)), coreFlow);
        core = Core.FlowStart.Flow.stopBelow(0.004, Core.FlowStart.Flow.keepEvery(3, Core.FlowStart.Flow.withSeed(Core.SeedModule.create(7), core)));
        Assert.Equal(Core.Flow.describe(coreFlow), myFlow.Describe());
        Same(Core.FlowRuns.Flow.until(2.0, core), myFlow.From(X).WithSeed(7).KeepEvery(3).StopBelow(0.004).TryRun(2.0));
        var other = myFlow.From(X).WithSeed(8).TryRun(2.0);
        Assert.NotEqual(Core.FlowRuns.Flow.until(2.0, core).Final.Nodes[0, 0], other.Final.Nodes[0, 0]);
        Same(
            Core.FlowRuns.Flow.steps(5, Core.FlowStart.Flow.from(core.Start, Core.Flow.withNoise(0.2, coreFlow))),
            myFlow.WithNoise(0.2).From(X).TryRun(Horizon.AfterSteps(5)));
    }

    [Fact]
    public void Flows_seen_by_critics_are_the_core_s()
    {
        var transport = Core.TransportMetrics.Metric.wasserstein<Core.Particles>();
        var start = Core.ParticlesModule.ofPoints(CoreOf(X));
        Same(
            Core.FlowRuns.Flow.steps(5, Core.FlowStart.Flow.from(start, Core.Flow.seenBy(
                Core.SobolevCritics.Critic.sobolevKernelized<Core.Particles>(CoreK, 0.1, CoreTarget), CoreFlow(transport)))),
            MyFlow(Metric.Wasserstein).SeenBy(Critic.SobolevKernelized(K, 0.1, Y)).From(X).Run(Horizon.AfterSteps(5)));
        Same(
            Core.FlowRuns.Flow.steps(5, Core.FlowStart.Flow.from(start, Core.Flow.seenBy(
                Core.Critic.exact<Core.Particles>(), CoreFlow(transport)))),
            MyFlow(Metric.Wasserstein).SeenBy(Critic.Exact).From(X).Run(Horizon.AfterSteps(5)));
        var random = Core.Critic.create("random", FuncConvert.FromFunc(
            (Core.Functional<Core.Particles> f, Core.Seed seed, Core.Particles q) =>
                Core.PotentialModule.scale(Core.SeedModule.uniforms(1, seed)[0], f.FirstVariation.Invoke(q))));
        var mine = Critic.Create("random", (f, seed, q) => seed.Uniforms(1)[0] * f.FirstVariation(q));
        Same(
            Core.FlowRuns.Flow.steps(5, Core.FlowStart.Flow.from(start, Core.Flow.seenBy(random, CoreFlow(transport)))),
            MyFlow(Metric.Wasserstein).SeenBy(mine).From(X).Run(Horizon.AfterSteps(5)));
    }

    [Fact]
    public void A_critic_with_memory_hands_it_to_the_next_step()
    {
        static Critic Counting(int count) => Critic.Create(
            "counting", (f, _, q) => new CriticReading((count + 1) * f!.FirstVariation(q), Counting(count + 1)));

        // Along k times the gradient, the predicted dissipation is k times the exact one at the same place.
        var path = MyFlow(Metric.Wasserstein).SteppedBy(Integrator.Euler(0.01)).SeenBy(Counting(0)).From(X)
            .Run(Horizon.AfterSteps(4));
        var functional = Functional.Mmd(K, Y);

        for (var k = 0; k <= 4; k++)
        {
            var q = path.States[k].State;
            var xi = functional.Evaluate(q).Variation;
            var exact = Metric.Wasserstein.Inner(q, xi, xi);
            // Rounding only: the sums differ in order.
            Assert.Equal((k + 1) * exact, path.Steps[k].Diagnostics.PredictedDissipation!.Value, 1e-12 * exact * (k + 1));
        }
    }

    [Fact]
    public void Flows_along_a_critic_alone_are_the_core_s()
    {
        var (estimator, core) =
            (RatioEstimator.KernelDensity(), Core.KernelDensityRatios.RatioEstimator.kernelDensity(Core.BandwidthChoice.Separate));
        var (particles, weighted) =
            (Core.ParticlesModule.ofPoints(CoreOf(X)), Core.WeightedParticlesModule.ofPoints(CoreOf(X)));
        var mine = Flow.Through("kl", Critic.Ratio(estimator, FDivergence.Kl, Y));
        var theirs = Core.Flow.through(
            "kl", Core.RatioCritics.Critic.ratio<Core.Particles>(core, Core.FDivergenceModule.kl, CoreTarget));
        Assert.Equal(("kl", null), (mine.Goal, mine.Functional));
        Assert.Equal(Core.Flow.describe(theirs), mine.Describe());
        var path = mine.From(X).Run(Horizon.AfterSteps(3));
        Same(Core.FlowRuns.Flow.steps(3, Core.FlowStart.Flow.from(particles, theirs)), path);
        Assert.Null(path.IdentityResidual);
        Assert.All(path.Steps, s => Assert.True(s.Diagnostics is { Functional: null, PlugIn: not null }));

        Same(
            Core.FlowRuns.Flow.steps(3, Core.FlowStart.Flow.from(weighted, Core.Flow.inMetric(
                Core.ReactionMetrics.Metric.fisherRao<Core.WeightedParticles>(),
                Core.Flow.through("jsd", Core.RatioCritics.Critic.ratio<Core.WeightedParticles>(
                    core, Core.FDivergenceModule.jsd, CoreTarget))))),
            Flow.Through("jsd", Critic.Ratio(estimator, FDivergence.Jsd, Y)).InMetric(Metric.FisherRao)
                .From(WeightedParticles.OfPoints(X)).Run(Horizon.AfterSteps(3)));
        Same(
            Core.FlowRuns.Flow.steps(3, Core.FlowStart.Flow.from(particles, Core.Flow.through("kl",
                Core.RatioCritics.Critic.monoFlow<Core.Particles>(core, Core.GeneratorLossModule.vanilla, CoreTarget)))),
            Flow.Through("kl", Critic.MonoFlow(estimator, GeneratorLoss.Vanilla, Y))
                .From(X).Run(Horizon.AfterSteps(3)));
    }

    [Fact]
    public void A_flow_without_a_functional_refuses_what_needs_one()
    {
        var sighted = Critic.Create("mine", (f, _, _) =>
        {
            Assert.Null(f);
            return new CriticReading(Potential.Zero, HeldOutScore: 0.5, PlugIn: 2.0);
        });
        var flow = Flow.Through("kl", sighted);
        var d = flow.From(X).TryRun(Horizon.AfterSteps(0)).Steps[0].Diagnostics;
        Assert.Equal((0.5, 2.0, 0.0), (d.HeldOutScore, d.PlugIn, d.CriticDissipation));

        static void Refused(string sentence, Action action) =>
            Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);

        Refused("kl has no first variation on these states;", () => Flow.Through("kl", Critic.Exact));
        Refused("kl has no first variation on these states;", () => flow.SeenBy(Critic.Exact));
        Refused("kl has no value on these states,", () => flow.SteppedBy(Integrator.Descent(0.1)).From(X));
        var asking = Critic.Create("asking", (f, _, q) => f.FirstVariation(q));
        Refused("critic asking asks the functional,", () => flow.SeenBy(asking).From(X).Run(Horizon.AfterSteps(1)));
    }

    [Fact]
    public void The_flow_of_the_design_page_runs()
    {
        var flow = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), Y))
            .SeenBy(Critic.Exact)
            .InMetric(Metric.Wasserstein)
            .SteppedBy(Integrator.RungeKutta4(0.1));
        var path = flow.From(X).WithSeed(7).KeepEvery(10).Run(until: 10.0, progress: null, CancellationToken.None);
        Same(
            Core.FlowRuns.Flow.until(10.0, Core.FlowStart.Flow.keepEvery(10, Core.FlowStart.Flow.withSeed(Core.SeedModule.create(7), Core.FlowStart.Flow.from(
                Core.ParticlesModule.ofPoints(CoreOf(X)),
                Core.Flow.steppedBy(CoreRk4,
                    Core.Flow.descend(Core.MmdFunctional.Functional.mmd<Core.Particles>(CoreK, CoreTarget))))))),
            path);
        Assert.True(path.Steps[^1].Diagnostics.Functional < 0.5 * path.Steps[0].Diagnostics.Functional);
    }

    [Fact]
    public void Steps_are_the_core_s_trace()
    {
        var core = Core.FlowRuns.Flow.trace(
            Core.HorizonModule.afterSteps(4), CancellationToken.None,
            Core.FlowStart.Flow.from(Core.ParticlesModule.ofPoints(CoreOf(X)),
                CoreFlow(Core.TransportMetrics.Metric.wasserstein<Core.Particles>())));
        var mine = MyFlow(Metric.Wasserstein).From(X).Steps(Horizon.AfterSteps(4));

        foreach (var (a, b) in core.Zip(mine, (a, b) => (a, b)))
        {
            Assert.Equal(a.Index, b.Index);
            Bits.Same(a.Time, b.Time);
            Bits.Same(a.State.Nodes, b.State.Nodes);
            Bits.Same(a.Diagnostics.Functional, b.Diagnostics.Functional);
            Assert.Equal(a.Outcome is null, b.Outcome is null);
        }
    }
}
