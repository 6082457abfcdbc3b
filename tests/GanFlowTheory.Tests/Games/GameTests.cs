using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using CorePoint = GanFlowTheory.Core.Particles;

namespace GanFlowTheory.Tests.Games;

/// <summary>Games defined in C#, to the bit those of F#.</summary>
public class GameTests
{
    public static TheoryData<string> Schemes => new(
        "simultaneous:0.1", "alternating:0.1@order:2,1@inner:1,3", "jacobi:0.1", "gauss-seidel:0.1@inner:2,1", "joint:0.1",
        "midpoint:0.1", "extragradient:0.1", "optimistic:0.1", "heun:0.1", "rk4:0.1", "dopri5:1e-6", "own-steps@inner:2,1",
        "adam:0.01");

    // E(z) = value(z) with its slope, on the line.
    private static Functional OnLine(string name, Func<double, double> value, Func<double, double> slope) =>
        Functional.Potential(name, Potential.OfPointwise(value: z => value(z[0]), gradient: z => [slope(z[0])]));

    private static Core.Functional<CorePoint> CoreOnLine(
        string name, Func<double, double> value, Func<double, double> slope) =>
        Core.EnergyFunctionals.Functional.potential<CorePoint>(
            name,
            Core.PotentialModule.ofPointwise(
                FuncConvert.FromFunc((double[] z) => value(z[0])), FuncConvert.FromFunc((double[] z) => new[] { slope(z[0]) })));

    private static double At(Particles q) => q.Nodes[0, 0];

    private static double CoreAt(CorePoint q) => q.Nodes[0, 0];

    // The game as a user writes it.
    private static Game<Product<Particles, Particles>> Bilinear(double clock = 1) => Game.Create(
        first: Player.OfFunctional(
            "x", functional: (Particles y) => OnLine("x y", x => x * At(y), _ => At(y)), metric: Metric.Wasserstein),
        second: Player.OfFunctional(
            "y", functional: (Particles x) => OnLine("-x y", y => -At(x) * y, _ => -At(x)), metric: Metric.Wasserstein)
            .WithClock(clock));

    private static Core.Game<Core.Product<CorePoint, CorePoint>> CoreBilinear(double clock) => Core.Game.create(
        Core.Player.ofFunctional(
            "x",
            FuncConvert.FromFunc((CorePoint y) => CoreOnLine("x y", x => x * CoreAt(y), _ => CoreAt(y))),
            Core.TransportMetrics.Metric.wasserstein<CorePoint>()),
        Core.Player.withClock(clock, Core.Player.ofFunctional(
            "y",
            FuncConvert.FromFunc((CorePoint x) => CoreOnLine("-x y", y => -CoreAt(x) * y, _ => -CoreAt(x))),
            Core.TransportMetrics.Metric.wasserstein<CorePoint>())));

    private static readonly Product<Particles, Particles> Start = Product.Create(Particles.Point(1), Particles.Point(0.5));

    private static readonly Core.Product<CorePoint, CorePoint> CoreStart =
        Core.Product.create(Core.ParticlesModule.point([1]), Core.ParticlesModule.point([0.5]));

