using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;

namespace GanFlowTheory.Tests.Grids;

/// <summary>Grids, densities on them and the Fokker-Planck solver against the core's, to the bit.</summary>
public class GridTests
{
    private static readonly Grid Line = Grid.Line(-6, 6, 60);
    private static readonly Core.Grid CoreLine = Core.GridModule.line(-6, 6, 60);

    private static GridDensity Gaussian(double mean, double sd) =>
        GridDensity.OfMixture("g", GaussianMixture.Isotropic([mean], sd), Line);

    private static Core.GridDensity CoreGaussian(double mean, double sd) =>
        Core.GridDensityModule.ofMixture("g", Core.GaussianMixtureModule.isotropic([mean], sd), CoreLine);

    private static void Same(Core.GridDensity core, GridDensity mine) =>
        Assert.Equal(core.Weights, mine.Weights);

    [Fact]
    public void Grids_agree()
    {
        var plane = Grid.Plane(Grid.Axis(0, 3, 3), Grid.Axis(-1, 1, 2));
        var core = Core.GridModule.plane(Core.GridModule.axis(0, 3, 3), Core.GridModule.axis(-1, 1, 2));
        Assert.Equal(Core.PointsModule.toRows(core.Centres), plane.Centres.ToRows());
        Assert.Equal((core.Count, core.Dimension, core.Volume), (plane.Count, plane.Dimension, plane.Volume));
        Assert.Equal(core.ToString(), plane.ToString());
        var axis = plane.Axes[1];
        Assert.Equal((-1.0, 1.0, 2, 1.0, 0.5), (axis.Lower, axis.Upper, axis.Cells, axis.Width, axis.Centre(1)));
        Assert.Equal(Grid.Axis(-1, 1, 2), axis);
        Assert.Equal("[-1, 1] in 2 cells", axis.ToString());
        Assert.True(plane.Same(Grid.Plane(plane.Axes[0], axis)));
        Assert.False(plane.Same(Line));
        var values = Enumerable.Range(0, 6).Select(i => (double)(i * i)).ToArray();
        var at = Points.OfRows([[0.4, 0.3], [2.2, -0.1]]);
        var mine = plane.Potential(values);
        var theirs = Core.GridModule.potential(values, core);
        Assert.Equal(theirs.Value.Invoke(Bits.CoreOf(at)), mine.Value(at));
        Assert.Equal(Core.PointsModule.toRows(theirs.Gradient(Bits.CoreOf(at))), mine.Gradient(at).ToRows());
    }

