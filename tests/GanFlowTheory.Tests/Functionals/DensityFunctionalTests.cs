using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;

namespace GanFlowTheory.Tests.Functionals;

/// <summary>States with densities, and the functionals on them: the facade gives the core's bits.</summary>
public class DensityFunctionalTests
{
    private static readonly double[] Mean = [0.5, -1.5];
    private static readonly double[,] Covariance = { { 2.0, 0.6 }, { 0.6, 0.5 } };
    private static readonly double[,] Factor = { { 1.0, 0.4 }, { -0.8, 0.9 } };

    private static readonly GaussianMixture Target =
        GaussianMixture.Gaussian([0.0, 0.0], new[,] { { 1.0, 0.8 }, { 0.8, 0.89 } });

    private static readonly Core.GaussianMixture CoreTarget =
        Core.GaussianMixtureModule.gaussian([0.0, 0.0], new[,] { { 1.0, 0.8 }, { 0.8, 0.89 } });

    private static readonly GaussianState Tilted = GaussianState.OfFactor(Mean, Factor);
    private static readonly Core.GaussianState CoreTilted = Core.GaussianStateModule.ofFactor(Mean, Factor);

    private static readonly Points Probes = Points.OfRows([[0.0, 0.0], [1.0, -2.0]]);
    private static readonly Core.Points CoreProbes = Core.PointsModule.ofRows<double[]>([[0.0, 0.0], [1.0, -2.0]]);

    private static readonly QuantileState Line = QuantileState.OfFunction(9, u => Math.Exp(u));

    private static readonly Core.QuantileState CoreLine =
        Core.QuantileStateModule.ofFunction(9, FuncConvert.FromFunc((double u) => Math.Exp(u)));

    private static double[] Entries(Points points) =>
        Enumerable.Range(0, points.Count).SelectMany(i => points.Row(i)).ToArray();

    private static double[] Entries(Core.Points points) =>
        Enumerable.Range(0, points.Count).SelectMany(i => points.Row(i)).ToArray();

    private static void Same(double[] core, IEnumerable<double> mine) => Assert.Equal(core, mine);

    [Fact]
    public void Rules_are_those_of_the_core()
    {
        (Core.GaussianRule, GaussianRule)[] rules =
        [
            (Core.GaussHermite.tensor(5, 2), GaussHermite.Tensor(5, 2)),
            (Core.GaussHermite.symmetric(3), GaussHermite.Symmetric(3)),
            (Core.GaussHermite.standard(1), GaussHermite.Standard(1)),
        ];

        foreach (var (core, mine) in rules)
        {
            Assert.Equal((core.Name, core.Degree, core.Count, core.Dimension),
                (mine.Name, mine.Degree, mine.Count, mine.Dimension));
            Same(Entries(core.Nodes), Entries(mine.Nodes));
            Same(core.Weights, mine.Weights);
            Assert.Equal(core.Name, mine.ToString());
        }
    }

    [Fact]
    public void Densities_are_those_of_the_core()
    {
        var moons = GanFlowTheory.Target.Parse("two-moons");
        (Core.Density, Density)[] densities =
        [
            (Core.DensityModule.ofMixture("p", CoreTarget), Density.OfMixture("p", Target)),
            (Core.DensityModule.gaussian(Mean, Covariance), Density.Gaussian(Mean, Covariance)),
            (Core.DensityModule.ofTarget(Core.TargetModule.parse("two-moons")), Density.OfTarget(moons)),
            (Core.DensityModule.ofTarget(Core.TargetModule.parse("two-moons")), Density.TryOfTarget(moons)!),
            (((Core.IDensity)CoreTilted).Density, Tilted.Density),
            (Core.DensityModule.gaussian(Mean, Covariance), Density.Create("gaussian", 2,
                Density.Gaussian(Mean, Covariance).LogValue, Density.Gaussian(Mean, Covariance).Score)),
        ];

        foreach (var (core, mine) in densities)
        {
            Assert.Equal((core.Name, core.Dimension), (mine.Name, mine.Dimension));
            Same(core.LogValue.Invoke(CoreProbes), mine.LogValue(Probes));
            Same(Entries(core.Score.Invoke(CoreProbes)), Entries(mine.Score(Probes)));
            Assert.Equal(core.Name, mine.ToString());
        }

        var checkerboard = GanFlowTheory.Target.Parse("checkerboard");
        Assert.Null(Density.TryOfTarget(checkerboard));
        Assert.Contains("it has no score",
            Assert.Throws<ArgumentException>(() => Density.OfTarget(checkerboard)).Message);
    }

