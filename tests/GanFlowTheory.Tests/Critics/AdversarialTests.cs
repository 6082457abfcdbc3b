using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Losses = GanFlowTheory.Core.AdversarialLossModule;
using Options = GanFlowTheory.Core.CriticOptionsModule;
using Penalties = GanFlowTheory.Core.CriticPenaltyModule;
using Steps = GanFlowTheory.Core.OptimiserModule;

namespace GanFlowTheory.Tests.Critics;

/// <summary>Critic networks against generators through the facade, to the bit those of F#.</summary>
public class AdversarialTests
{
    private static readonly Core.IMeasure CoreTarget = Core.EmpiricalModule.ofPoints(CoreOf(Y));

    private static Network Judge(int outputs) => Network.Multilayer([2, 4, outputs], Activation.Tanh);

    private static Core.Network CoreJudge(int outputs) =>
        Core.NetworkModule.multilayer(ListModule.OfSeq([2, 4, outputs]), Core.Activation.Tanh);

    private static readonly Core.Kernel CoreGaussian = Core.KernelModule.gaussian(1);

    public static IEnumerable<object[]> Names() => Pairs().Select(pair => new object[] { pair.Mine.Name });

    private static IEnumerable<(AdversarialLoss Mine, Core.AdversarialLoss Theirs)> Pairs()
    {
        yield return (AdversarialLoss.Mmd(Kernel.Gaussian(1)), Losses.mmd(CoreGaussian));
        yield return (AdversarialLoss.Mmd(Kernel.Distance), Losses.mmd(Core.KernelModule.distance));
        yield return (AdversarialLoss.ScaledMmd(0.5, Kernel.Gaussian(1)), Losses.scaledMmd(0.5, CoreGaussian));
        yield return (AdversarialLoss.Wgan, Losses.wgan);
        yield return (AdversarialLoss.Cramer, Losses.cramer);
        yield return (AdversarialLoss.CramerSurrogateLoss, Losses.cramerSurrogateLoss);
        yield return (AdversarialLoss.Vanilla, Losses.vanilla);
        yield return (AdversarialLoss.NonSaturating, Losses.nonSaturating);
        yield return (
            AdversarialLoss.Classification(ClassificationLoss.LeastSquares, "identity", u => u),
            Losses.classification(
                Core.ClassificationLossModule.leastSquares, "identity", FuncConvert.FromFunc((Core.Tensor u) => u)));
    }

    private static (AdversarialLoss Mine, Core.AdversarialLoss Theirs) Pair(string name) =>
        Pairs().Single(pair => pair.Mine.Name == name);

    private static (CriticOptions Mine, Core.CriticOptions Theirs) Trained(string name)
    {
        var (mine, theirs) = Pair(name);
        var outputs = mine.Outputs ?? 2;
        return (
            CriticOptions.Create(mine, Judge(outputs)) with
            {
                Penalties =
                [
                    CriticPenalty.WitnessGradient(1), CriticPenalty.CriticGradient(0.5), CriticPenalty.R1(0.25),
                    CriticPenalty.Activations(0.125),
                ],
                Optimiser = Optimiser.Adam(0.01).InBox(0.5),
                FirstSteps = 3,
                Steps = 3,
                Batch = 4,
            },
            new Core.CriticOptions(
                CoreJudge(outputs), theirs,
                ListModule.OfSeq<Core.CriticPenalty>(
                    [
                        Penalties.witnessGradient(1), Penalties.criticGradient(0.5), Penalties.r1(0.25),
                        Penalties.activations(0.125),
                    ]),
                Steps.inBox(0.5, Steps.adam(0.01)), 3, 3, 4, true));
    }

    private static void Same<Q, T>(Core.Run<Q> core, FlowRun<T> mine) where Q : Core.IState<Q> where T : State
    {
        var (theirs, ours) = (Core.FlowRuns.Flow.steps(3, core), mine.TryRun(Horizon.AfterSteps(3)));
        Assert.Equal(Core.OutcomeModule.sentence(theirs.Outcome), ours.Outcome.Sentence);
        Bits.Same(theirs.Final.Coordinates, ours.Final.Coordinates());
    }

    private static Core.Run<Q> Seeded<Q>(Core.Run<Q> run) => Core.FlowStart.Flow.withSeed(Core.SeedModule.create(5), run);

