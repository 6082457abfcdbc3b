using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Ratios;

/// <summary>Density ratios through the facade against the core's, to the bit.</summary>
public class RatioTests
{
    private static readonly Seed TheSeed = Seed.Create(7);
    private static readonly Core.Seed CoreSeed = Core.SeedModule.create(7);
    private static readonly Core.IMeasure CoreP = Core.EmpiricalModule.ofPoints(CoreOf(X));
    private static readonly Core.IMeasure CoreQ = Core.EmpiricalModule.weighted(Weights(Y.Count), CoreOf(Y));
    private static readonly Measure Q = Empirical.Weighted(Weights(Y.Count), Y);
    private static readonly KernelRatioOptions Few = KernelRatioOptions.Standard with { Landmarks = 5, Folds = 3 };

    private static readonly Core.KernelRatioOptions CoreFew =
        new(5, 3, FSharpOption<double>.None, FSharpOption<double>.None);

    private static readonly Density Target = Density.Gaussian([0.1, -0.2], new[,] { { 1.5, 0.2 }, { 0.2, 1.0 } });

    private static readonly Core.Density CoreTarget =
        Core.DensityModule.gaussian([0.1, -0.2], new[,] { { 1.5, 0.2 }, { 0.2, 1.0 } });

    private static (RatioEstimator Mine, Core.RatioEstimator Core)[] Estimators { get; } =
    [
        (RatioEstimator.Gaussian, Core.GaussianRatios.RatioEstimator.gaussian),
        (RatioEstimator.GaussianToDensity(Target), Core.GaussianRatios.RatioEstimator.gaussianToDensity(CoreTarget)),
        (RatioEstimator.KernelDensity(), Core.KernelDensityRatios.RatioEstimator.kernelDensity(Core.BandwidthChoice.Separate)),
        (RatioEstimator.KernelDensity(BandwidthChoice.Shared),
            Core.KernelDensityRatios.RatioEstimator.kernelDensity(Core.BandwidthChoice.Shared)),
        (RatioEstimator.KernelDensity(BandwidthChoice.Given(0.5, 0.7)),
            Core.KernelDensityRatios.RatioEstimator.kernelDensity(Core.BandwidthChoice.NewGiven(0.5, 0.7))),
        (RatioEstimator.KernelLogistic(Few), Core.KernelLogisticRatios.RatioEstimator.kernelLogistic(CoreFew)),
        (RatioEstimator.KernelLogistic(KernelRatioOptions.FixedAt(0.8, 1e-2)),
            Core.KernelLogisticRatios.RatioEstimator.kernelLogistic(Core.KernelRatioOptionsModule.fixedAt(0.8, 1e-2))),
        (RatioEstimator.LeastSquares(Few), Core.LeastSquaresRatios.RatioEstimator.leastSquares(CoreFew)),
    ];

    public static IEnumerable<object[]> Indices => Enumerable.Range(0, Estimators.Length).Select(i => new object[] { i });

    private static Core.RatioFit Fit(Core.RatioEstimator estimator, FSharpOption<Core.RatioFit> before) =>
        estimator.Fit.Invoke(CoreSeed).Invoke(CoreP).Invoke(CoreQ).Invoke(before);

    private static void Same(Core.RatioFit expected, RatioFit actual)
    {
        Assert.Equal((expected.Name, expected.Name), (actual.Name, actual.ToString()));
        Bits.Same(expected.HeldOutScore, actual.HeldOutScore);
        Bits.Same(expected.LogRatio, actual.LogRatio, Y);

        foreach (var (core, mine) in expected.HeldOut.Zip(actual.HeldOut))
        {
            Assert.Equal(core.Target, mine.Target);
            Assert.Equal(core.Current, mine.Current);
            Bits.Same(core.LogRatio, mine.LogRatio, Y);
        }

        Assert.Equal(expected.HeldOut.Length, actual.HeldOut.Count);
        var s = actual.Settings;
        Assert.Equal(expected.Settings, s switch
        {
            { TargetBandwidth: { } h, CurrentBandwidth: { } k, Bandwidth: null, Ridge: null } =>
                Core.RatioSettings.NewDensityBandwidths(h, k),
            { TargetBandwidth: null, CurrentBandwidth: null, Bandwidth: { } b, Ridge: { } r } =>
                Core.RatioSettings.NewRegularisedKernel(b, r),
            _ => Core.RatioSettings.Known,
        });
    }

