using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.OptimiserModule;

namespace GanFlowTheory.Tests.Optimisation;

/// <summary>Optimisers and schedules against the core's, to the bit.</summary>
public class OptimiserTests
{
    private static readonly (Optimiser Mine, Core.Optimiser Core)[] Pairs =
    [
        (Optimiser.GradientDescent(0.1), Of.gradientDescent(0.1)),
        (Optimiser.HeavyBall(0.1, 0.8), Of.heavyBall(0.1, 0.8)),
        (Optimiser.Nesterov(0.1, 0.8), Of.nesterov(0.1, 0.8)),
        (Optimiser.Adam(0.1), Of.adam(0.1)),
        (Optimiser.Adam(0.1, 0.5, 0.9), Of.adamWith(0.1, 0.5, 0.9, 1e-8)),
        (Optimiser.Adam(0.1, 0.5, 0.9, 1e-3), Of.adamWith(0.1, 0.5, 0.9, 1e-3)),
        (Optimiser.RmsProp(0.1, 0.9), Of.rmsProp(0.1, 0.9, 1e-8)),
        (Optimiser.RmsProp(0.1, 0.9, 1e-4), Of.rmsProp(0.1, 0.9, 1e-4)),
        (Optimiser.Extragradient(0.1), Of.extragradient(0.1)),
        (Optimiser.Optimistic(0.1), Of.optimistic(0.1)),
        (Optimiser.Adam(0.1).Scheduled(Schedule.Cosine(20)).Clipped(0.7),
            Of.clipped(0.7, Of.scheduled(Core.Schedule.NewCosine(20), Of.adam(0.1)))),
    ];

    public static IEnumerable<object[]> Indices => Enumerable.Range(0, Pairs.Length).Select(i => new object[] { i });

    private static double[] Field(double[] x) => x.Select((v, p) => Math.Cos(1.5 * v + p) - 0.5 * v).ToArray();

    [Theory]
    [MemberData(nameof(Indices))]
    public void Every_optimiser_steps_as_the_core_s(int index)
    {
        var (mine, core) = Pairs[index];
        double[] x = [0.3, -1.0, 2.0, 0.0, 1.5];
        double[] y = [.. x];
        var memory = mine.Start(5);
        var kept = Of.start(5, core);

        for (var k = 0; k < 5; k++)
        {
            Same(Of.rateAt(k, core), mine.RateAt(k));
            (x, memory) = mine.Step(memory, x, Field(x), Field);
            (y, kept) = Of.step(core, kept, y, Field(y), FuncConvert.FromFunc<double[], double[]>(Field));
            Same(y, x);
            Assert.Equal(kept.Count, memory.Count);
            Assert.Equal(kept.Arrays.Length, memory.Arrays.Count);

            foreach (var (a, b) in kept.Arrays.Zip(memory.Arrays))
            {
                Same(a, b);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Indices))]
    public void Names_parse_back_as_optimisers_and_as_integrators(int index)
    {
        var (mine, core) = Pairs[index];
        Assert.Equal((Of.name(core), Of.name(core)), (mine.Name, mine.ToString()));
        Assert.Equal(mine, Optimiser.Parse(mine.Name));
        Assert.Equal(mine.GetHashCode(), Optimiser.Parse(mine.Name).GetHashCode());
        Assert.Equal(
            (core.Rate, core.Clip?.Value, core.Schedule.ToString()), (mine.Rate, mine.Clip, mine.Schedule.ToString()));
        Integrator converted = mine;
        Assert.Equal(mine.Name, converted.Name);
        Assert.Equal(mine.Name, Integrator.Parse(mine.Name).Name);
        Assert.Equal(mine.RateAt(0), Integrator.Optimised(mine).FirstStep);
    }

    [Fact]
    public void Schedules_are_the_core_s()
    {
        (Schedule, Core.Schedule)[] pairs =
        [
            (Schedule.Constant, Core.Schedule.Constant),
            (Schedule.Linear(10), Core.Schedule.NewLinear(10)),
            (Schedule.Cosine(10), Core.Schedule.NewCosine(10)),
            (Schedule.Halving(10), Core.Schedule.NewHalving(10)),
            (Schedule.InverseRoot(10), Core.Schedule.NewInverseRoot(10)),
        ];

        foreach (var (mine, core) in pairs)
        {
            Assert.Equal(core.ToString(), mine.ToString());
            Assert.Equal(mine, Schedule.Parse(mine.ToString()));
            Same(Enumerable.Range(0, 15).Select(k => Core.ScheduleModule.factor(k, core)),
                Enumerable.Range(0, 15).Select(mine.Factor));
        }

        Assert.NotEqual(Schedule.Linear(10), Schedule.Linear(11));
        Assert.Contains("steps", Assert.Throws<ArgumentException>(() => Schedule.Cosine(0)).Message);
        Assert.Contains("cosine", Assert.Throws<ArgumentException>(() => Schedule.Parse("cosin:10")).Message);
        Assert.Contains("k must", Assert.Throws<ArgumentException>(() => Schedule.Constant.Factor(-1)).Message);
    }

    [Fact]
    public void Every_rule_has_a_factory_and_bad_arguments_are_one_sentence()
    {
        Assert.All(Optimiser.Forms, form => Assert.Contains(Pairs, pair =>
            pair.Mine.Name.StartsWith(form.Name + ":", StringComparison.Ordinal)));
        Assert.Contains("rate", Assert.Throws<ArgumentException>(() => Optimiser.Adam(0)).Message);
        Assert.Contains("beta", Assert.Throws<ArgumentException>(() => Optimiser.Nesterov(0.1, 1)).Message);
        Assert.Contains("adam", Assert.Throws<ArgumentException>(() => Optimiser.Parse("adm:1")).Message);
        Assert.Throws<ArgumentNullException>(() => Optimiser.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => Integrator.Optimised(null!));
        var adam = Optimiser.Adam(0.1);
        Assert.Contains("memory", Assert.Throws<ArgumentException>(() =>
            adam.Step(adam.Start(3), [1, 2], [1, 2], Field)).Message);
    }

    [Fact]
    public void A_run_by_an_optimiser_is_the_core_s()
    {
        var target = Core.EmpiricalModule.ofPoints(CoreOf(Y));
        var core = Core.FlowRuns.Flow.until(1.0, Core.FlowStart.Flow.from(
            Core.ParticlesModule.ofPoints(CoreOf(X)),
            Core.Flow.steppedBy(
                Core.IntegratorModule.optimised(Of.nesterov(0.15, 0.8)),
                Core.Flow.descend(Core.MmdFunctional.Functional.mmd<Core.Particles>(Core.KernelModule.gaussian(1), target)))));
        var mine = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1), Y)).SteppedBy(Optimiser.Nesterov(0.15, 0.8))
            .From(X).Run(1.0);
        Flows.FlowParityTests.Same(core, mine);
        Assert.Equal(1.0, mine.Steps[^1].Time);
    }
}