    [Fact]
    public void Gaussian_states_are_those_of_the_core()
    {
        var rule = GaussHermite.Tensor(4, 2);
        var coreRule = Core.GaussHermite.tensor(4, 2);
        (Core.GaussianState, GaussianState)[] states =
        [
            (CoreTilted, Tilted),
            (Core.GaussianStateModule.create(Mean, Covariance), GaussianState.Create(Mean, Covariance)),
            (Core.GaussianStateModule.createOn(coreRule, Mean, Covariance),
                GaussianState.CreateOn(rule, Mean, Covariance)),
            (Core.GaussianStateModule.onRule(coreRule, Mean, Factor), GaussianState.OnRule(rule, Mean, Factor)),
            (Core.GaussianStateModule.isotropic(Mean, 0.3), GaussianState.Isotropic(Mean, 0.3)),
        ];

        foreach (var (core, mine) in states)
        {
            Same(((Core.IState<Core.GaussianState>)core).Coordinates, mine.Coordinates());
            Same(Entries(core.Nodes), Entries(mine.Nodes));
            Same(core.Weights, mine.Weights);
            Assert.Equal(core.Factor, mine.Factor());
            Assert.Equal(core.Rule.Name, mine.Rule.Name);
            Assert.Equal(core.Dimension, mine.Dimension);
            Assert.Equal(core.ToString(), mine.ToString());
        }

        Assert.Equal(CoreTilted.Covariance, Tilted.ToMixture().Covariance());
    }

    [Fact]
    public void Quantile_states_are_those_of_the_core()
    {
        var mixture = GaussianMixture.Isotropic([1.0], 2.0);
        var coreMixture = Core.GaussianMixtureModule.isotropic([1.0], 2.0);
        var atoms = Points.OfRows([[3.0], [1.0], [2.0]]);
        var coreAtoms = Core.EmpiricalModule.ofPoints(Core.PointsModule.ofValues([3.0, 1.0, 2.0]));
        (Core.QuantileState, QuantileState)[] states =
        [
            (CoreLine, Line),
            (Core.QuantileStateModule.ofValues([1.0, 2.0]), QuantileState.OfValues([1.0, 2.0])),
            (Core.QuantileStateModule.ofMixture(5, coreMixture), QuantileState.OfMixture(5, mixture)),
            (Core.QuantileStateModule.ofMeasure(2, coreAtoms), QuantileState.OfMeasure(2, atoms)),
        ];

        foreach (var (core, mine) in states)
        {
            Same(core.Quantiles, mine.Quantiles);
            Same(((Core.IState<Core.QuantileState>)core).Coordinates, mine.Coordinates());
            Assert.Equal(core.Count, mine.Count);
            Assert.Equal(core.ToString(), mine.ToString());
        }

        Same(Core.QuantileStateModule.levels(4), QuantileState.Levels(4));
    }

    [Fact]
    public void Divergences_are_those_of_the_core()
    {
        var (p, coreP) = (Density.OfMixture("p", Target), Core.DensityModule.ofMixture("p", CoreTarget));
        var coreQ = ((Core.IDensity)CoreTilted).Density;
        var coreJsd = Core.FDivergenceModule.jsd;
        Same(Core.Divergence.logRatio(coreP, coreQ, CoreProbes), Divergence.LogRatio(p, Tilted.Density, Probes));
        Same(Core.Divergence.mobility(coreJsd, coreP, CoreTilted), Divergence.Mobility(FDivergence.Jsd, p, Tilted));
        Same(Core.Divergence.firstVariation(coreJsd, coreP, coreQ).Value.Invoke(CoreProbes),
            Divergence.FirstVariation(FDivergence.Jsd, p, Tilted.Density).Value(Probes));
        Assert.Null(Divergence.Obstacle(FDivergence.Kl, p, Tilted));
        var nowhere = Density.Create("nowhere", 2, x => Enumerable.Repeat(double.NegativeInfinity, x.Count).ToArray(),
            x => x);
        Assert.Contains("nowhere has density 0 at (", Divergence.Obstacle(FDivergence.Kl, nowhere, Tilted));
        Assert.Equal(Core.GaussianDivergence.kl(CoreTarget, CoreTilted), GaussianDivergence.Kl(Target, Tilted));
        Assert.Equal(
            Core.GaussianDivergence.forwardKl(CoreTarget, CoreTilted), GaussianDivergence.ForwardKl(Target, Tilted));
        Assert.Equal(Core.GaussianDivergence.logPower(0.3, CoreTarget, CoreTilted),
            GaussianDivergence.LogPower(0.3, Target, Tilted));
        Assert.Equal(Core.GaussianDivergence.chi2(CoreTarget, CoreTilted), GaussianDivergence.Chi2(Target, Tilted));
        Assert.Equal(
            Core.GaussianDivergence.hellinger(CoreTarget, CoreTilted), GaussianDivergence.Hellinger(Target, Tilted));
        Assert.Equal(Core.WassersteinDistance.betweenGaussians(CoreTarget, CoreTilted),
            WassersteinDistance.BetweenGaussians(Target, Tilted));
    }

