using System;
using System.Linq;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit;
using CorePoint = GanFlowTheory.Core.Particles;

namespace GanFlowTheory.Tests.Games;

/// <summary>Limits and ends of games, to the bit those of F#.</summary>
public class LimitTests
{
    private static readonly double[,] A = { { 1.5, -0.5 }, { 0.25, 1 } };

    private static readonly Product<Particles, Particles> Start =
        Product.Create(Particles.Point(1, -0.5), Particles.Point(0.5, 0.25));

    private static readonly Core.Product<CorePoint, CorePoint> CoreStart = Core.Product.create(
        Core.ParticlesModule.point([1, -0.5]), Core.ParticlesModule.point([0.5, 0.25]));

    [Theory]
    [InlineData("heun:0.1")]
    [InlineData("alternating:0.1")]
    public void A_limit_is_the_core_s(string text)
    {
        var core = Core.Limit.study(
            1.0,
            0.1,
            4,
            ListModule.OfSeq(
            [
                Tuple.Create("x1", FuncConvert.FromFunc((Core.Product<CorePoint, CorePoint> q) => q.First.Nodes[0, 0])),
            ]),
            FuncConvert.FromFunc((double tau) => Core.GameRuns.Game.from(
                CoreStart,
                Core.GameSchemeModule.withStep(tau, Core.GameSchemeExpressions.GameScheme.parse(text)),
                Core.BilinearGames.Game.bilinear(A))));
        var scheme = GameScheme.Parse(text);
        var mine = Limit.Study(
            time: 1,
            tau: 0.1,
            levels: 4,
            quantities: [("x1", q => q.First.Nodes[0, 0])],
            family: tau => Game.Bilinear(A).From(Start, scheme.WithStep(tau)));

        Bits.Same(core.Differences, mine.Differences);
        Bits.Same(core.Orders, mine.Orders);
        Bits.Same(core.Order, mine.Order);
        Bits.Same(core.Error, mine.Error);
        Bits.Same(core.Extrapolated!.Value, mine.Extrapolated!);
        Bits.Same(core.Rounding, mine.Rounding);
        Assert.Equal((core.Evidence, core.Time), (mine.Evidence, mine.Time));

        foreach (var (a, b) in core.Levels.Zip(mine.Levels))
        {
            Assert.Equal((a.Tau, a.Steps, Core.OutcomeModule.sentence(a.Outcome)), (b.Tau, b.Steps, b.Outcome.Sentence));
            Bits.Same(((Core.IState<Core.Product<CorePoint, CorePoint>>)a.End).Coordinates, b.End.Coordinates());
            Assert.Equal(a.Quantities[0].Name, b.Quantities[0].Name);
            Bits.Same(a.Quantities[0].Values, b.Quantities[0].Values);
            Bits.Same(a.Quantities[0].Drift, b.Quantities[0].Drift);
            Bits.Same(a.Quantities[0].Range, b.Quantities[0].Range);
        }

        Assert.Contains("chooses its own steps", Assert.Throws<ArgumentException>(
            () => GameScheme.Parse("dopri5:1e-6").WithStep(0.1)).Message);
        Assert.Equal("rk4:0.5", Integrator.RungeKutta4(0.1).WithStep(0.5).Name);
    }

    [Fact]
    public void Ends_are_told_apart()
    {
        TrajectoryEnd End(string scheme) => Trajectory.OfPath(
            Game.Bilinear(new[,] { { 1.0 } })
                .From(Product.Create(Particles.Point(1), Particles.Point(0)), GameScheme.Parse(scheme))
                .Run(Horizon.AfterSteps(400))).Classify().End;

        Assert.Equal(2 * Math.PI, Assert.IsType<TrajectoryEnd.Periodic>(End("midpoint:0.1")).Period, 1e-2);
        Assert.Equal("diverged", Assert.IsType<TrajectoryEnd.Diverged>(End("simultaneous:0.1")).Word);
        Assert.All(Assert.IsType<TrajectoryEnd.Converged>(End("joint:0.1")).Point, v => Assert.Equal(0, v, 0.1));
        Assert.IsType<TrajectoryEnd.Undecided>(Trajectory.OfPoints([0, 1], [[0], [1]]).Classify().End);

        // A cloud that draws together unasked.
        var well = Functional.Potential("well", Potential.OfPointwise(z => 0.5 * z[0] * z[0], z => [z[0]]));
        var path = Flow.Descend(well).From(Points.OfValues([-1, 0, 2])).Run(8);
        var reading = Trajectory.OfPath(path).Classify();
        Assert.Equal(0, Assert.IsType<TrajectoryEnd.Collapsed>(reading.End).Part);
        Assert.StartsWith("Collapsed", reading.Evidence, StringComparison.Ordinal);
        Assert.IsNotType<TrajectoryEnd.Collapsed>(
            Trajectory.OfPath(Flow.Descend(well).From(Points.OfValues([-1, 0, 2])).Run(0.1)).Classify().End);
        Assert.Equal(path.States.Count, Trajectory.OfPath(path).Times.Count);
        Assert.Equal(-1, Course.OfValues("v", [2, 1, 0]).Drift);
    }

    [Fact]
    public void Radii_in_closed_form_are_the_core_s()
    {
        var scheme = GameScheme.Optimistic(0.1);
        Bits.Same(
            Core.BilinearOrbit.squaredRadii(scheme.Of(), A, (0.5, 2.0), [1, -0.5], [0.5, 0.25], 9)!.Value,
            BilinearOrbit.SquaredRadii(scheme, A, (0.5, 2), [1, -0.5], [0.5, 0.25], 9)!);
        Assert.Null(BilinearOrbit.SquaredRadii(GameScheme.Parse("adam:0.1"), A, (1, 1), [1, 0], [0, 0], 9));
    }
}

internal static class CoreSchemes
{
    internal static Core.GameScheme Of(this GameScheme scheme) =>
        Core.GameSchemeExpressions.GameScheme.parse(scheme.Name);
}
