using System;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using CorePoint = GanFlowTheory.Core.Particles;

namespace GanFlowTheory.Tests.Games;

/// <summary>Schemes of one's own, to the bit those of F#.</summary>
public class SchemeTests
{
    private static Scheme<Particles> Shrinking(double tau) => Scheme.Create(
        "shrinking", order: 2, tau, (double length, Particles q) => Particles.OfPoints((1 - length) * q.Nodes));

    private static Flow<ITransport> Well() => Flow.Descend(Functional.Potential(
        "well", Potential.OfPointwise(x => 0.5 * x.Sum(v => v * v), x => [.. x])));

    [Fact]
    public void A_scheme_steps_a_flow_as_the_core_s_does()
    {
        var core = Core.Scheme.create(
            "shrinking",
            2,
            0.3,
            FuncConvert.FromFunc((double length, CorePoint q) =>
                Core.ParticlesModule.ofPoints(Core.PointsModule.scale(1 - length, q.Nodes))));
        var coreWell = Core.EnergyFunctionals.Functional.potential<CorePoint>(
            "well",
            Core.PotentialModule.ofPointwise(
                FuncConvert.FromFunc((double[] x) => 0.5 * x.Sum(v => v * v)), FuncConvert.FromFunc((double[] x) => (double[])[.. x])));
        var start = Points.OfRows([[1.0, -2.0], [0.5, 0.25]]);
        var theirs = Core.FlowRuns.Flow.until(1.0, Core.FlowStart.Flow.from(
            Core.ParticlesModule.ofPoints(Bits.CoreOf(start)),
            Core.Flow.steppedByScheme(core, Core.Flow.descend(coreWell))));
        var ours = Well().SteppedByScheme(Shrinking(0.3)).From(Particles.OfPoints(start)).Run(until: 1.0);

        Bits.Same(((Core.IState<CorePoint>)theirs.Final).Coordinates, ours.Final.Coordinates());
        Bits.Same(theirs.Steps.Select(step => step.Time), ours.Steps.Select(step => step.Time));
        Assert.Equal(("shrinking", 2), (Shrinking(0.3).Name, Shrinking(0.3).Order));
        Assert.Equal("shrinking", Shrinking(0.3).ToString());
    }

    [Fact]
    public void Bad_schemes_are_argument_errors()
    {
        Assert.Throws<ArgumentNullException>(() => Scheme.Create<Particles>(null!, 1, 0.1, (_, q) => q));
        Assert.Throws<ArgumentNullException>(() => Scheme.Create<Particles>("mine", 1, 0.1, null!));
        Assert.Throws<ArgumentException>(() => Scheme.Create<Particles>("mine", 0, 0.1, (_, q) => q));
        Assert.Throws<ArgumentException>(() => Shrinking(0));
        Assert.Throws<ArgumentNullException>(() => Well().SteppedByScheme<Particles>(null!));
        var nothing = Scheme.Create<Particles>("nothing", 1, 0.1, (_, _) => null!);
        var message = Assert.ThrowsAny<ArgumentException>(() =>
            Well().SteppedByScheme(nothing).From(Particles.Point(1)).Run(Horizon.AfterSteps(1))).Message;
        Assert.Contains("the step of scheme 'nothing'", message, StringComparison.Ordinal);
    }
}