    private static void SameRuns<Q, T>(Core.Run<Q> core, FlowRun<T> mine) where Q : Core.IState<Q> where T : State
    {
        var (theirs, ours) = (Core.FlowRuns.Flow.steps(12, core), mine.TryRun(Horizon.AfterSteps(12)));
        Assert.Equal(Core.OutcomeModule.sentence(theirs.Outcome), ours.Outcome.Sentence);
        Bits.Same(theirs.Final.Coordinates, ours.Final.Coordinates());
        Bits.Same(theirs.Steps.Select(step => step.Time), ours.Steps.Select(step => step.Time));

        foreach (var (a, b) in theirs.Steps.Zip(ours.Steps))
        {
            Bits.Same(((Core.Diagnostics)a.Diagnostics).CriticDissipation, b.Diagnostics.CriticDissipation);
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_bilinear_game_is_the_core_s_by_every_scheme(string text)
    {
        var scheme = GameScheme.Parse(text);
        var core = Core.GameSchemeExpressions.GameScheme.parse(text);
        Assert.Equal((Core.GameSchemeModule.name(core), Core.GameSchemeModule.order(core)), (scheme.Name, scheme.Order));
        SameRuns(Core.GameRuns.Game.from(CoreStart, core, CoreBilinear(2)), Bilinear(2).From(Start, scheme));
    }

    // Particles chase other particles in 1/2 MMD^2, who flee from them towards a well.
    private static readonly Kernel K = Kernel.Gaussian(1.0);

    private static readonly Potential Well =
        Potential.OfPointwise(z => 0.5 * z.Sum(v => v * v), z => [.. z]);

    private static Game<Product<Particles, Particles>> Chase() => Game.Create(
        first: Player.OfFunctional("hunters", (Particles prey) => Functional.Mmd(K, prey), Metric.Wasserstein),
        second: Player.OfFunctional(
            "prey",
            (Particles hunters) => -0.5 * Functional.Mmd(K, hunters) + Functional.Potential("well", Well),
            Metric.Wasserstein));

    private static Core.Game<Core.Product<CorePoint, CorePoint>> CoreChase()
    {
        var kernel = Core.KernelModule.gaussian(1.0);
        var well = Core.PotentialModule.ofPointwise(
            FuncConvert.FromFunc((double[] z) => 0.5 * z.Sum(v => v * v)), FuncConvert.FromFunc((double[] z) => (double[])[.. z]));
        return Core.Game.create(
            Core.Player.ofFunctional(
                "hunters",
                FuncConvert.FromFunc((CorePoint prey) => Core.MmdFunctional.Functional.mmd<CorePoint>(kernel, prey)),
                Core.TransportMetrics.Metric.wasserstein<CorePoint>()),
            Core.Player.ofFunctional(
                "prey",
                FuncConvert.FromFunc((CorePoint hunters) => Core.Functional.add(
                    Core.Functional.scale(-0.5, Core.MmdFunctional.Functional.mmd<CorePoint>(kernel, hunters)),
                    Core.EnergyFunctionals.Functional.potential<CorePoint>("well", well))),
                Core.TransportMetrics.Metric.wasserstein<CorePoint>()));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_game_of_particles_is_the_core_s_by_every_scheme(string text) => SameRuns(
        Core.GameRuns.Game.from(
            Core.Product.create(Core.ParticlesModule.ofPoints(CoreOf(X)), Core.ParticlesModule.ofPoints(CoreOf(Y))),
            Core.GameSchemeExpressions.GameScheme.parse(text),
            CoreChase()),
        Chase().From(Product.Create(Particles.OfPoints(X), Particles.OfPoints(Y)), GameScheme.Parse(text)));

    [Fact]
    public void What_is_measured_of_players_is_the_core_s()
    {
        var theirs = Core.Game.measure(CoreBilinear(3), CoreStart);
        var ours = Bilinear(3).Measure(Start);
        Assert.Equal(theirs.Select(p => p.Name), ours.Select(p => p.Name));
        Bits.Same(theirs.Select(p => p.Dissipation), ours.Select(p => p.Dissipation));
        Bits.Same(theirs.Select(p => p.Energy!.Value), ours.Select(p => p.Energy!.Value));
        Assert.Equal(Core.Game.metric(CoreBilinear(3)).Name, Bilinear(3).Metric.Name);
        Bits.Same(
            ours.Select(p => p.Dissipation), Bilinear().WithClocks(1, 3).Measure(Start).Select(p => p.Dissipation));
    }

    [Fact]
    public void A_game_of_three_players_is_the_core_s()
    {
        static Functional Pull(string name, double[] to) => OnLine(name, z => 0.5 * z * z - z * to.Sum(), z => z - to.Sum());
        static Core.Functional<CorePoint> CorePull(string name, double[] to) =>
            CoreOnLine(name, z => 0.5 * z * z - z * to.Sum(), z => z - to.Sum());
        static double[] Of(Product<Particles, Particles> q) => [At(q.First), -2 * At(q.Second)];
        static double[] CoreOthers(Core.Product<CorePoint, CorePoint> q) => [CoreAt(q.First), -2 * CoreAt(q.Second)];

        Player<ITransport, Product<Particles, Particles>> Mine(string name) =>
            Player.OfFunctional(name, (Product<Particles, Particles> others) => Pull(name, Of(others)), Metric.Wasserstein);
        Core.Player<CorePoint, Core.Product<CorePoint, CorePoint>> Theirs(string name) => Core.Player.ofFunctional(
            name,
            FuncConvert.FromFunc((Core.Product<CorePoint, CorePoint> others) => CorePull(name, CoreOthers(others))),
            Core.TransportMetrics.Metric.wasserstein<CorePoint>());

        var game = Game.OfThree(Mine("x"), Mine("y").WithClock(0.5), Mine("z"));
        var core = Core.Game.ofThree(Theirs("x"), Core.Player.withClock(0.5, Theirs("y")), Theirs("z"));
        var start = Product.Create(Particles.Point(1), Product.Create(Particles.Point(-0.5), Particles.Point(2)));
        var coreStart = Core.Product.create(
            Core.ParticlesModule.point([1]),
            Core.Product.create(Core.ParticlesModule.point([-0.5]), Core.ParticlesModule.point([2])));

        foreach (var text in new[] { "joint:0.1", "rk4:0.1", "own-steps", "alternating:0.1@order:3,1,2@inner:1,1,2" })
        {
            SameRuns(
                Core.GameRuns.Game.from(coreStart, Core.GameSchemeExpressions.GameScheme.parse(text), core),
                game.From(start, GameScheme.Parse(text)));
        }

        Assert.Equal(2, At(game.From(start, GameScheme.Joint(0.1)).Run(0).Final.Second.Second));
    }

    [Fact]
    public void A_game_runs_its_laws()
    {
        Law.Check(Bilinear(2), Start);
        Law.Check(Chase(), Product.Create(Particles.OfPoints(X), Particles.OfPoints(Y)));

        // A slope with another sign than its value's is no first variation.
        var slip = Game.Create(
            Player.OfFunctional(
                "x", (Particles y) => OnLine("x y", x => x * At(y), _ => -At(y)), Metric.Wasserstein),
            Player.OfFunctional("y", (Particles x) => OnLine("-x y", y => -At(x) * y, _ => -At(x)), Metric.Wasserstein));
        Assert.Contains(
            "player-dissipation", Assert.Throws<LawFalsifiedException>(() => Law.Check(slip, Start)).Message);
    }

    [Fact]
    public void Products_keep_their_parts()
    {
        var q = Product.Create(Particles.OfPoints(X), GaussianState.Isotropic([1, 2, 3], 0.5));
        Assert.Equal([.. q.First.Coordinates(), .. q.Second.Coordinates()], q.Coordinates());
        Bits.Same(q.WithFirst(Particles.Point(4)).First.Coordinates(), [4.0]);
        Bits.Same(q.WithSecond(GaussianState.Isotropic([0], 1)).Second.Coordinates(), [0.0, 1.0]);
        Assert.Equal(X.Count + q.Second.Nodes.Count, q.Nodes.Count);
        Assert.Equal([typeof(Particles), typeof(GaussianState)], q.Parts().Select(part => part.GetType()));
        Assert.Same(q.Second, Product.Create(Particles.Point(1), q).Parts()[2]);
        Assert.Single(q.First.Parts());
    }

    [Fact]
    public void Schemes_are_made_by_name()
    {
        GameScheme[] schemes =
        [
            GameScheme.Simultaneous(0.1), GameScheme.Alternating(0.1).InOrder(1, 0).WithInnerSteps(2, 1),
            GameScheme.Jacobi(0.1), GameScheme.GaussSeidel(0.1), GameScheme.Joint(0.1), GameScheme.Midpoint(0.1),
            GameScheme.Extragradient(0.1), GameScheme.Optimistic(0.1), GameScheme.OwnSteps,
            GameScheme.Integrated(Integrator.RungeKutta4(0.1)), GameScheme.Integrated(Integrator.ImplicitEuler(0.1)),
        ];
        Assert.Equal("alternating:0.1@order:2,1@inner:2,1", schemes[1].Name);
        Assert.All(schemes[..^1], scheme => Assert.Equal(scheme.Name, GameScheme.Parse(scheme.Name).ToString()));
        Assert.Equal([1, 1, 1, 1, 1, 2, 1, 1, 1, 4, 1], schemes.Select(scheme => scheme.Order));
        Assert.Equal(Integrator.Midpoint(0.1).Name, schemes[5].Name);
        Assert.Contains(GameScheme.Forms, form => form.Name == "joint");
    }

    private static string Refusal(Action act) => Assert.Throws<ArgumentException>(act).Message;

    [Fact]
    public void Refusals_are_the_core_s_sentences()
    {
        var player = Player.OfFunctional("x", (Particles _) => OnLine("x", x => x, _ => 1), Metric.Wasserstein);
        var own = Player.OfFunctional(
            "x",
            (Particles _) => OnLine("x", x => x, _ => 1),
            Metric.CreateTransport("mine", (_, c) => c.Gradient));
        Assert.Contains("clock", Refusal(() => Game.Create(player.WithClock(0), player.WithClock(0))));
        Assert.Contains("kappa", Refusal(() => player.WithClock(-1)));
        Assert.Contains("kappa", Refusal(() => Bilinear().WithClocks(1, -1)));
        Assert.Contains("all are 0", Refusal(() => Bilinear().WithClocks(0, 0)));
        Assert.Contains("clocks", Refusal(() => Bilinear().WithClocks(1)));
        Assert.Contains("is not Euclidean", Refusal(() =>
            Game.Create(own, player).From(Start, GameScheme.Jacobi(0.1)).TryRun(Horizon.AfterSteps(1))));
        Assert.Contains("Did you mean", Refusal(() => GameScheme.Parse("alternate:0.1")), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("every player once", Refusal(() => GameScheme.Alternating(1).InOrder(1, 1)));
        Assert.Contains("take turns only", Refusal(() => GameScheme.Joint(1).WithInnerSteps(1, 2)));
        Assert.Contains("must return a value", Refusal(() => Game.Create(
            Player.OfFunctional("x", (Particles _) => (Functional)null!, Metric.Wasserstein), player).Measure(Start)));
        Assert.Throws<ArgumentNullException>(() => Bilinear().From(null!, GameScheme.Joint(1)));
    }

    [Fact]
    public void States_that_do_not_fit_the_players_are_refused() => Assert.Contains(
        "dimension",
        Refusal(() => Chase()
            .From(Product.Create(Particles.OfPoints(X), Particles.Point(1, 2, 3)), GameScheme.Simultaneous(0.1))
            .TryRun(Horizon.AfterSteps(1))));

    [Fact]
    public void A_joint_step_that_does_not_exist_ends_the_run_with_what_to_change()
    {
        // Both players' objectives are concave beyond tau = 1.
        var game = Game.Create(
            Player.OfFunctional(
                "x", (Particles y) => OnLine("x", x => -0.5 * x * x + x * At(y), x => At(y) - x), Metric.Wasserstein),
            Player.OfFunctional(
                "y", (Particles x) => OnLine("y", y => -0.5 * y * y - y * At(x), y => -y - At(x)), Metric.Wasserstein));
        var outcome = Assert.IsType<Outcome.Stalled>(
            game.From(Start, GameScheme.Joint(1.5)).TryRun(Horizon.AfterSteps(1)).Outcome);
        Assert.Contains("does not exist", outcome.Reason);
        Assert.Contains("shorter step", outcome.Reason);
    }

    [Fact]
    public void A_game_resumes_from_a_checkpoint()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory().FullName;

        try
        {
            var file = System.IO.Path.Combine(folder, "step.npz");
            var run = Bilinear(2).From(Start, GameScheme.Optimistic(0.1));
            run.Steps(Horizon.AfterSteps(5)).Last().SaveCheckpoint(file);
            Bits.Same(
                run.Run(Horizon.AfterSteps(9)).Final.Coordinates(),
                run.Resume(file).Run(Horizon.AfterSteps(9)).Final.Coordinates());
        }
        finally
        {
            System.IO.Directory.Delete(folder, true);
        }
    }
}
