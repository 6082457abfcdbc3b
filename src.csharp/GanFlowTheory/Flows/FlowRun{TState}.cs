using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A flow with its start, its seed and its stopping rules. Equal runs give equal bits, on any number of
/// threads.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class FlowRun<TState> where TState : State
{
    private readonly Run<Chart> wrapped;

    internal FlowRun(Run<Chart> wrapped) => this.wrapped = wrapped;

    internal Run<Chart> Wrapped => wrapped;

    /// <summary>With the seed for noise and critics; 0 unless given.</summary>
    /// <param name="seed">The seed; an integer converts by itself.</param>
    public FlowRun<TState> WithSeed(Seed seed) => new(Core.FlowStart.Flow.withSeed(seed.Wrapped, wrapped));

    /// <summary>With fresh samples after each step, drawn by the run's seed, of every part of the state that can be drawn anew,
    /// such as the generator of a game: stochastic gradients.</summary>
    /// <exception cref="ArgumentException">The state cannot be drawn anew.</exception>
    public FlowRun<TState> DrawingAnew() => new(Core.FlowStart.Flow.drawingAnew(wrapped));

    /// <summary>Storing a state only every so many steps; the first and the last always are.</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public FlowRun<TState> KeepEvery(int steps) => new(Core.FlowStart.Flow.keepEvery(steps, wrapped));

    /// <summary>Measuring only every so many steps, so that a long run costs no more than its steps: the first, those
    /// whose number is a multiple, and the last. The states are the same to the bit. In between the run asks for no
    /// functional value and no dissipation; it ends there at its horizon, when cancelled, at a refused step and where a
    /// coordinate is no longer finite, and is measured there first. It converges only at measured steps.</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">The number is below 1.</exception>
    public FlowRun<TState> MeasureEvery(int steps) => new(Core.FlowStart.Flow.measureEvery(steps, wrapped));

    /// <summary>Using the arrays of earlier steps again for later ones, so that a long run makes little garbage: a
    /// step's state, its critic and what it takes to resume from it are good until the next step is asked for, and <see
    /// cref="FlowStep{TState}.Keep"/> makes them last. Paths keep what they store as always.</summary>
    public FlowRun<TState> Reusing() => new(Core.FlowStart.Flow.reusing(wrapped));

    /// <summary>On the way to a target: where the run ends with its particles merged, within a thousandth of the
    /// target's spread, it has collapsed. Without a target the spread at the start is taken.</summary>
    /// <param name="target">The target.</param>
    public FlowRun<TState> Towards(Measure target) =>
        new(Core.FlowStart.Flow.towards(target.NotNull(nameof(target)).AsCore, wrapped));

    /// <summary>Converged when the dissipation is at most the tolerance, 0 unless given, at a measured step; never where
    /// the dissipation is not known, as under noise.</summary>
    /// <param name="tolerance">&gt;= 0, in units of the functional per time.</param>
    /// <exception cref="ArgumentException">The tolerance is negative or not finite.</exception>
    public FlowRun<TState> StopBelow(double tolerance) => new(Core.FlowStart.Flow.stopBelow(tolerance, wrapped));

    /// <summary>Stopping at the first measured step that is as told, the start among them. A later call takes the place of an earlier
    /// one.</summary>
    /// <param name="reason">Why, in words, as in "the functional is below 0.01".</param>
    /// <param name="isReached">Whether a step is where the run is to stop.</param>
    public FlowRun<TState> StopWhen(string reason, Func<FlowStep<TState>, bool> isReached)
    {
        ArgumentNullException.ThrowIfNull(isReached);
        return new(Core.FlowStart.Flow.stopWhen(
            reason.NotNull(nameof(reason)),
            Fun<Step<Chart>, bool>(step => isReached(new FlowStep<TState>(step))),
            wrapped));
    }

    /// <summary>The flow with its start, in words.</summary>
    public override string ToString() => wrapped.ToString();

    /// <summary>Going on from a checkpoint, a file that <see cref="FlowStep{TState}.SaveCheckpoint(string)"/> wrote at a step
    /// of a run of the same flow; start and seed must be those of that run.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such a file, or of a state of another shape.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public FlowRun<TState> Resume(string path) =>
        new(DataFormatException.Reading(() => Core.Checkpoint.resume(path.NotNull(nameof(path)), wrapped)));

    /// <summary>Going on from a checkpoint of the given settings, a file that <see
    /// cref="FlowStep{TState}.SaveCheckpoint(string, string)"/> wrote with the same text.</summary>
    /// <param name="settings">The text.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFormatException">Not such a file, of other settings, or of a state of another
    /// shape.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public FlowRun<TState> ResumeFor(string settings, string path) =>
        new(DataFormatException.Reading(() => Core.Checkpoint.resumeFor(
            settings.NotNull(nameof(settings)), path.NotNull(nameof(path)), wrapped)));

    /// <summary>The steps taken where the run begins: 0, or those of the checkpoint that it goes on from.</summary>
    public int FirstIndex => wrapped.Resume?.Value.Index ?? 0;

    /// <summary>Going on from a step of a run of the same flow with the same seed.</summary>
    /// <param name="step">The step.</param>
    public FlowRun<TState> Resume(FlowStep<TState> step) =>
        new(Core.FlowStart.Flow.resume(step.NotNull(nameof(step)).Continuation, wrapped));

    /// <summary>Runs to the horizon and returns the path, whatever its outcome; cancelling ends it after the step under
    /// way with <see cref="Outcome.Cancelled"/>.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <exception cref="ArgumentException">The horizon is negative or empty, or the flow and its start do not fit
    /// together.</exception>
    public FlowPath<TState> TryRun(
        Horizon until, IProgress<FlowProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new(Core.FlowRuns.Flow.observe(until.Wrapped, cancellationToken, Observer(until, progress), wrapped));

    /// <summary>Folds the steps of a run into a path, telling each to the observer as it comes; a run that stalls gives
    /// its last step twice.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="observer">Told every step, the start included.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public FlowPath<TState> Observe(
        Horizon until,
        Action<FlowStep<TState>> observer,
        IProgress<FlowProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var tell = Observer(until, progress);
        return new(Core.FlowRuns.Flow.observe(until.Wrapped, cancellationToken, Act((Step<Chart> step) =>
        {
            observer(new FlowStep<TState>(step));
            tell.Invoke(step);
        }), wrapped));
    }

    /// <summary>Runs to the horizon and returns the path, if the run reached its time, its steps or
    /// convergence.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <exception cref="FlowFailedException">The run stalled or diverged; the exception has the outcome.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ArgumentException">The horizon is negative or empty, or the flow and its start do not fit
    /// together.</exception>
    public FlowPath<TState> Run(
        Horizon until, IProgress<FlowProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var path = TryRun(until, progress, cancellationToken);
        ThrowOnFailure(path.Outcome, cancellationToken);
        return path;
    }

    /// <summary><see cref="TryRun"/> off the caller's thread.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public Task<FlowPath<TState>> TryRunAsync(
        Horizon until, IProgress<FlowProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => TryRun(until, progress, cancellationToken), CancellationToken.None);

    /// <summary><see cref="Run"/> off the caller's thread; its exceptions come from the task.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    public Task<FlowPath<TState>> RunAsync(
        Horizon until, IProgress<FlowProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Run(until, progress, cancellationToken), CancellationToken.None);

    /// <summary>The steps as they come, lazily, whatever the outcome: the last one, and only it, carries it. A step
    /// that cannot continue is given again with its outcome when its attempt to move fails.</summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="cancellationToken">Cancels between steps; the step under way then carries
    /// <see cref="Outcome.Cancelled"/>.</param>
    /// <exception cref="ArgumentException">The horizon is negative or empty.</exception>
    public IEnumerable<FlowStep<TState>> Steps(Horizon until, CancellationToken cancellationToken = default) =>
        Core.FlowRuns.Flow.trace(until.Wrapped, cancellationToken, wrapped).Select(step => new FlowStep<TState>(step));

    /// <summary> The steps as they come, each computed off the caller's thread when it is asked for, so that leaving
    /// the loop early leaves nothing running. The last step, and only it, carries the outcome; a stalled or diverged
    /// run ends so, without an exception. </summary>
    /// <param name="until">How far; a number is a time.</param>
    /// <param name="progress">Told at every measured step, the start included.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ArgumentException">The horizon is negative or empty, or the flow and its start do not fit
    /// together.</exception>
    public async IAsyncEnumerable<FlowStep<TState>> StepsAsync(
        Horizon until,
        IProgress<FlowProgress>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var observer = Observer(until, progress);
        using var steps = Core.FlowRuns.Flow.trace(until.Wrapped, cancellationToken, wrapped).GetEnumerator();

        while (await Task.Run(steps.MoveNext, CancellationToken.None).ConfigureAwait(false))
        {
            if (steps.Current.Outcome?.Value.IsCancelled == true)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            observer.Invoke(steps.Current);
            yield return new FlowStep<TState>(steps.Current);
        }
    }

    internal static Microsoft.FSharp.Core.FSharpFunc<Step<Chart>, Microsoft.FSharp.Core.Unit> Observer(
        Horizon until, IProgress<FlowProgress>? progress) =>
        progress is null
            ? Act((Step<Chart> _) => { })
            : ProgressModule.observer<Chart>(until.Wrapped,
                Act((Core.Progress p) => progress.Report(FlowProgress.Of(p))));

    private static void ThrowOnFailure(Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is Outcome.Cancelled)
        {
            throw new OperationCanceledException(outcome.Sentence, cancellationToken);
        }

        if (!outcome.Succeeded)
        {
            throw new FlowFailedException(outcome);
        }
    }
}
