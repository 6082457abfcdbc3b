using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>Certified steps, critics beside the truth and units of generators against the core's.</summary>
public class AdversarialStepTests
{
    private static readonly Network Discriminating = Network.Multilayer([2, 5, 1], Activation.Tanh);
    private static readonly Density Target = Density.Gaussian([1, 0], new[,] { { 1, 0.2 }, { 0.2, 2 } });

    private static DiscriminatorOptions Options => DiscriminatorOptions.Standard(Discriminating) with
    {
        FirstSteps = 10,
        Steps = 2,
        Batch = 8,
        HeldOut = 0,
    };

    private static ParameterState State { get; } = ParameterState.Initial(Network.Affine(2, 2), 12, 4);

    private static FlowRun<ParameterState> Run => Flow
        .Through("kl", Critic.MonoFlow(RatioEstimator.Discriminator(Options), GeneratorLoss.Vanilla, (Measure)Y))
        .InMetric(Metric.Parameters)
        .SteppedBy(Optimiser.Adam(0.01))
        .From(State);

    private static Core.Network CoreDiscriminating => Core.NetworkModule.multilayer(
        Microsoft.FSharp.Collections.ListModule.OfSeq([2, 5, 1]), Core.Activation.Tanh);

    private static Core.ParameterState CoreState { get; } =
        Core.ParameterStateModule.initial(Core.NetworkModule.affine(2, 2), 12, Core.SeedModule.create(4));

    private static Core.Density CoreTarget { get; } =
        Core.DensityModule.gaussian([1, 0], new[,] { { 1, 0.2 }, { 0.2, 2 } });

    private static (Core.Flow<Core.ParameterState> Flow, List<Core.AdversarialStep> Steps) CoreSteps(int every, int count)
    {
        var steps = new List<Core.AdversarialStep>();
        var options = new Core.DiscriminatorOptions(
            CoreDiscriminating, Core.ClassificationLossModule.crossEntropy, Core.OptimiserModule.adam(1e-3), 10, 2, 8,
            ListModule.OfSeq<Core.CriticPenalty>([]), 0,
            null);
        var critic = Core.RatioCritics.Critic.monoFlow<Core.ParameterState>(
            Core.DiscriminatorRatios.RatioEstimator.discriminator(options), Core.GeneratorLossModule.vanilla,
            Core.EmpiricalModule.ofPoints(CoreOf(Y)));
        var flow = new Core.Flow<Core.ParameterState>(
            null, "kl", critic, Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>(),
            Core.IntegratorModule.optimised(Core.OptimiserModule.adam(0.01)), null, null, null, null, null);
        Core.FlowRuns.Flow.observe(
            Core.HorizonModule.afterSteps(count),
            CancellationToken.None,
            Core.AdversarialStepModule.observer(
                every,
                FuncConvert.FromFunc((Core.ParameterState q) => q),
                FuncConvert.FromAction((Core.AdversarialStep step) => steps.Add(step))),
            Core.FlowStart.Flow.from(CoreState, flow));
        return (flow, steps);
    }

    private static List<AdversarialStep> Steps(int every, int count)
    {
        var steps = new List<AdversarialStep>();
        Run.Observe(Horizon.AfterSteps(count), AdversarialStep.Observer(every, steps.Add));
        return steps;
    }

    [Fact]
    public void Steps_and_their_certificates_are_the_core_s()
    {
        var (flow, expected) = CoreSteps(2, 5);
        var found = Steps(2, 5);
        Assert.Equal([0, 2, 4], found.Select(step => step.Index));

        foreach (var (e, f) in expected.Zip(found))
        {
            Assert.Equal(e.Index, f.Index);
            Same(e.Time, f.Time);
            Same(e.Discriminator, f.Discriminator);
            Same(e.State.Parameters, f.State.Parameters());
            var wanted = Core.GanStep.certifyStep(Core.GeneratorLossModule.vanilla, flow, CoreDiscriminating, e);
            var report = GanStep.CertifyStep(GeneratorLoss.Vanilla, Run, Discriminating, f);
            Same(wanted.Gan, report.Gan);
            Same(wanted.Regression, report.Regression);
            Assert.Equal(
                GanStep.Point(f.Index, f.Time, report),
                new GanStepPoint(f.Index, f.Time, wanted.Cosine!.Value, wanted.LengthRatio!.Value));
        }

        Assert.Equal(3.0, GanStep.WorstRatio([1, 0.5, 3]));
        Assert.Null(GanStep.WorstRatio([]));
        Assert.Throws<ArgumentException>(() => AdversarialStep.Observer(0, _ => { }));
    }

