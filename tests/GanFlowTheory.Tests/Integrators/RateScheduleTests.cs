using System;
using System.IO;
using System.Linq;
using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;
using Of = GanFlowTheory.Core.RateScheduleModule;

namespace GanFlowTheory.Tests.Optimisation;

/// <summary>Rate schedules against the core's, to the bit.</summary>
public class RateScheduleTests
{
    private static readonly (RateSchedule Mine, Core.RateSchedule Core)[] Pairs =
    [
        (RateSchedule.Paper, Of.paper),
        (RateSchedule.Released, Of.released),
        (RateSchedule.Released.OnSmallData(), Of.onSmallData(Of.released)),
        (RateSchedule.Paper.Every(3, 6).Failing(0.2, 2).Cutting(0.25, 0.1),
            Of.cutting(0.25, 0.1, Of.failing(0.2, 2, Of.every(3, 6, Of.paper)))),
        (RateSchedule.Released.Cutting(0.75), Of.cutting(0.75, 0.0, Of.released)),
    ];

    [Fact]
    public void Schedules_decide_as_the_core_s()
    {
        double?[] outcomes = [0.5, 0.2, null, 0.9, 0.05, 0.5, 0.1, 1.0, 0.3, 0.11];

        foreach (var (mine, core) in Pairs)
        {
            Assert.Equal(Of.name(core), mine.Name);
            Assert.Equal(mine, RateSchedule.Parse(mine.Name));
            Assert.Equal(
                (core.Policy.Tag, core.Interval, core.Memory, core.Level, core.Patience, core.Cut, core.Least),
                ((int)mine.Policy, mine.Interval, mine.Memory, mine.Level, mine.Patience, mine.Cut, mine.Least));
            var (state, kept, at) = (RateSchedule.Start, Of.start, 0);

            for (var i = 0; i < 40; i++)
            {
                var look = mine.Next(state);
                var theirs = Of.next(core, kept);
                Assert.Equal(theirs.Step, look.Step);
                Assert.Equal(theirs.Reference?.Value, look.Reference);
                Assert.Equal(look, mine.LookAt(look.Step, state));

                if (look.Step > 0)
                {
                    Assert.Null(mine.LookAt(look.Step - 1, state));
                }

                var p = look.Reference is null ? null : outcomes[at++ % outcomes.Length];
                var decision = mine.Decide(p, state);
                var decided = Of.decide(p is { } v ? FSharpOption<double>.Some(v) : null, core, kept);
                Assert.Equal(decided.Sentence, decision.Sentence);
                Assert.Equal(decided.Verdict.ToString(), decision.Verdict.ToString());
                Assert.Equal(decided.Dropped.ToArray(), decision.Dropped);
                Assert.Equal(decided.State.Kept.ToArray(), decision.State.Kept);
                Same(decided.State.Factor, decision.State.Factor);
                Assert.Equal(
                    (decided.State.Looks, decided.State.Failures, decided.State.Cuts),
                    (decision.State.Looks, decision.State.Failures, decision.State.Cuts));
                (state, kept) = (decision.State, decided.State);
            }
        }
    }

    [Fact]
    public void An_optimiser_is_scaled_as_the_core_s() =>
        Same(Core.OptimiserModule.scaled(0.25, Core.OptimiserModule.adam(0.3)).Rate, Optimiser.Adam(0.3).Scaled(0.25).Rate);

    [Fact]
    public void A_state_is_read_back_from_a_checkpoint()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ganflow-{Guid.NewGuid():N}.npz");
        var schedule = RateSchedule.Paper.Every(1, 2);
        var state = schedule.Decide(null, schedule.Decide(null, RateSchedule.Start).State).State;
        var target = Points.OfValues([0, 1]);
        var step = Flow.Descend(Functional.Mmd(Kernel.Gaussian(1.0), target))
            .SteppedBy(Optimiser.Adam(0.1).Scaled(state.Factor))
            .From(Points.OfValues([2, 3]))
            .Steps(Horizon.AfterSteps(1))
            .Last();

        try
        {
            step.SaveCheckpoint(path, schedule, state);
            Assert.Equal(state, Checkpoint.RateState(schedule, path));
            Assert.Throws<DataFormatException>(() => Checkpoint.RateState(RateSchedule.Paper, path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_does_not_fit_is_an_argument_error()
    {
        Assert.Throws<ArgumentException>(() => RateSchedule.Paper.Every(10, 25));
        Assert.Throws<ArgumentException>(() => RateSchedule.Paper.Failing(1.0, 3));
        Assert.Throws<ArgumentException>(() => RateSchedule.Paper.Cutting(1.0));
        Assert.Throws<ArgumentException>(() => RateSchedule.Paper.Decide(0.5, RateSchedule.Start));
        Assert.Throws<ArgumentException>(() => RateSchedule.Paper.LookAt(1, RateSchedule.Start));
        Assert.Throws<ArgumentNullException>(() => RateSchedule.Paper.Next(null!));
        Assert.Equal(RateSchedule.Paper.GetHashCode(), RateSchedule.Parse("three-sample:paper").GetHashCode());
    }
}
