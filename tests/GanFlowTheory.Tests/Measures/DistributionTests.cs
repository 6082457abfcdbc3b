using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.GaussianMixtureModule;

namespace GanFlowTheory.Tests.Distributions;

public class DistributionTests
{
    private static readonly double[,] Covariance = { { 1.0, 0.8 }, { 0.8, 0.89 } };

    [Fact]
    public void Measures_and_states_have_the_core_s_nodes_and_weights()
    {
        var w = Weights(X.Count);
        var x = CoreOf(X);
        (Core.IMeasure, Measure)[] pairs =
        [
            (Core.EmpiricalModule.ofPoints(x), Empirical.OfPoints(X)),
            (Core.EmpiricalModule.ofPoints(x), X),
            (Core.EmpiricalModule.weighted(w, x), Empirical.Weighted(w, X)),
            (Core.ParticlesModule.ofPoints(x), Particles.OfPoints(X)),
            (Core.ParticlesModule.weighted(w, x), Particles.Weighted(w, X)),
            (Core.WeightedParticlesModule.ofPoints(x), WeightedParticles.OfPoints(X)),
            (Core.WeightedParticlesModule.weighted(w, x), WeightedParticles.Weighted(w, X)),
        ];

        foreach (var (core, mine) in pairs)
        {
            Same(core.Nodes, mine.Nodes);
            Same(core.Weights, mine.Weights);
            Same(GanFlowTheory.Core.Measure.mean(core), mine.Mean());
            Same(GanFlowTheory.Core.Measure.covariance(core), mine.Covariance());
        }

        var state = WeightedParticles.Weighted(w, X);
        var coordinates = ((Core.IState<Core.WeightedParticles>)Core.WeightedParticlesModule.weighted(w,
            x)).Coordinates;
        Same(coordinates, state.Coordinates());
        state.Coordinates()[0] = 17;
        Same(coordinates, state.Coordinates());
        Assert.Throws<ArgumentException>(() => Particles.Weighted([0.5, 0.6], Points.OfValues(0, 1)));
    }

    [Fact]
    public void Mixtures_agree_with_the_core()
    {
        var core = Of.mixture([0.25, 0.75], [Of.gaussian([1, 2], Covariance), Of.isotropic([0, -1], 0.5)]);
        var mine = GaussianMixture.Mixture(
            [0.25, 0.75], [GaussianMixture.Gaussian([1, 2], Covariance), GaussianMixture.Isotropic([0, -1], 0.5)]);
        var x = CoreOf(X);
        Assert.Equal((core.Count, Of.dimension(core), core.ToString()), (mine.Count, mine.Dimension, mine.ToString()));
        Same(core.Weights, mine.Weights);
        Same(core.Means.SelectMany(m => m), mine.Means.SelectMany(m => m));
        Same(core.Covariances[0], mine.Covariances[0]);
        Same(Of.mean(core), mine.Mean());
        Same(Of.covariance(core), mine.Covariance());
        Same(Of.sample(Core.SeedModule.create(5), 6, core), mine.Sample(5, 6));
        Same(Of.logDensity(x, core), mine.LogDensity(X));
        Same(Of.score(x, core), mine.Score(X));
        var (logDensity, score) = mine.LogDensityAndScore(X);
        var both = Of.logDensityAndScore(x, core);
        Same(both.Item1, logDensity);
        Same(both.Item2, score);
        Same(Of.score(x, Of.standard(2)), GaussianMixture.Standard(2).Score(X));
    }

    public static IEnumerable<object[]> Names => Target.Forms.Select(form => new object[] { form.Name });

    [Theory]
    [MemberData(nameof(Names))]
    public void Named_targets_are_the_core_s(string name)
    {
        var core = Core.TargetModule.parse(name);
        var mine = Target.Parse(name);
        Assert.Equal(
            (core.Name, core.Description, core.Dimension, core.Name),
            (mine.Name, mine.Description, mine.Dimension, mine.ToString()));
        Same(Core.TargetModule.sample(Core.SeedModule.create(3), 20, core), mine.Sample(3, 20));
        Assert.Equal(core.LogDensity is null, mine.LogDensity is null);
        Assert.Equal(core.Score is null, mine.Score is null);
        Assert.Equal(core.Mixture is null, mine.Mixture is null);

        if (mine.LogDensity is { } logDensity)
        {
            Same(core.LogDensity!.Value.Invoke(CoreOf(X)), logDensity(X));
        }

        if (mine.Score is { } score)
        {
            Same(core.Score!.Value.Invoke(CoreOf(X)), score(X));
        }

        if (mine.Mixture is { } mixture)
        {
            Same(core.Mixture!.Value.Weights, mixture.Weights);
        }
    }

    [Fact]
    public void Targets_are_listed_and_made_as_in_the_core()
    {
        Assert.Equal(Core.TargetModule.all.Select(t => t.Name), Target.All.Select(t => t.Name));
        var mine = Target.OfMixture("mine", GaussianMixture.Standard(3));
        var core = Core.TargetModule.ofMixture("mine", Of.standard(3));
        Assert.Equal((core.Name, core.Description), (mine.Name, mine.Description));
        var unknown = Assert.Throws<ArgumentException>(() => Core.TargetModule.parse("two-moon"));
        Assert.Equal(unknown.Message, Assert.Throws<ArgumentException>(() => Target.Parse("two-moon")).Message);
    }

    [Fact]
    public void Potentials_agree_with_the_core()
    {
        Func<double[], double> value = x => Math.Sin(x[0]) + x[1] * x[1];
        Func<double[], double[]> gradient = x => [Math.Cos(x[0]), 2 * x[1]];
        var core = Core.PotentialModule.ofPointwise(FuncConvert.FromFunc(value), FuncConvert.FromFunc(gradient));
        var mine = Potential.OfPointwise(value, gradient);
        Same(core, mine, X);
        Same(core, Potential.Create(mine.Value, mine.Gradient), X);
        Same(Core.PotentialModule.scale(0.3, core), 0.3 * mine, X);
        Same(Core.PotentialModule.add(core, core), mine + mine, X);
        Same(Core.PotentialModule.zero, Potential.Zero, X);
        var seen = mine.At(X);
        Same(Core.PotentialModule.at(CoreOf(X), core).Values, seen.Values);
        Same(Core.PotentialModule.at(CoreOf(X), core).Gradient, seen.Gradient);
    }
}
