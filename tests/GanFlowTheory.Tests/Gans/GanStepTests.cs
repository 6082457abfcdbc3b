using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

public class GanStepTests
{
    private static readonly Network Logit = Network.Multilayer([2, 3, 1], Activation.Tanh);
    private static readonly double[] Phi = Logit.Initial(Seed.Create(4));
    private static readonly Network Generator = Network.Affine(3, 2);
    private static readonly double[] Theta = Generator.Initial(Seed.Create(5));
    private static readonly Points Noise = Seed.Create(6).Gaussian(7, 3);

    private static ParameterState State => ParameterState.Create(Generator, Noise, Theta);

    private static Core.Network CoreLogit => Core.NetworkModule.multilayer(
        Microsoft.FSharp.Collections.ListModule.OfSeq([2, 3, 1]), Core.Activation.Tanh);

    private static Core.ParameterState CoreState =>
        Core.ParameterStateModule.create(Core.NetworkModule.affine(3, 2), CoreOf(Noise), Theta);

    private static Core.Potential CorePotential =>
        Core.NetworkPotentials.Potential.ofDiscriminator(Core.NetworkPotentials.Potential.ofNetwork(CoreLogit, Phi));

    private static Potential MyPotential => Potential.OfDiscriminator(Potential.OfNetwork(Logit, Phi));

    [Fact]
    public void The_potential_of_a_logit_is_the_core_s() => Same(CorePotential, MyPotential, X);

    [Fact]
    public void Targets_and_errors_are_the_core_s()
    {
        var c = Core.PotentialModule.at(CoreOf(X), CorePotential);
        var q = Core.EmpiricalModule.ofPoints(CoreOf(X));
        var expected = Core.Regression.targets(0.25, c, q);
        var targets = Regression.Targets(0.25, MyPotential.At(X), X);
        Same(expected, targets);
        Same(Core.Regression.loss(expected, q), Regression.Loss(targets, X));
        Same(Core.Regression.covector(expected, q).Values, Regression.Covector(targets, X).Values);
        Same(Core.Regression.covector(expected, q).Gradient, Regression.Covector(targets, X).Gradient);
        Assert.Throws<ArgumentException>(() => Regression.Targets(0.0, MyPotential.At(X), X));
        Assert.Throws<ArgumentException>(() => Regression.Loss(Y, X));
    }

    [Fact]
    public void The_loss_and_the_certificate_are_the_core_s()
    {
        var pair = Core.GanStep.lossWithGradient(Core.GeneratorLossModule.mle, CoreLogit, Phi, CoreState);
        var (loss, gradient) = GanStep.LossWithGradient(GeneratorLoss.Mle, Logit, Phi, State);
        Same(pair.Item1, loss);
        Same(pair.Item2, gradient);
        var expected = Core.GanStep.certify(
            Core.GeneratorLossModule.mle, Core.Regression.persistence(3, 0.5), Core.IntegratorModule.euler(0.1), CoreLogit, Phi, CoreState);
        var report = GanStep.Certify(GeneratorLoss.Mle, 3, 0.5, Integrator.Euler(0.1), Logit, Phi, State);
        Same(expected.Gan, report.Gan);
        Same(expected.Regression, report.Regression);
        Same(expected.Cosine, report.Cosine);
        Same(expected.LengthRatio, report.LengthRatio);
        var again = GanStep.Compare([.. report.Gan], [.. report.Regression]);
        Same(report.Cosine!.Value, again.Cosine!.Value);
        Assert.Throws<ArgumentException>(() => GanStep.Certify(GeneratorLoss.Mle, 0, 0.5, Integrator.Euler(0.1), Logit, Phi, State));
        Assert.Throws<ArgumentException>(() => GanStep.Compare([1.0], [1.0, 2.0]));
    }

    [Fact]
    public void A_persistent_flow_runs_as_the_core_s()
    {
        var core = Core.FlowRuns.Flow.steps(2, Core.FlowStart.Flow.from(CoreState, Core.Flow.steppedBy(
            Core.IntegratorModule.euler(0.1), Core.Flow.persistently(3, 0.5, Core.Flow.create(
                Core.EnergyFunctionals.Functional.potential<Core.ParameterState>("c", CorePotential),
                Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>())))));
        var flow = Flow.Create(Functional.Potential("c", MyPotential), Metric.Euclidean.On<ParameterState>())
            .Persistently(3, 0.5).SteppedBy(Integrator.Euler(0.1));
        Assert.Contains("3 regression steps per time 0.5", flow.Describe());
        var path = flow.From(State).Run(Horizon.AfterSteps(2));
        Same(core.Final.Parameters, path.Final.Parameters());
        Assert.Throws<ArgumentException>(() => flow.Persistently(0, 0.5));
    }

