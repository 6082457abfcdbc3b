using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Studies;

public class GanStudyTests
{
    private static readonly Network Maker = Network.Multilayer([2, 5, 2], Activation.Tanh);

    private static readonly Core.Network CoreMaker =
        Core.NetworkModule.multilayer(ListModule.OfSeq([2, 5, 2]), Core.Activation.Tanh);

    private static ParameterState Mine => ParameterState.Initial(Maker, 9, Seed.Create(3));

    private static Core.ParameterState Theirs =>
        Core.ParameterStateModule.initial(CoreMaker, 9, Core.SeedModule.create(3));

    [Fact]
    public void References_and_scores_are_the_core_s()
    {
        var mixture = Target.EightGaussians.Mixture!;
        var mine = GanReference.OfPoints(Y).WithSamples(20).SeenAs("halves", x => 0.5 * x).WithModes(mixture);
        var core = Core.GanReferenceModule.withModes(
            Core.TargetModule.eightGaussians.Mixture!.Value,
            Core.GanReferenceModule.seenAs(
                "halves",
                FuncConvert.FromFunc((Core.Points x) => Core.PointsModule.scale(0.5, x)),
                Core.GanReferenceModule.withSamples(20, Core.GanReferenceModule.ofPoints(CoreOf(Y)))));
        Assert.Equal(
            (core.FeaturesName, core.Samples, core.Kernel.Name, core.PointKernel.Name),
            (mine.FeaturesName, mine.Samples, mine.Kernel.Name, mine.PointKernel.Name));
        Same(core.TargetFeatures, mine.TargetFeatures);
        Same(core.Target, mine.Target);
        Assert.Equal(8, mine.Modes!.Count);

        var score = GanScore.Measure(mine, Seed.Create(9), 7, 1.5, Mine);
        var theirs = Core.GanScoreModule.measure(core, Core.SeedModule.create(9), 7, 1.5, Theirs);
        Same(theirs.Kid.Value, score.Kid.Value);
        Same(theirs.Fid, score.Fid);
        Same(theirs.Mmd.Value, score.Mmd.Value);
        Same(theirs.Kid.StandardError, score.Kid.StandardError);
        Assert.Equal((theirs.Step, theirs.Seconds, theirs.Modes!.Value.Covered), (score.Step, score.Seconds, score.Modes!.Covered));
        Same(
            Core.GanReferenceModule.isCloser(Core.SeedModule.create(2), Theirs, Theirs, core),
            mine.IsCloser(Seed.Create(2), Mine, Mine));
        Assert.Throws<ArgumentException>(() => GanReference.OfPoints(Points.OfValues([1, 2, 3])));
    }

    private static GanScore[] Scores(Func<int, double> kid) =>
    [
        .. Enumerable.Range(0, 20).Select(i => new GanScore(
            i, 0.5 * i, new(kid(i), Variance.Estimated(0.01), "kid", 9, 9, true), 2, new(0.1, Variance.Missing("none"), "kid", 9, 9, true),
            null, null)),
    ];