    private static void SameOn<Q>(Core.Functional<Q> core, Functional mine, Q coreQ, State q)
    {
        Assert.Equal(core.Name, mine.Name);
        Assert.Equal(core.Value.Invoke(coreQ), mine.Value(q));
        var (expected, actual) = (core.Evaluate.Invoke(coreQ), mine.Evaluate(q));
        Assert.Equal(expected.Value, actual.Value);
        Same(expected.Variation.Values, actual.Variation.Values);
        Same(Entries(expected.Variation.Gradient), Entries(actual.Variation.Gradient));
        Same(core.FirstVariation.Invoke(coreQ).Value.Invoke(expected.Variation.Gradient),
            mine.FirstVariation(q).Value(actual.Variation.Gradient));
    }

    [Fact]
    public void Functionals_are_those_of_the_core()
    {
        var (p, coreP) = (Density.OfMixture("p", Target), Core.DensityModule.ofMixture("p", CoreTarget));
        var (normal, coreNormal) =
            (Density.Gaussian([0.0], new[,] { { 1.0 } }), Core.DensityModule.gaussian([0.0], new[,] { { 1.0 } }));
        SameOn(Core.DivergenceFunctional.Functional.divergence<Core.GaussianState>(Core.FDivergenceModule.kl, coreP),
            Functional.Divergence(FDivergence.Kl, p), CoreTilted, Tilted);
        SameOn(Core.GaussianDivergenceFunctional.Functional.klToGaussian(CoreTarget), Functional.KlToGaussian(Target), CoreTilted, Tilted);
        SameOn(Core.WassersteinFunctionals.Functional.wassersteinToGaussian(CoreTarget), Functional.WassersteinToGaussian(Target), CoreTilted,
            Tilted);
        SameOn(Core.WassersteinFunctionals.Functional.wassersteinOnLine(CoreLine), Functional.WassersteinOnLine(Line), CoreLine, Line);
        SameOn(Core.QuantileFunctionals.Functional.entropy, Functional.Entropy, CoreLine, Line);
        SameOn(Core.QuantileFunctionals.Functional.klOnLine(coreNormal), Functional.KlOnLine(normal), CoreLine, Line);
    }

    [Fact]
    public void A_flow_of_Gaussians_is_that_of_the_core_in_every_metric_that_moves_nodes()
    {
        var start = GaussianState.CreateOn(GaussHermite.Tensor(5, 2), Mean, Covariance);
        var coreStart = Core.GaussianStateModule.createOn(Core.GaussHermite.tensor(5, 2), Mean, Covariance);
        var coreDensity = Core.DensityModule.ofMixture("p", CoreTarget);
        var density = Density.OfMixture("p", Target);
        (Core.Metric<Core.GaussianState>, Metric<ITransport>)[] metrics =
        [
            (Core.TransportMetrics.Metric.wasserstein<Core.GaussianState>(), Metric.Wasserstein),
            (Core.TransportMetrics.Metric.stein<Core.GaussianState>(Core.KernelModule.gaussian(1.0)),
                Metric.Stein(Kernel.Gaussian(1.0))),
            (Core.TransportMetrics.Metric.mobility("jsd", FuncConvert.FromFunc((Core.GaussianState q) =>
                Core.Divergence.mobility(Core.FDivergenceModule.jsd, coreDensity, q))),
                Metric.Mobility("jsd", q => Divergence.Mobility(FDivergence.Jsd, density, q))),
        ];

        foreach (var (coreMetric, metric) in metrics)
        {
            var core = Core.FlowRuns.Flow.steps(10, Core.FlowStart.Flow.from(coreStart, Core.Flow.steppedBy(
                Core.IntegratorModule.rungeKutta4(0.05),
                Core.Flow.create(Core.GaussianDivergenceFunctional.Functional.klToGaussian(CoreTarget), coreMetric))));
            var mine = Flow.Create(Functional.KlToGaussian(Target), metric)
                .SteppedBy(Integrator.RungeKutta4(0.05)).From(start).Run(Horizon.AfterSteps(10));
            Same(((Core.IState<Core.GaussianState>)core.Final).Coordinates, mine.Final.Coordinates());
            Assert.True(mine.Steps[10].Diagnostics.Functional < mine.Steps[0].Diagnostics.Functional);
        }
    }

    [Fact]
    public void A_measure_without_what_the_functional_asks_for_is_refused()
    {
        var particles = Particles.OfPoints(Probes);
        var divergence = Functional.Divergence(FDivergence.Kl, Density.OfMixture("p", Target));
        Assert.Contains("q must be a state that knows its density, such as GaussianState, but is Particles.",
            Assert.Throws<ArgumentException>(() => divergence.Value(particles)).Message);
        Assert.Contains("but is Particles.",
            Assert.Throws<ArgumentException>(() => Flow.Descend(divergence).From(particles).Run(1.0)).Message);
        Assert.Contains("q must be a QuantileState",
            Assert.Throws<ArgumentException>(() => Functional.Entropy.Value(Tilted)).Message);
    }
}