    [Fact]
    public void Drawing_a_flow_in_a_metric_of_the_points_is_the_core_s()
    {
        var coreKernel = Core.KernelModule.gaussian(1.0);
        var coreStein = Core.TransportMetrics.Metric.stein<Core.Particles>(coreKernel);
        var stein = Metric.Stein(Kernel.Gaussian(1.0));
        var c = Core.PotentialModule.at(CoreOf(X), CorePotential);
        Same(
            Core.Regression.targetsIn(coreStein, 0.25, c, Core.EmpiricalModule.ofPoints(CoreOf(X))),
            Regression.TargetsIn(stein, 0.25, MyPotential.At(X), X));
        Assert.Throws<ArgumentException>(() => Regression.TargetsIn(stein, 0.0, MyPotential.At(X), X));

        var coreFlow = Core.Flow.steppedBy(
            Core.IntegratorModule.euler(0.1), Core.Flow.persistentlyIn(coreStein, 3, 0.5, Core.Flow.create(
                Core.EnergyFunctionals.Functional.potential<Core.ParameterState>("c", CorePotential),
                Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>())));
        var core = Core.FlowRuns.Flow.steps(2, Core.FlowStart.Flow.from(CoreState, coreFlow));
        var flow = Flow.Create(Functional.Potential("c", MyPotential), Metric.Parameters)
            .PersistentlyIn(stein, 3, 0.5).SteppedBy(Integrator.Euler(0.1));
        Assert.Equal(Core.Flow.describe(coreFlow), flow.Describe());
        var run = flow.From(State);
        Same(core.Final.Parameters, run.Run(Horizon.AfterSteps(2)).Final.Parameters());
        Assert.Throws<ArgumentException>(() => flow.PersistentlyIn(stein, 0, 0.5));

        var reports = new List<GanStepReport>();
        run.Observe(Horizon.AfterSteps(1), step =>
        {
            if (step.Outcome is null)
            {
                reports.Add(GanStep.CertifyFlow(run, step));
            }
        });
        var first = Core.GanStep.certifyFlow(coreFlow, Core.FlowRuns.Flow.trace(
            Core.HorizonModule.afterSteps(1), System.Threading.CancellationToken.None,
            Core.FlowStart.Flow.from(CoreState, coreFlow)).First());
        var report = Assert.Single(reports);
        Same(first.Gan, report.Gan);
        Same(first.Regression, report.Regression);
        Same(first.Cosine, report.Cosine);
        Same(first.LengthRatio, report.LengthRatio);
    }

    [Fact]
    public void The_critic_of_a_fixed_discriminator_shows_its_potential_whatever_the_functional()
    {
        var logit = Potential.OfNetwork(Logit, Phi);
        var seen = Flow.Through("JSD", Critic.OfDiscriminator(logit))
            .SteppedBy(Integrator.Euler(0.1)).From(Particles.OfPoints(X)).Run(Horizon.AfterSteps(1));
        var moved = Points.Combine(1.0, X, -0.1, MyPotential.Gradient(X));
        Same(moved.ToArray2D(), seen.Final.Nodes.ToArray2D());
    }

    [Fact]
    public void A_flow_through_a_critic_in_a_metric_runs_as_the_core_s()
    {
        var coreCritic = Core.DiscriminatorCritics.Critic.ofDiscriminator<Core.ParameterState>(Core.NetworkPotentials.Potential.ofNetwork(CoreLogit, Phi));
        var core = Core.FlowRuns.Flow.steps(2, Core.FlowStart.Flow.from(CoreState, Core.Flow.createThrough(
            "JSD", coreCritic, Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>())));
        var critic = Critic.OfDiscriminator(Potential.OfNetwork(Logit, Phi));
        var flow = Flow.CreateThrough("JSD", critic, Metric.Parameters);
        Assert.Equal(Flow.Through("JSD", critic).InMetric(Metric.Parameters).Describe(), flow.Describe());
        Same(core.Final.Parameters, flow.From(State).Run(Horizon.AfterSteps(2)).Final.Parameters());
        Assert.Throws<ArgumentException>(() => Flow.CreateThrough("JSD", Critic.Exact, Metric.Parameters));
    }
}