    [Theory, MemberData(nameof(Indices))]
    public void Estimators_agree(int index)
    {
        var (mine, core) = Estimators[index];
        Assert.Equal((core.Name, core.Name), (mine.Name, mine.ToString()));
        var (expected, actual) = (Fit(core, FSharpOption<Core.RatioFit>.None), mine.Fit(TheSeed, X, Q));
        Same(expected, actual);
        Same(Fit(core, FSharpOption<Core.RatioFit>.Some(expected)), mine.Fit(TheSeed, X, Q, actual));
        Bits.Same(Core.RatioFitModule.logLoss(expected, CoreQ, CoreP), actual.LogLoss(Q, X));
    }

    [Theory, MemberData(nameof(Indices))]
    public void Critics_agree(int index)
    {
        var (mine, core) = Estimators[index];
        var (f, coreF) = (FDivergence.Jsd, Core.FDivergenceModule.jsd);
        var expected = Core.RatioCritic.read(core, coreF, CoreP, FSharpOption<Core.RatioFit>.None, CoreSeed, CoreQ);
        var actual = RatioCritic.Read(mine, f, X, TheSeed, Q);
        Same(expected.Fit, actual.Fit);
        Bits.Same(expected.Potential, actual.Potential, Y);
        Bits.Same(expected.PlugIn, actual.PlugIn);
        Bits.Same(expected.PlugIn, RatioCritic.PlugIn(f, actual.Fit, Q));
        Bits.Same(expected.Potential, RatioCritic.Potential(f, actual.Fit.LogRatio), X);
        var again = Core.RatioCritic.read(
            core, coreF, CoreP, FSharpOption<Core.RatioFit>.Some(expected.Fit), CoreSeed, CoreQ);
        Bits.Same(again.PlugIn, RatioCritic.Read(mine, f, X, TheSeed, Q, actual.Fit).PlugIn);
    }

