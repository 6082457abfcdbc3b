using System;
using System.Linq;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using CorePoint = GanFlowTheory.Core.Particles;

namespace GanFlowTheory.Tests.Games;

/// <summary>The games of the library, to the bit those of F#.</summary>
public class GanGameTests
{
    private static void Same<Q, T>(Core.Run<Q> core, FlowRun<T> mine, int steps = 8) where Q : Core.IState<Q> where T : State
    {
        var (theirs, ours) = (Core.FlowRuns.Flow.steps(steps, core), mine.TryRun(Horizon.AfterSteps(steps)));
        Assert.Equal(Core.OutcomeModule.sentence(theirs.Outcome), ours.Outcome.Sentence);
        Bits.Same(theirs.Final.Coordinates, ours.Final.Coordinates());
    }

    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    [Fact]
    public void A_Dirac_GAN()
    {
        Same(
            Core.GameRuns.Game.from(
                Core.Product.create(Core.ParticlesModule.point([1]), Core.ParticlesModule.point([0.5])),
                Core.GameSchemeModule.joint(0.1),
                Core.DiracGames.Game.diracAgainst(
                    Core.ClassificationLossModule.crossEntropy, Core.GeneratorLossModule.nonSaturating, 0.25)),
            Game.DiracAgainst(ClassificationLoss.CrossEntropy, GeneratorLoss.NonSaturating, 0.25)
                .From(Product.Create(Particles.Point(1), Particles.Point(0.5)), GameScheme.Joint(0.1)));
        Same(
            Core.GameRuns.Game.from(
                Core.Product.create(Core.ParticlesModule.point([1]), Core.ParticlesModule.point([0.5])),
                Core.GameSchemeModule.simultaneous(0.1),
                Core.DiracGames.Game.dirac(Core.DiracLoss.parse("least-squares"), 0)),
            Game.Dirac(DiracLoss.Parse("least-squares"), 0)
                .From(Product.Create(Particles.Point(1), Particles.Point(0.5)), GameScheme.Simultaneous(0.1)));
        Assert.Equal("cross-entropy", DiracLoss.OfClassification(ClassificationLoss.CrossEntropy).Name);
        Assert.Contains(DiracLoss.Forms, form => form.Name == "cross-entropy");
    }

    [Fact]
    public void A_linear_quadratic_game()
    {
        double[,] p = { { 2, 0.5 }, { 0.5, 1 } }, a = { { 1 }, { -2 } }, q = { { 3 } };
        var mine = LinearQuadratic.ZeroSum(p, a, [1, 0], q, [-1]);
        var core = Core.LinearQuadraticModule.zeroSum(p, a, [1, 0], q, [-1]);
        Bits.Same(Core.LinearQuadraticModule.field(core), mine.Field());
        var (x, y) = mine.Equilibrium();
        Bits.Same(Core.LinearQuadraticModule.equilibrium(core).Item1, x);
        Bits.Same(Core.LinearQuadraticModule.equilibrium(core).Item2, y);
        Bits.Same(p, mine.P);
        Bits.Same(a, mine.A);
        Bits.Same(new[,] { { 1.0, -2.0 } }, mine.B);
        var game = Game.LinearQuadratic(mine);
        var start = Product.Create(Particles.Point(1, 2), Particles.Point(-1));
        Same(
            Core.GameRuns.Game.from(
                Core.Product.create(Core.ParticlesModule.point([1, 2]), Core.ParticlesModule.point([-1])),
                Core.GameSchemeModule.gaussSeidel(0.1),
                Core.LinearQuadraticGames.Game.linearQuadratic(core)),
            game.From(start, GameScheme.GaussSeidel(0.1)));
        Assert.Equal(0, game.NikaidoIsoda(Product.Create(Particles.Point(x), Particles.Point(y)))!.Value, 1e-10);
        Assert.True(game.NikaidoIsoda(start) > 0.1);
    }