    [Fact]
    public void The_truth_is_the_core_s()
    {
        var (_, expected) = CoreSteps(1, 2);
        var found = Steps(1, 2);

        foreach (var (e, f) in expected.Zip(found))
        {
            var wanted = Core.CriticTruthModule.measure(
                Core.GeneratorLossModule.vanilla, Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>(),
                CoreDiscriminating, CoreTarget, e);
            var truth = CriticTruth.Measure(GeneratorLoss.Vanilla, Metric.Parameters, Discriminating, Target, f);
            Assert.Equal((wanted.Step, wanted.Time), (truth.Step, truth.Time));
            Same(wanted.OnPoints, truth.OnPoints);
            Same(wanted.OnParameters, truth.OnParameters);
            Assert.NotNull(truth.OnParameters);
        }

        var law = AffineGenerator.Law(State)!;
        Same(Core.AffineGenerator.law(CoreState)!.Value.Means[0], law.Means[0]);
        Assert.Null(AffineGenerator.Law(ParameterState.Initial(Network.Parse("2-3-2:tanh"), 9, 4)));
        var phi = Discriminating.Initial(3);
        Same(
            Core.GeneratorLossModule.potential(
                Core.GeneratorLossModule.vanilla, Core.NetworkPotentials.Potential.ofNetwork(CoreDiscriminating, phi)),
            GeneratorLoss.Vanilla.Potential(Potential.OfNetwork(Discriminating, phi)), X);
    }

    [Fact]
    public void The_report_keeps_what_it_is_given()
    {
        GanStepPoint[] certificates = [new(0, 0, 1, 1), new(3, 0.3, null, 0.5)];
        CriticTruth[] truth = [new(0, 0, 0.5, null), new(2, 0.2, 0.25, 0.75)];
        var report = RunReport.OfPath("training", Run, Run.Run(Horizon.AfterSteps(3)));
        var more = report.WithCertificates(certificates).WithTruth(truth);
        Assert.Equal(certificates, more.Certificates);
        Assert.Equal(truth, more.Truth);
        Assert.Equal(report.Facts.Count + 4, more.Facts.Count);
        Assert.Contains("truth-wide", more.Html(), StringComparison.Ordinal);
        Assert.DoesNotContain("truth-wide", report.Html(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_monitor_has_every_step_and_decomposes_at_stored_states()
    {
        var kernel = Kernel.Gaussian(1.0);
        var path = Flow.Create(Functional.Mmd(kernel, Y), Metric.Parameters)
            .From(State).KeepEvery(4).Run(Horizon.AfterSteps(6));
        var points = ConvergenceMonitor.OfPath(kernel, path);
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], points.Select(p => p.Step));
        Assert.Equal([0, 4, 6], points.Where(p => p.SmallestEigenvalue is not null).Select(p => p.Step));
        Assert.All(points, p => Assert.NotNull(p.Alpha));
        var cusp = ConvergenceMonitor.OfPath(Kernel.Laplace(1), path);
        Assert.All(cusp, p => Assert.Null(p.SmallestEigenvalue));
        Assert.All(cusp, p => Assert.NotNull(p.Alpha));
        var report = RunReport.OfPath("decay", Run, path).WithConvergence(points);
        Assert.Equal(points.Select(p => p.Alpha), report.Convergence.Select(p => p.Alpha));
    }

    [Fact]
    public void Parameters_in_other_units_are_the_core_s()
    {
        var network = Network.Affine(2, 2);
        double[] theta = [1, 2, 3, 4, 5, 6], scale = [2, 10], shift = [-1, 7];
        Assert.Equal([2.0, 20, 6, 40, 9, 67], network.InUnits(scale, shift, theta)!);
        var bent = Network.Parse("2-3-2:tanh:tanh");
        Assert.Null(bent.InUnits(scale, shift, bent.Initial(1)));
        var path = System.IO.Path.GetTempFileName();

        try
        {
            Assert.True(network.SaveInUnits(path, scale, shift, theta));
            Assert.Equal([2.0, 20, 6, 40, 9, 67], network.LoadParameters(path));
            Assert.False(bent.SaveInUnits(path, scale, shift, bent.Initial(1)));
            var (read, a, b) = bent.LoadInUnits(path);
            Assert.Equal(bent.Initial(1), read);
            Assert.Equal(scale, a);
            Assert.Equal(shift, b);
            Assert.Throws<DataFormatException>(() => bent.LoadParameters(path));
            var core = Core.NetworkExpressions.Network.parse("2-3-2:tanh:tanh");
            var seed = Core.SeedModule.create(3);
            Same(Core.NetworkModule.sample(5, seed, core, read), bent.Sample(read, 5, Seed.Create(3)));
            Same(Core.NetworkUnits.Network.sampleSaved(path, 5, seed, core), bent.SampleSaved(path, 5, Seed.Create(3)));
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