    [Fact]
    public void Verdicts_and_summaries_are_the_core_s()
    {
        var verdict = GanVerdict.Judge(Scores(i => 0.01));
        Assert.Equal("at-noise", verdict.Word);
        Assert.StartsWith("Converged to the noise of the estimator", verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal("settled", GanVerdict.Judge(Scores(_ => 3)).Word);

        var samples = Points.OfValues([1, 2]);
        GanTraining[] trainings = [new("a", 1, Scores(_ => 3), samples), new("a", 0, Scores(_ => 1), samples)];
        var summary = Assert.Single(GanComparison.Summaries(trainings));
        Assert.Equal(("a", 2.0, 1.0, 2), (summary.Gan, summary.Kid.Mean, summary.Kid.StandardError, summary.Kid.Count));
        Assert.Equal(2.0, summary.KidOverSteps.Mean, 12);
        Assert.Equal(0.5, summary.SecondsPerStep.Mean, 12);
        Assert.Null(summary.Modes);
        Assert.Equal([(0, "settled"), (1, "settled")], summary.Verdicts.Select(v => (v.Seed, v.Verdict.Word)));
        Assert.Equal(3.0, GanComparison.KidOverSteps(trainings[0]), 12);
        Assert.Equal(new SeedMean(2, 1, 2), GanComparison.MeanOf([1, 3]));

        var page = GanComparisonPage.Html("T", [("x", "y")], null, trainings);
        var path = Path.GetTempFileName();
        GanComparisonPage.Write(path, "T", [("x", "y")], null, trainings);
        Assert.Equal(page, File.ReadAllText(path));
        File.Delete(path);
        Assert.Equal(
            page,
            Core.GanComparisonPage.html(
                "T", ListModule.OfSeq([Tuple.Create("x", "y")]), FSharpOption<Core.Points>.None,
                ListModule.OfSeq(trainings.Select(CoreOf))));

        static Core.GanTraining CoreOf(GanTraining t) => new(
            t.Gan, t.Seed,
            [
                .. t.Scores.Select(s => new Core.GanScore(
                    s.Step, s.Seconds, new(s.Kid.Value, Core.Variance.NewEstimated(0.01), "kid", 9, 9, true), s.Fid,
                    new(s.Mmd.Value, Core.Variance.NewMissing("none"), "kid", 9, 9, true), null, FSharpOption<double>.None)),
            ],
            Bits.CoreOf(t.Samples));
    }

    [Fact]
    public void Rated_runs_are_cut_and_go_on_as_the_core_has_it()
    {
        var schedule = RateSchedule.Paper.Every(2, 2).Failing(0.1, 1);
        var options = CriticOptions.Create(AdversarialLoss.Wgan, Network.Multilayer([2, 4, 1], Activation.Tanh));
        FlowRun<ParameterState> RunOf(double factor) => Flow.Through(
                "gan", Critic.Adversarial(options with { Steps = 1, Batch = 6, Optimiser = Optimiser.Adam(0.05).Scaled(factor) }, Y))
            .InMetric(Metric.Parameters)
            .WithFreshNoise()
            .SteppedBy(Optimiser.Adam(0.05).Scaled(factor))
            .From(Mine)
            .WithSeed(4);
        var compared = new List<int>();
        var rated = new RatedRun<ParameterState>(schedule, RunOf, (step, now, earlier) =>
        {
            compared.Add(step);
            return 1.0;
        });
        var path = Path.GetTempFileName();
        var (factors, decisions) = (new List<double>(), new List<RateDecision>());
        var whole = rated.Observe(
            7,
            (progress, step) =>
            {
                factors.Add(progress.State.Factor);
                Assert.All(progress.Models, model => Assert.Equal(Mine.Coordinates().Length, model.Coordinates.Length));

                if (step.Index == 5)
                {
                    step.SaveCheckpoint(path, "settings", schedule, progress);
                }
            },
            decisions.Add);
        Assert.Equal([2, 4, 6], compared);
        Assert.Equal([1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125], factors);
        Assert.Equal(4, decisions.Count);

        var goingOn = Checkpoint.Progress(schedule, path);
        Assert.Equal(0.25, goingOn.State.Factor);
        var rest = new RatedRun<ParameterState>(schedule, f => RunOf(f).ResumeFor("settings", path), (_, _, _) => 1.0)
            .From(goingOn)
            .Observe(7, (_, _) => { });
        Same(Core.Checkpoint.coordinatesFor("settings", path), Checkpoint.CoordinatesFor("settings", path));
        File.Delete(path);
        Same(whole.Final.Coordinates(), rest.Final.Coordinates());
    }

    [Fact]
    public void Slopes_of_witnesses_are_the_core_s()
    {
        var network = Network.Multilayer([2, 4, 1], Activation.Tanh);
        var core = Core.NetworkModule.multilayer(ListModule.OfSeq([2, 4, 1]), Core.Activation.Tanh);
        var theta = network.Initial(1);
        var theirs = Core.WitnessSlope.measure(
            Core.CriticOptionsModule.create(Core.AdversarialLossModule.wgan, core), Core.EmpiricalModule.ofPoints(CoreOf(Y)));
        Same(
            theirs.Invoke(Core.SeedModule.create(5)).Invoke(theta).Invoke(Core.EmpiricalModule.ofPoints(CoreOf(X))),
            new WitnessSlope(CriticOptions.Create(AdversarialLoss.Wgan, network), Y).Measure(5, theta, X));
    }
}