    [Fact]
    public void A_flow_sees_the_ratio()
    {
        var estimator = RatioEstimator.KernelDensity();
        var critic = Critic.Ratio(estimator, FDivergence.Kl, Y);
        Assert.Equal("kde[kl]", critic.Name);
        var step = 0.1;
        var path = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), Y)).SeenBy(critic).SteppedBy(Integrator.Euler(step))
            .From(Particles.OfPoints(X)).Run(Horizon.AfterSteps(1));
        var seen = RatioCritic.Read(estimator, FDivergence.Kl, Y, TheSeed, (Measure)X).Potential;
        Assert.Equal(
            Points.Combine(1.0, X, -step, seen.Gradient(X)).ToArray2D(), path.Final.Nodes.ToArray2D());
    }

    [Fact]
    public void Critics_on_samples_agree()
    {
        double[,] unit = { { 1.0, 0.0 }, { 0.0, 1.0 } };
        var mine = Flow.Descend(Functional.Divergence(FDivergence.Kl, Target))
            .SeenBy(Critic.RatioOnSamples(
                (seed, q) => ((GaussianState)q).Sample(seed, 40), RatioEstimator.KernelDensity(), FDivergence.Kl, X))
            .InMetric(Metric.Wasserstein)
            .From(GaussianState.Create([1.0, 0.5], unit)).Run(Horizon.AfterSteps(2));
        var core = Core.FlowRuns.Flow.steps(2, Core.FlowStart.Flow.from(
            Core.GaussianStateModule.create([1.0, 0.5], unit),
            Core.Flow.seenBy(
                Core.RatioCritics.Critic.ratioOnSamples(
                    FuncConvert.FromFunc((Core.Seed seed, Core.GaussianState q) =>
                        Core.GaussianStateModule.sample(seed, 40, q)),
                    Core.KernelDensityRatios.RatioEstimator.kernelDensity(Core.BandwidthChoice.Separate),
                    Core.FDivergenceModule.kl,
                    CoreP),
                Core.Flow.descend(Core.DivergenceFunctional.Functional.divergence<Core.GaussianState>(Core.FDivergenceModule.kl, CoreTarget)))));
        Bits.Same(((Core.IState<Core.GaussianState>)core.Final).Coordinates, mine.Final.Coordinates());

        foreach (var (expected, actual) in core.Steps.Zip(mine.Steps))
        {
            Bits.Same(expected.Diagnostics.KCorrelation, actual.Diagnostics.KCorrelation);
            Assert.NotNull(actual.Diagnostics.KCorrelation);
        }
    }

    [Fact]
    public void Estimators_can_be_defined()
    {
        var linear = Potential.OfPointwise(x => x[0], x => [1.0, 0.0]);
        RatioFit? seen = null;
        var mine = RatioEstimator.Create("mine", (seed, p, q, before) =>
        {
            seen = before;
            return RatioFit.Create("mine", linear, 0.5, RatioSettings.None with { Bandwidth = 2.0, Ridge = 3.0 });
        });
        var fit = mine.Fit(TheSeed, X, Q);
        Assert.Null(seen);
        Assert.Equal((0.5, new RatioSettings(null, null, 2.0, 3.0)), (fit.HeldOutScore!.Value, fit.Settings));
        mine.Fit(TheSeed, X, Q, fit);
        Assert.Equal(0.5, seen!.HeldOutScore);
        Assert.Equal(X.ToRows().Select(x => x[0]), fit.LogRatio.Value(X));
        Assert.Null(RatioFit.Create("bare", linear).HeldOutScore);
        Assert.Empty(fit.HeldOut);
        var folds = RatioFit.Create("mine", linear, 0.5, heldOut: [new HeldOutFit([0, 2], [1], linear)]).HeldOut;
        Assert.Equal([0, 2], folds.Single().Target);
        Assert.Equal([1], folds.Single().Current);
    }

    [Fact]
    public void Estimators_can_remember()
    {
        var linear = Potential.OfPointwise(x => x[0], x => [1.0, 0.0]);
        var settings = RatioSettings.None with { Remembered = new Dictionary<string, double[]> { ["count"] = [1.0, 2.0] } };
        var fit = RatioFit.Create("mine", linear, settings: settings);
        var back = fit.Settings.Remembered!;
        Assert.Equal(["count"], back.Keys);
        Assert.Equal([1.0, 2.0], back["count"]);
        Assert.Null(RatioFit.Create("mine", linear).Settings.Remembered);
    }

    [Fact]
    public void Likelihoods_and_options_agree()
    {
        Bits.Same(
            Core.KernelDensityRatio.leaveOneOutLikelihood(0.5, CoreQ), KernelDensityRatio.LeaveOneOutLikelihood(0.5, Q));
        Assert.Equal(new KernelRatioOptions(100, 5, null, null), KernelRatioOptions.Standard);
        Assert.Equal(new KernelRatioOptions(100, 5, 2.0, 0.1), KernelRatioOptions.FixedAt(2.0, 0.1));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.StartsWith("folds must be at least 2, but is 1.", Assert.Throws<ArgumentException>(
            () => RatioEstimator.KernelLogistic(Few with { Folds = 1 })).Message);
        Assert.Throws<ArgumentNullException>(() => RatioEstimator.KernelLogistic().Fit(TheSeed, X, null!));
    }
}