    [Fact]
    public void A_witness_in_features()
    {
        var features = Features.RandomFourier(2, 12, 1.5, Seed.Create(4));
        var core = Core.FeaturesModule.randomFourier(2, 12, 1.5, Core.SeedModule.create(4));
        Bits.Same(Core.FeaturesModule.mean(core, CoreTarget), features.Mean(Y));
        Bits.Same(core.Values.Invoke(CoreOf(X)), features.Values(X));
        Bits.Same(core.Jacobians.Invoke(CoreOf(X))[3], features.Jacobians(X)[3]);
        var response = FeatureWitness.BestResponse(features, 0.5, Y)(X);
        Bits.Same(
            Core.FeatureWitness.bestResponse(core, 0.5, CoreTarget).Invoke(Core.EmpiricalModule.ofPoints(CoreOf(X))), response);
        Bits.Same(Core.FeaturesModule.combine(response, core), features.Combine(response), X);

        var wasserstein = Core.TransportMetrics.Metric.wasserstein<CorePoint>();
        Same(
            Core.GameRuns.Game.from(
                Core.Product.create(Core.ParticlesModule.ofPoints(CoreOf(X)), Core.ParticlesModule.point(new double[12])),
                Core.GameSchemeModule.alternating(0.1),
                Core.FeatureGames.Game.featureWitness(3, core, 0.5, wasserstein, CoreTarget)),
            Game.FeatureWitness(3, features, 0.5, Metric.Wasserstein.On<Particles>(), Y)
                .From(
                    Product.Create(Particles.OfPoints(X), Particles.Point(new double[12])), GameScheme.Alternating(0.1)));
        Same(
            Core.FlowStart.Flow.from(
                Core.ParticlesModule.ofPoints(CoreOf(X)),
                Core.FeatureGames.Game.featureBestResponse(core, 0.5, wasserstein, CoreTarget)),
            Game.FeatureBestResponse(features, 0.5, Metric.Wasserstein, Y).From(X));
        var best = Functional.FeatureResponse(features, 0.5, Y);
        var coreBest = Core.FeatureGames.Functional.featureResponse<CorePoint>(core, 0.5, CoreTarget);
        Bits.Same(coreBest.Value.Invoke(Core.ParticlesModule.ofPoints(CoreOf(X))), best.Value(X));
        Assert.Equal(coreBest.Name, best.Name);
        Assert.Equal((2, 12), (features.Dimension, features.Count));
        Assert.Equal("moments", Features.Moments.Name);
        Assert.Equal(5, Features.Polynomial(2, 2).Count);
        var own = Features.Create("x", 1, 1, x => x, x => [Points.OfValues([.. Enumerable.Repeat(1.0, x.Count)])]);
        Assert.Equal([2.0], own.Mean(Points.OfValues([1, 3])));
    }

    [Fact]
    public void A_GAN_as_a_game_and_composed_of_its_players()
    {
        var network = Network.Parse("2-6-1:tanh");
        var options = DiscriminatorOptions.Standard(network) with { Batch = 4, Optimiser = Optimiser.Adam(0.01) };
        var coreNetwork = Core.NetworkExpressions.Network.parse("2-6-1:tanh");
        var standard = Core.DiscriminatorOptionsModule.standard(coreNetwork);
        var coreOptions = new Core.DiscriminatorOptions(
            coreNetwork, standard.Loss, Core.OptimiserModule.adam(0.01), standard.FirstSteps, standard.Steps, 4,
            standard.Penalties, standard.HeldOut, standard.Patience);
        var seed = Seed.Create(7);
        var start = Game.GanStart(seed, network, Particles.OfPoints(X));
        var game = Game.Gan(
            options, GeneratorLoss.NonSaturating, Metric.Wasserstein.On<Particles>(), Integrator.Euler(0.05), Y);

        Same(
            Core.FlowStart.Flow.withSeed(Core.SeedModule.create(7), Core.GameRuns.Game.from(
                Core.GanGames.Game.ganStart(
                    Core.SeedModule.create(7), coreNetwork, Core.ParticlesModule.ofPoints(CoreOf(X))),
                Core.GanGames.GameScheme.criticFirst(3),
                Core.GanGames.Game.gan(
                    coreOptions, Core.GeneratorLossModule.nonSaturating,
                    Core.TransportMetrics.Metric.wasserstein<CorePoint>(), Core.IntegratorModule.euler(0.05), CoreTarget))),
            game.From(start, GameScheme.CriticFirst(3)).WithSeed(seed));
        Assert.Equal("own-steps@order:2,1@inner:1,3", GameScheme.CriticFirst(3).Name);

        // A generator of the library against a frozen critic of one's own: a composition in C#.
        var theta = start.Second;
        var frozen = Player.OfFunctional(
            "frozen", (Particles _) => Functional.Potential("none", Potential.Zero), Metric.Euclidean).WithClock(0);
        var alone = Game.Create(
            Player.Generator(network, GeneratorLoss.NonSaturating, Metric.Wasserstein), frozen);
        var moved = alone.From(start, GameScheme.Simultaneous(0.1)).Run(Horizon.AfterSteps(2)).Final;
        Bits.Same(theta.Coordinates(), moved.Second.Coordinates());
        Assert.NotEqual(X.ToArray2D(), moved.First.Nodes.ToArray2D());
    }
}