    private static readonly Network Maker = Network.Multilayer([2, 3, 2], Activation.Tanh);

    private static ParameterState Generator => ParameterState.Initial(Maker, 9, Seed.Create(2));

    private static Core.ParameterState CoreGenerator => Core.ParameterStateModule.initial(
        Core.NetworkModule.multilayer(ListModule.OfSeq([2, 3, 2]), Core.Activation.Tanh), 9, Core.SeedModule.create(2));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_tells_the_same(string name)
    {
        var (mine, theirs) = Pair(name);
        Assert.Equal(theirs.Name, mine.Name);
        Assert.Equal(theirs.Name, mine.ToString());
        Assert.Equal(theirs.Description, mine.Description);
        Assert.Equal(theirs.Outputs?.Value, mine.Outputs);
        Assert.Equal(theirs.LeastBatch, mine.LeastBatch);
        Assert.Equal(theirs.IsZeroSum, mine.IsZeroSum);
        Assert.Equal(theirs.IsDetached, mine.IsDetached);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_flow_through_a_critic_network(string name)
    {
        var (mine, theirs) = Trained(name);
        Same(
            Seeded(Core.FlowStart.Flow.from(
                CoreGenerator,
                Core.Flow.withFreshNoise(Core.Flow.steppedBy(
                    Core.IntegratorModule.optimised(Steps.adam(0.01)),
                    Core.Flow.createThrough(
                        "GAN",
                        Core.AdversarialCritics.Critic.adversarial<Core.ParameterState>(theirs, CoreTarget),
                        Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>()))))),
            Flow.CreateThrough("GAN", Critic.Adversarial(mine, Y), Metric.Parameters)
                .WithFreshNoise()
                .SteppedBy(Optimiser.Adam(0.01))
                .From(Generator)
                .WithSeed(Seed.Create(5)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_game_against_a_critic_network_drawn_anew(string name)
    {
        var (mine, theirs) = Trained(name);
        var seed = Seed.Create(5);
        var start = Game.GanStart(seed, mine.Network, Generator);
        var step = Integrator.Optimised(Optimiser.Adam(0.01));
        var game = Game.Adversarial(mine, Metric.Parameters, step, Y);
        var core = Seeded(Core.FlowStart.Flow.drawingAnew(Core.GameRuns.Game.from(
            Core.GanGames.Game.ganStart(Core.SeedModule.create(5), theirs.Network, CoreGenerator),
            Core.GanGames.GameScheme.criticFirst(3),
            Core.GanGames.Game.adversarial(
                theirs, Core.ParametricMetrics.Metric.euclidean<Core.ParameterState>(),
                Core.IntegratorModule.optimised(Steps.adam(0.01)), CoreTarget))));
        Same(core, game.From(start, GameScheme.CriticFirst(3)).DrawingAnew().WithSeed(seed));

        // The flow of the generator through the critic ends in the same parameters (T21-0).
        var played = game.From(start, GameScheme.CriticFirst(3)).DrawingAnew().WithSeed(seed).TryRun(Horizon.AfterSteps(3));
        var trained = Flow.CreateThrough("GAN", Critic.Adversarial(mine, Y), Metric.Parameters)
            .WithFreshNoise()
            .SteppedBy(Optimiser.Adam(0.01))
            .From(Generator)
            .WithSeed(seed)
            .TryRun(Horizon.AfterSteps(3));
        Bits.Same(trained.Final.Coordinates(), played.Final.First.Coordinates());

        // A generator of particles against a critic that stands still.
        var particles = Game.Create(
            Player.GeneratorAgainst(mine, Metric.Wasserstein.On<Particles>(), Y),
            Player.OfFunctional(
                "frozen", (Particles _) => Functional.Potential("none", Potential.Zero), Metric.Euclidean).WithClock(0));
        var coreParticles = Core.Game.create(
            Core.GanPlayers.Player.generatorAgainst(
                theirs, Core.TransportMetrics.Metric.wasserstein<Core.Particles>(), CoreTarget),
            Core.Player.withClock(0, Core.Player.ofFunctional(
                "frozen",
                FuncConvert.FromFunc((Core.Particles _) => Core.EnergyFunctionals.Functional.potential<Core.Particles>(
                    "none", Core.PotentialModule.zero)),
                Core.ParametricMetrics.Metric.euclidean<Core.Particles>())));
        Same(
            Seeded(Core.GameRuns.Game.from(
                Core.GanGames.Game.ganStart(
                    Core.SeedModule.create(5), theirs.Network, Core.ParticlesModule.ofPoints(CoreOf(X))),
                Core.GameSchemeModule.simultaneous(0.1),
                coreParticles)),
            particles.From(
                Game.GanStart(seed, mine.Network, Particles.OfPoints(X)), GameScheme.Simultaneous(0.1)).WithSeed(seed));
    }

    [Fact]
    public void Named_options()
    {
        foreach (var (mine, theirs) in new (CriticOptions, Core.CriticOptions)[]
                 {
                     (CriticOptions.Create(AdversarialLoss.Wgan, Judge(1)), Options.create(Losses.wgan, CoreJudge(1))),
                     (CriticOptions.Mmd(Kernel.Gaussian(1), Judge(2)), Options.mmd(CoreGaussian, CoreJudge(2))),
                     (CriticOptions.EnergyDistance(Judge(2)), Options.energyDistance(CoreJudge(2))),
                     (CriticOptions.ScaledMmd(Kernel.Gaussian(1), Judge(2)), Options.scaledMmd(CoreGaussian, CoreJudge(2))),
                     (CriticOptions.WganGp(Judge(1)), Options.wganGp(CoreJudge(1))),
                     (CriticOptions.WganClip(Judge(1)), Options.wganClip(CoreJudge(1))),
                     (CriticOptions.Cramer(Judge(2)), Options.cramer(CoreJudge(2))),
                     (CriticOptions.WganGp(Judge(1)).Penalised(CriticPenalty.R1(2)),
                         Options.penalised(ListModule.OfSeq([Penalties.r1(2)]), Options.wganGp(CoreJudge(1)))),
                 })
        {
            Assert.Equal(theirs.Loss.Name, mine.Loss.Name);
            Assert.Equal(theirs.Network.Name, mine.Network.Name);
            Assert.Equal(theirs.Penalties.Select(penalty => penalty.Name), mine.Penalties.Select(penalty => penalty.ToString()));
            Assert.Equal(Steps.name(theirs.Optimiser), mine.Optimiser.Name);
            Assert.Equal(
                (theirs.FirstSteps, theirs.Steps, theirs.Batch, theirs.DrawsAnew),
                (mine.FirstSteps, mine.Steps, mine.Batch, mine.DrawsAnew));
        }

        Assert.Equal(
            ["witness-gradient:1", "activations:0.5"],
            CriticPenalty.Parse("witness-gradient:1 + activations:0.5").Select(penalty => penalty.Name));
        Assert.Equal(Penalties.forms.Select(form => form.Shape), CriticPenalty.Forms.Select(form => form.Shape));
    }

    // Losses and penalties in C#, beside those of the library.
    [Fact]
    public void Losses_and_penalties_of_your_own()
    {
        static Tensor Mean(Tensor weights, Tensor h) => Tensor.Inner(weights, h.Reshape(h.Shape[0]));
        static Tensor Value(CriticBatch batch) =>
            Mean(batch.TargetWeights, batch.Target) - Mean(batch.CurrentWeights, batch.Current);

        var zeroSum = AdversarialLoss.ZeroSum("own", Value, (_, at) => at.Reshape(at.Shape[0]));
        var create = AdversarialLoss.Create(
            "own", batch => -Value(batch), batch => AdversarialLoss.Wgan.Generator(batch),
            (batch, at) => AdversarialLoss.Wgan.Witness(batch, at));
        var library = CriticPenalty.WitnessGradient(1);
        var penalty = CriticPenalty.Create("own", (loss, batch) =>
        {
            Assert.Equal(batch.Target.Shape[1], batch.At(batch.Between).Shape[1]);
            Assert.Equal(2, batch.TargetLayers.Count);
            Assert.Equal(2, batch.CurrentLayers.Count);
            Assert.Equal(batch.TargetPoints.Shape[1], batch.CurrentPoints.Shape[1]);
            return library.Value(loss, batch);
        });
        double[] End(AdversarialLoss loss, CriticPenalty penalty) => Flow
            .Through("own", Critic.Adversarial(
                CriticOptions.Create(loss, Judge(1)).Penalised(penalty) with { Optimiser = Optimiser.Adam(0.05) }, Y))
            .SteppedBy(Integrator.Euler(0.1))
            .From(X)
            .WithSeed(Seed.Create(3))
            .TryRun(Horizon.AfterSteps(3))
            .Final.Coordinates();
        var expected = End(AdversarialLoss.Wgan, library);
        Bits.Same(expected, End(zeroSum, penalty));
        Bits.Same(expected, End(create, penalty));
        Assert.True(zeroSum.IsZeroSum);
        Assert.False(create.IsZeroSum);
        LawSuite.OfAdversarialWitness(1, AdversarialLoss.Wgan).Check();
        LawSuite.Of(AdversarialLoss.Mmd(Kernel.Gaussian(1))).Check();
        Assert.Throws<LawFalsifiedException>(() => LawSuite.OfAdversarialWitness(2, AdversarialLoss.Wgan).Check());
        Assert.Throws<LawFalsifiedException>(() => LawSuite.Of(create).Check());
        LawSuite.Of(penalty).Check();
        LawSuite.Of(CriticOptions.WganGp(Judge(1)) with { Batch = 3 }).Check();
    }

    private static double[] Compute(Tensor x) => Engine.Managed.Compile([], [x]).Evaluate()[0];

    private static double[] Compute(Core.Tensor x) =>
        Core.EngineModule.compile(
                Core.ManagedEngines.Engine.managed, FSharpList<Core.Tensor>.Empty, ListModule.OfSeq([x]))
            .Evaluate([])[0];

    [Fact]
    public void Kernels_as_tensor_expressions()
    {
        double[] a = Seed.Create(1).Normals(6), b = Seed.Create(2).Normals(8), j = Seed.Create(3).Normals(12);
        var (x, y) = (Tensor.Constant([3, 2], a), Tensor.Constant([4, 2], b));
        var (coreX, coreY) = (Core.TensorModule.constant([3, 2], a), Core.TensorModule.constant([4, 2], b));
        foreach (var (mine, theirs) in new[]
                 {
                     (Kernel.Gaussian(1), CoreGaussian), (Kernel.Poly3, Core.KernelModule.poly3),
                 })
        {
            Bits.Same(Compute(Core.KernelTensors.Kernel.matrix(coreX, coreY, theirs)), Compute(mine.Matrix(x, y)));
            Bits.Same(Compute(Core.KernelTensors.Kernel.diagonal(coreX, theirs)), Compute(mine.Diagonal(x)));
            Bits.Same(
                Compute(Core.KernelTensors.Kernel.embeddingSpeed(
                    coreX,
                    ListModule.OfSeq(
                        [Core.TensorModule.constant([3, 2], j[..6]), Core.TensorModule.constant([3, 2], j[6..])]),
                    theirs)),
                Compute(mine.EmbeddingSpeed(x, [Tensor.Constant([3, 2], j[..6]), Tensor.Constant([3, 2], j[6..])])));
        }
    }

    [Fact]
    public void Layers_and_normalised_weights()
    {
        var (mine, theirs) = (Judge(3).SpectrallyNormalised(2),
            Core.SpectralNormalisation.Network.spectrallyNormalised(2, CoreJudge(3)));
        Assert.Equal(theirs.Name, mine.Name);
        var theta = mine.Initial(Seed.Create(4));
        Bits.Same(Core.NetworkModule.evaluate(theirs, theta, CoreOf(X)), mine.Evaluate(theta, X));
        var row = X.ToRows().SelectMany(v => v).ToArray();
        var layers = mine.Layers(Tensor.Constant([theta.Length], theta), Tensor.Constant([X.Count, 2], row));
        var coreLayers = theirs.Layers
            .Invoke(Core.TensorModule.constant([theta.Length], theta))
            .Invoke(Core.TensorModule.constant([X.Count, 2], row));
        Assert.Equal(coreLayers.Length, layers.Count);
        foreach (var (layer, coreLayer) in layers.Zip(coreLayers))
        {
            Bits.Same(Compute(coreLayer), Compute(layer));
        }
    }

    [Fact]
    public void Optimisers_in_a_box()
    {
        var (mine, theirs) = (Optimiser.Extragradient(1).InBox(0.25), Steps.inBox(0.25, Steps.extragradient(1)));
        Assert.Equal(Steps.name(theirs), mine.Name);
        Assert.Equal(0.25, mine.Box);
        Assert.Null(Optimiser.Adam(0.1).Box);
        static double[] Field(double[] x) => [.. x.Select(v => Math.Sin(3 * v) + 0.5)];
        double[] at = [-1, 0.1, 0.2, 3];
        var moved = mine.Step(mine.Start(4), at, Field(at), Field).Coordinates;
        Bits.Same(
            Steps.step(theirs, Steps.start(4, theirs), at, Field(at), FuncConvert.FromFunc<double[], double[]>(Field)).Item1,
            moved);
        Assert.All(moved, v => Assert.InRange(v, -0.25, 0.25));
    }

    private static void Refused(string part, Action action) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message);

    [Fact]
    public void Bad_input_is_told_in_one_sentence()
    {
        void Stepped(CriticOptions options, Measure target, Points q) =>
            Flow.Through("own", Critic.Adversarial(options, target)).From(q).TryRun(Horizon.AfterSteps(1));

        Refused("must have the 1 output of a critic of loss wgan, but has 2", () => CriticOptions.WganGp(Judge(2)));
        var mmd = CriticOptions.Mmd(Kernel.Gaussian(1), Judge(2));
        Refused("batch must be at least 2 for loss mmd:gaussian:1", () => Stepped(mmd with { Batch = 1 }, Y, X));
        Refused("target must have at least 2 of weight above 0, but has 1", () => Stepped(mmd, Y.Select(0), X));
        Refused("the current law must have at least 2 of weight above 0", () => Stepped(mmd, Y, X.Select(0)));
        Refused(
            "must have mixed second derivatives everywhere, but laplace:1 has a cusp",
            () => AdversarialLoss.ScaledMmd(1, Kernel.Laplace(1)));
        var plain = Kernel.OfFunctions(
            "plain", (x, y) => Math.Exp(-Math.Abs(x[0] - y[0])), (x, _) => new double[x.Length],
            (x, _) => new double[x.Length, x.Length]);
        Refused(
            "kernel plain has no tensor expression",
            () => Stepped(CriticOptions.Create(AdversarialLoss.Mmd(plain), Judge(2)), Y, X));
        Refused("weight must be non-negative", () => CriticPenalty.WitnessGradient(-1));
        Refused("gamma must be non-negative", () => CriticPenalty.R1(-1));
        Refused("witness-gradient", () => CriticPenalty.Parse("witness-gradiant:1"));
        Refused("iterations must be at least 1", () => Judge(1).SpectrallyNormalised(0));
        Refused("c must be positive", () => Optimiser.Adam(0.1).InBox(0));
        Refused("cannot be drawn anew", () => Game.Adversarial(
                mmd, Metric.Wasserstein.On<Particles>(), Integrator.Euler(0.1), Y)
            .From(Game.GanStart(Seed.Create(1), mmd.Network, Particles.OfPoints(X)), GameScheme.CriticFirst(1))
            .DrawingAnew());
    }

    [Theory]
    [InlineData(1e308, 0.01, "Diverged at step 0: a parameter of critic 'critic[wgan]' became ")]
    [InlineData(0.01, 1e308, "Diverged at step 1: a parameter of the generator became ")]
    public void A_training_that_diverges_names_the_player(double critic, double generator, string expected)
    {
        var options = CriticOptions.WganGp(Judge(1)) with { Optimiser = Optimiser.Adam(critic), Batch = 4 };
        var path = Flow.Through("GAN", Critic.Adversarial(options, Y))
            .InMetric(Metric.Parameters)
            .SteppedBy(Optimiser.Adam(generator))
            .From(ParameterState.Initial(Network.Multilayer([2, 4, 2], Activation.Tanh), 5, Seed.Create(1)))
            .TryRun(Horizon.AfterSteps(3));

        Assert.StartsWith(expected, Assert.IsType<Outcome.Diverged>(path.Outcome).Sentence, StringComparison.Ordinal);
    }
}