    [Fact]
    public void Densities_agree()
    {
        var (mine, core) = (Gaussian(0.5, 0.8), CoreGaussian(0.5, 0.8));
        Same(core, mine);
        Assert.Equal(core.Density, mine.Density);
        Assert.Equal(Core.GridDensityModule.mass(core), mine.Mass);
        Assert.Equal(Core.GridDensityModule.variance(core), mine.Variance());
        Assert.Equal(Core.GridDensityModule.marginal(0, core), mine.Marginal(0));
        Assert.Equal(GanFlowTheory.Core.Measure.mean(core), mine.Mean());
        Assert.Equal(
            Core.GridDensityModule.distance(core, CoreGaussian(0, 1)), mine.Distance(Gaussian(0, 1)));
        Assert.True(mine.Grid.Same(Line));
        Assert.Equal(core.Weights, mine.Coordinates());
        Same(core, GridDensity.OfMasses([.. mine.Weights], Line));
        Same(
            Core.GridDensityModule.ofValues("g", core.Density, CoreLine),
            GridDensity.OfValues("g", [.. mine.Density], Line));
        var gaussian = GaussianMixture.Isotropic([0.5], 0.8);
        Same(core, GridDensity.OfLogDensity("g", gaussian.LogDensity, Line));
        Same(core, GridDensity.OfTarget(Target.OfMixture("g", gaussian), Line));
        var found = GridDensity.Discretise("g", gaussian.LogDensity, Line);
        var theirs = Core.GridDensityModule.discretise(
            "g",
            FuncConvert.FromFunc((Core.Points x) =>
                Core.GaussianMixtureModule.logDensity(x, Core.GaussianMixtureModule.isotropic([0.5], 0.8))),
            CoreLine);
        Same(theirs.State, found.State);
        Assert.Equal((theirs.Caught, theirs.Roughness), (found.Caught, found.Roughness));
        Assert.Contains(
            "too coarse",
            Assert.Throws<ArgumentException>(() => GridDensity.OfMixture("g", gaussian, Grid.Line(-6, 6, 6))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Divergences_and_metrics_agree()
    {
        var (p, q) = (Gaussian(0, 1), Gaussian(0.5, 0.8));
        var (coreP, coreQ) = (CoreGaussian(0, 1), CoreGaussian(0.5, 0.8));

        foreach (var (f, core) in new[]
        {
            (FDivergence.Kl, Core.FDivergenceModule.kl), (FDivergence.Jsd, Core.FDivergenceModule.jsd),
        })
        {
            Assert.Equal(core.Name, f.Name);
            Assert.Equal(Core.GridDivergence.value(core, coreP, coreQ), GridDivergence.Value(f, p, q));
            Assert.Equal(
                Core.GridDivergence.firstVariation(core, coreP, coreQ), GridDivergence.FirstVariation(f, p, q));
            var functional = Functional.OnGrid(f, p);
            var theirs = Core.GridFunctional.Functional.onGrid(core, coreP);
            Assert.Equal(theirs.Value.Invoke(coreQ), functional.Value(q));
            var (xi, coreXi) = (functional.Evaluate(q).Variation, theirs.Evaluate.Invoke(coreQ).Variation);
            Assert.Equal(coreXi.Values, xi.Values);
            Assert.Equal(
                theirs.FirstVariation.Invoke(coreQ).Value.Invoke(coreQ.Grid.Centres),
                functional.FirstVariation(q).Value(q.Nodes));

            foreach (var (metric, coreMetric) in new[]
            {
                (Metric.OnGridAlong(f, p), Core.GridMetrics.Metric.onGridAlong(core, coreP)),
                (Metric.OnGrid, Core.GridMetrics.Metric.onGrid),
            })
            {
                Assert.Equal(coreMetric.Name, metric.Name);
                Assert.Equal(coreMetric.Apply.Invoke(coreQ).Invoke(coreXi).Rate, metric.Apply(q, xi).Rate);
            }

            // The one loop.
            var flow = Flow.Create(functional, Metric.OnGridAlong(f, p)).SteppedBy(Integrator.Heun(0.01));
            var path = flow.From(q).Run(0.1);
            var corePath = Core.FlowRuns.Flow.until(0.1, Core.FlowStart.Flow.from(coreQ, Core.Flow.steppedBy(
                Core.IntegratorModule.heun(0.01), Core.Flow.create(theirs, Core.GridMetrics.Metric.onGridAlong(core, coreP)))));
            Same(corePath.Final, path.Final);
        }

        Assert.Contains(
            "needs a density on that grid",
            Assert.Throws<ArgumentException>(() => Functional.OnGrid(FDivergence.Kl, p).Value(q.Nodes)).Message,
            StringComparison.Ordinal);
        // Weights move: Fisher-Rao moves grids too.
        var variation = Functional.OnGrid(FDivergence.Kl, p).Evaluate(q).Variation;
        Assert.Equal(60, Metric.FisherRao.Apply(q, variation).Rate.Count);
    }

    [Fact]
    public void Fokker_Planck_equations_agree()
    {
        var (p, q) = (Gaussian(0, 1), Gaussian(0.5, 0.8));
        var (coreP, coreQ) = (CoreGaussian(0, 1), CoreGaussian(0.5, 0.8));
        var mine = FokkerPlanck.Create(FDivergence.Jsd, p);
        var core = Core.FokkerPlanckModule.create(Core.FDivergenceModule.jsd, coreP);
        Assert.Equal("jsd", mine.Divergence.Name);
        Same(coreP, mine.Target);
        Assert.Equal(Core.FokkerPlanckModule.stableStep(core, coreQ), mine.StableStep(q));
        Assert.Equal(Core.FokkerPlanckModule.rate(core, coreQ), mine.Rate(q));
        Assert.Equal(Core.FokkerPlanckModule.dissipation(core, coreQ), mine.Dissipation(q));
        Same(Core.FokkerPlanckModule.explicitEuler(0.01, core, coreQ), mine.ExplicitEuler(0.01, q));
        Same(Core.FokkerPlanckModule.implicitEuler(0.5, core, coreQ), mine.ImplicitEuler(0.5, q));

        foreach (var (method, coreMethod) in new[]
        {
            (FokkerPlanckMethod.ExplicitEuler(0.8), Core.FokkerPlanckMethod.NewExplicitEuler(0.8)),
            (FokkerPlanckMethod.ExplicitHeun(0.8), Core.FokkerPlanckMethod.NewExplicitHeun(0.8)),
            (FokkerPlanckMethod.Implicit(0.1), Core.FokkerPlanckMethod.NewImplicit(0.1)),
        })
        {
            var steps = mine.Trajectory(method, [0, 0.25], q).ToArray();
            var coreSteps = Core.DensityTrajectories.FokkerPlanck.trajectory(coreMethod, [0, 0.25], core, coreQ).ToArray();
            Assert.Equal(
                coreSteps.Select(s => (s.Time, s.Functional, s.Dissipation, s.Steps)),
                steps.Select(s => (s.Time, s.Functional, s.Dissipation, s.Steps)));
            Same(coreSteps[1].State, steps[1].State);
            Same(coreSteps[1].State, mine.At(method, 0.25, q));
            Assert.Equal(Core.DensityReport.html(core, coreSteps), DensityReport.Html(mine, steps));
            var coreRun = Core.FlowStart.Flow.from(coreQ, Core.FokkerPlanckFlows.FokkerPlanck.flow(coreMethod, core));
            Flows.FlowParityTests.Same(
                Core.FlowRuns.Flow.until(0.25, Core.FlowStart.Flow.measureEvery(3, coreRun)),
                mine.Flow(method).From(q).MeasureEvery(3).TryRun(0.25));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void The_whole_stable_step_is_refused_as_in_the_core(double part)
    {
        // At the whole stable step two equal cells may change places for ever (HZ23-4).
        var flow = FokkerPlanck.Create(FDivergence.Kl, Gaussian(0, 1));
        var core = Core.FokkerPlanckModule.create(Core.FDivergenceModule.kl, CoreGaussian(0, 1));

        foreach (var (mine, theirs) in new[]
        {
            (FokkerPlanckMethod.ExplicitEuler(part), Core.FokkerPlanckMethod.NewExplicitEuler(part)),
            (FokkerPlanckMethod.ExplicitHeun(part), Core.FokkerPlanckMethod.NewExplicitHeun(part)),
        })
        {
            var error = Assert.Throws<ArgumentException>(
                () => flow.Trajectory(mine, [1], Gaussian(0.5, 0.8)).ToArray());
            var coreError = Assert.Throws<ArgumentException>(
                () => Core.DensityTrajectories.FokkerPlanck.trajectory(theirs, [1], core, CoreGaussian(0.5, 0.8)).ToArray());
            Assert.Equal(coreError.Message, error.Message);
            Assert.Contains("part must be in (0, 1)", error.Message, StringComparison.Ordinal);
        }
    }
}
