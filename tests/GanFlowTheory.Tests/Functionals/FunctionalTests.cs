using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Functionals;

public class FunctionalTests
{
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));
    private static readonly Core.Kernel Gaussian = Core.KernelModule.gaussian(0.8);

    private static readonly Core.GaussianMixture CoreMixture = Core.GaussianMixtureModule.isotropic([0.5, 1.0], 0.7);
    private static readonly GaussianMixture Mixture = GaussianMixture.Isotropic([0.5, 1.0], 0.7);

    private static readonly Func<double[], double> V = x => x[0] * x[0] + Math.Cos(x[1]);
    private static readonly Func<double[], double[]> GradV = x => [2 * x[0], -Math.Sin(x[1])];

    private static readonly Core.Potential CoreV =
        Core.PotentialModule.ofPointwise(FuncConvert.FromFunc(V), FuncConvert.FromFunc(GradV));

    private static Core.Functional<Core.IMeasure> CoreMmd => Core.MmdFunctional.Functional.mmd<Core.IMeasure>(Gaussian, CoreTarget);

    private static Functional MyMmd => Functional.Mmd(Kernel.Gaussian(0.8), Y);

    private static readonly Dictionary<string, (Core.Functional<Core.IMeasure>, Functional)> Pairs = new()
    {
        ["mmd"] = (CoreMmd, MyMmd),
        ["mmd to a mixture"] = (
            Core.GaussianMmdFunctional.Functional.gaussianMmd<Core.IMeasure>(Core.GaussianMmd.termsOf(Gaussian), CoreMixture),
            Functional.GaussianMmd(Kernel.Gaussian(0.8), Mixture)),
        ["energy distance"] = (Core.EnergyDistanceFunctional.Functional.energyDistance<Core.IMeasure>(CoreTarget), Functional.EnergyDistance(Y)),
        ["energy distance, pairwise"] = (
            Core.EnergyDistanceFunctional.Functional.energyDistancePairwise<Core.IMeasure>(CoreTarget), Functional.EnergyDistancePairwise(Y)),
        ["potential"] = (
            Core.EnergyFunctionals.Functional.potential<Core.IMeasure>("v", CoreV),
                Functional.Potential("v", Potential.OfPointwise(V, GradV))),
        ["interaction"] = (Core.EnergyFunctionals.Functional.interaction<Core.IMeasure>(Gaussian),
            Functional.Interaction(Kernel.Gaussian(0.8))),
        ["scaled sum"] = (
            Core.Functional.add(Core.Functional.scale(0.3, CoreMmd), CoreMmd), 0.3 * MyMmd + MyMmd),
        ["defined"] = (
            Core.Functional.create("v", Core.EnergyFunctionals.Functional.potential<Core.IMeasure>("v", CoreV).Value,
                FuncConvert.FromFunc((Core.IMeasure _) => CoreV)),
            Functional.Create("v", Functional.Potential("v", Potential.OfPointwise(V, GradV)).Value,
                _ => Potential.OfPointwise(V, GradV))),
    };

    public static IEnumerable<object[]> Names => Pairs.Keys.Select(name => new object[] { name });

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_functional_agrees_with_the_core_on_every_measure(string name)
    {
        var (core, mine) = Pairs[name];
        var w = Weights(X.Count);
        (Core.IMeasure, Measure)[] measures =
        [
            (Core.EmpiricalModule.weighted(w, CoreOf(X)), Empirical.Weighted(w, X)),
            (Core.ParticlesModule.ofPoints(CoreOf(X)), Particles.OfPoints(X)),
            (Core.WeightedParticlesModule.weighted(w, CoreOf(X)), WeightedParticles.Weighted(w, X)),
        ];
        Assert.Equal((core.Name, core.Name), (mine.Name, mine.ToString()));

        foreach (var (q, p) in measures)
        {
            Same(core.Value.Invoke(q), mine.Value(p));
            Same(core.FirstVariation.Invoke(q), mine.FirstVariation(p), Y);
            var (expected, actual) = (core.Evaluate.Invoke(q), mine.Evaluate(p));
            Same(expected.Value, actual.Value);
            Same(expected.Variation.Values, actual.Variation.Values);
            Same(expected.Variation.Gradient, actual.Variation.Gradient);
        }
    }

    [Fact]
    public void A_function_of_a_functional_has_the_chain_rule_in_both_languages()
    {
        var squared = Functional.Mmd(Kernel.Gaussian(1), Y);
        var root = squared.Map("sqrt(1/2 MMD^2)", Math.Sqrt, v => 0.5 / Math.Sqrt(v));
        var core = Core.Functional.map(
            "sqrt(1/2 MMD^2)",
            Microsoft.FSharp.Core.FuncConvert.FromFunc<double, double>(Math.Sqrt),
            Microsoft.FSharp.Core.FuncConvert.FromFunc<double, double>(v => 0.5 / Math.Sqrt(v)),
            Core.MmdFunctional.Functional.mmd<Core.IMeasure>(
                Core.KernelModule.gaussian(1), Core.EmpiricalModule.ofPoints(CoreOf(Y))));
        var q = Core.EmpiricalModule.ofPoints(CoreOf(X));
        Assert.Equal(core.Value.Invoke(q), root.Value(X));
        Assert.Equal(Core.PointsModule.toArray2D(core.FirstVariation.Invoke(q).Gradient(CoreOf(X))), root.FirstVariation(X).Gradient(X).ToArray2D());
        Assert.Equal(Math.Sqrt(squared.Value(X)), root.Value(X));
        Assert.Equal("sqrt(1/2 MMD^2)", root.ToString());
    }

    [Fact]
    public void The_sorted_energy_distance_is_the_core_s()
    {
        Points x = X.Columns(0), y = Y.Columns(1);
        var core = Core.EnergyDistanceFunctional.Functional.energyDistanceOneDimensional<Core.IMeasure>(Core.EmpiricalModule.ofPoints(CoreOf(y)));
        Same(core.Value.Invoke(Core.EmpiricalModule.ofPoints(CoreOf(x))),
            Functional.EnergyDistanceOneDimensional(y).Value(x));
        Assert.Throws<ArgumentException>(() => Functional.EnergyDistanceOneDimensional(Y));
    }

    [Fact]
    public void Discrepancies_between_measures_are_the_core_s()
    {
        var q = Core.EmpiricalModule.ofPoints(CoreOf(X));
        var kernel = Kernel.Gaussian(0.8);
        Same(Core.Mmd.squared(Gaussian, CoreTarget, q), Mmd.Squared(kernel, Y, X));
        Same(Core.Mmd.inner(Gaussian, CoreTarget, q), Mmd.Inner(kernel, Y, X));
        Same(Core.Mmd.embedding(Gaussian, q), Mmd.Embedding(kernel, X), Y);
        var terms = Core.GaussianMmd.termsOf(Gaussian);
        var standard = Core.GaussianMixtureModule.standard(2);
        Same(Core.GaussianMmd.squaredMmd(terms, CoreMixture, standard),
            GaussianMmd.SquaredMmd(kernel, Mixture, GaussianMixture.Standard(2)));
        Same(Core.GaussianMmd.meanEmbedding(terms, CoreMixture), GaussianMmd.MeanEmbedding(kernel, Mixture), X);
    }

    [Fact]
    public void A_kernel_without_closed_form_is_refused_for_a_mixture()
    {
        var error = Assert.Throws<ArgumentException>(() => Functional.GaussianMmd(Kernel.Laplace(2), Mixture));
        Assert.Equal("kernel", error.ParamName);
        Assert.Contains("laplace:2", error.Message);
    }

    [Fact]
    public void Functions_of_potentials_are_the_core_s()
    {
        Func<double, double> slope = u => Math.Cos(u);
        var core = Core.PotentialModule.compose(
            FuncConvert.FromFunc<double, double>(Math.Sin), FuncConvert.FromFunc(slope), CoreV);
        var mine = Potential.OfPointwise(V, GradV).Compose(Math.Sin, slope);
        Same(core, mine, Y);
        // The chain rule by hand.
        var (x, gradient) = (Y.ToArray2D(), mine.Gradient(Y).ToArray2D());
        double[] first = [x[0, 0], x[0, 1]];
        Assert.Equal(Math.Sin(V(first)), mine.Value(Y)[0]);
        Assert.Equal(Math.Cos(V(first)) * GradV(first)[1], gradient[0, 1], 1e-15);
        Assert.Throws<ArgumentNullException>(() => mine.Compose(null!, slope));
    }

    [Fact]
    public void A_defined_functional_sees_the_very_measure_it_is_given()
    {
        Measure? seen = null;
        var functional = Functional.Create("probe", q => { seen = q; return 0.0; }, _ => Potential.Zero);
        var start = WeightedParticles.OfPoints(X);
        Flow.Descend(functional).From(start).TryRun(0.0);
        functional.Value(start);
        Assert.IsType<WeightedParticles>(seen);
        functional.Value(Empirical.OfPoints(X));
        Same(X.ToArray2D(), seen!.Nodes.ToArray2D());
    }
}
