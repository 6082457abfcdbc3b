using System;
using System.Threading;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A run whose rates a schedule drives (BSAG18-8).</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class RatedRun<TState> where TState : State
{
    private readonly Core.RatedRun<Chart> wrapped;

    private RatedRun(Core.RatedRun<Chart> wrapped) => this.wrapped = wrapped;

    /// <summary>A run whose rates a schedule drives: at the steps where it looks, the state of now is tested against an earlier one,
    /// and the rates go on times the factor that comes of it (BSAG18-8). A run that is resumed, at the step of its
    /// continuation, goes on with the progress of that step.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="runOf">The run with its rates, those of all players, times a factor in (0, 1]: the same in all else.</param>
    /// <param name="compare">The p-value of the test of a step, whose state comes first, against an earlier one: small where the
    /// first is closer to the data; null where there is no test.</param>
    public RatedRun(
        RateSchedule schedule, Func<double, FlowRun<TState>> runOf, Func<int, TState, TState, double?> compare)
    {
        ArgumentNullException.ThrowIfNull(runOf);
        ArgumentNullException.ThrowIfNull(compare);
        wrapped = RatedRuns.Flow.rated(
            schedule.NotNull(nameof(schedule)).Wrapped,
            Fun((double factor) => runOf(factor).Returned("runOf").Wrapped),
            FuncConvert.FromFunc<int, Chart, Chart, FSharpOption<double>?>((step, now, earlier) =>
                compare(step, (TState)now.State, (TState)earlier.State).Option()));
    }

    /// <summary>The rated run that goes on with the progress: its runs are then resumed.</summary>
    /// <param name="progress">Such as <see cref="Checkpoint.Progress"/> gives.</param>
    public RatedRun<TState> From(RatedProgress progress) =>
        new(RatedRuns.Flow.ratedFrom(progress.NotNull(nameof(progress)).Wrapped, wrapped));

    /// <summary>Runs so many steps in all, at least those taken, telling each step with the progress of the last look before it to an
    /// observer, and each decision to another. Steps at looks are stored and measured.</summary>
    /// <param name="steps">The steps in all.</param>
    /// <param name="observer">Told every step, the start included.</param>
    /// <param name="decided">Told every decision.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public FlowPath<TState> Observe(
        int steps,
        Action<RatedProgress, FlowStep<TState>> observer,
        Action<RateDecision>? decided = null,
        IProgress<FlowProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var tell = FlowRun<TState>.Observer(Horizon.AfterSteps(steps), progress);
        return new(RatedRuns.Flow.observeRated(
            steps,
            cancellationToken,
            Fun((Core.RatedProgress at, Step<Chart> step) =>
            {
                observer(new(at), new FlowStep<TState>(step));
                tell.Invoke(step);
                return (Unit)null!;
            }),
            Act((Core.RateDecision decision) => decided?.Invoke(RateDecision.Of(decision))),
            wrapped));
    }
}
