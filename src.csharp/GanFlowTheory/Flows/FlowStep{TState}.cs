using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>One step of a run: where it is and what was measured there.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class FlowStep<TState> where TState : State
{
    private readonly Core.Step<Chart> wrapped;

    internal FlowStep(Core.Step<Chart> wrapped) => this.wrapped = wrapped;

    internal Core.Step<Chart> Wrapped => wrapped;

    internal Core.Continuation<Chart> Continuation => wrapped.Continuation;

    /// <summary>The state and all else that a run needs to go on from the step, for good: arrays that a run gives to
    /// later steps are copied. To be asked for while the step is the last; later <see
    /// cref="FlowRun{TState}.Resume(FlowStep{TState})"/> refuses it.</summary>
    public FlowStep<TState> Keep()
    {
        var kept = Core.FlowRuns.Flow.keep(wrapped);

        return new(new(kept.Index, kept.Time, kept.State, wrapped.Diagnostics, wrapped.Measured, wrapped.Outcome, kept));
    }

    /// <summary>The steps taken so far; 0 at the start.</summary>
    public int Index => wrapped.Index;

    /// <summary>The sum of the step lengths so far.</summary>
    public double Time => wrapped.Time;

    /// <summary>The state.</summary>
    public TState State => (TState)wrapped.State.State;

    /// <summary>The measurements; where none were taken, the step length, the time and the refusals alone.</summary>
    public Diagnostics Diagnostics => new(wrapped.Diagnostics);

    /// <summary>Whether this step was measured: the first, the last, and every so many in between.</summary>
    public bool Measured => wrapped.Measured;

    /// <summary>What is kept of it for good.</summary>
    public StepRecord Record => new(wrapped.Record);

    /// <summary>Writes the step as a .npz file, from which <see cref="FlowRun{TState}.Resume(string)"/> goes on to the
    /// same bits as if the run had not stopped; the file appears whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCheckpoint(string path) => Core.Checkpoint.save(path.NotNull(nameof(path)), wrapped);

    /// <summary>The same with a digest of the settings that the run belongs to: <see
    /// cref="FlowRun{TState}.ResumeFor"/> refuses it for others.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="settings">Any text that tells the settings from others.</param>
    /// <exception cref="ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCheckpoint(string path, string settings) => Core.Checkpoint.saveFor(
        settings.NotNull(nameof(settings)), path.NotNull(nameof(path)), wrapped);

    /// <summary>The same with where a rate schedule stands there; <see cref="Checkpoint.RateState"/> reads it. The models
    /// that the state keeps are for the caller to keep.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="state">Where it stands.</param>
    /// <exception cref="ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCheckpoint(string path, RateSchedule schedule, RateState state) => Core.Checkpoint.saveRated(
        schedule.NotNull(nameof(schedule)).Wrapped,
        state.NotNull(nameof(state)).Wrapped,
        path.NotNull(nameof(path)),
        wrapped);

    /// <summary>The same for a rated run, with where its schedule stands, the models that it compares with, and a digest of the
    /// settings that the run belongs to; <see cref="Checkpoint.Progress"/> reads the former.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="settings">Any text that tells the settings from others.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="progress">Where it stands.</param>
    /// <exception cref="ArgumentException">The state is no longer finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveCheckpoint(string path, string settings, RateSchedule schedule, RatedProgress progress) =>
        Core.RatedCheckpoints.Checkpoint.saveProgress(
            settings.NotNull(nameof(settings)),
            schedule.NotNull(nameof(schedule)).Wrapped,
            progress.NotNull(nameof(progress)).Wrapped,
            path.NotNull(nameof(path)),
            wrapped);

    /// <summary>What the critic remembers of the steps before this one, by name, in new arrays: for a trained discriminator
    /// discriminator/parameters is the theta of its network, length P, for another critic network critic/parameters. Empty for critics without memory and at the start.
    /// To be asked for while the step is the last.</summary>
    public IReadOnlyDictionary<string, double[]> CriticMemory() =>
        wrapped.Continuation.Critic.Memory is { } memory
            ? memory.Value.Arrays.Invoke(null!).ToDictionary(array => array.Name, array => (double[])array.Values.Clone())
            : new Dictionary<string, double[]>();

    /// <summary>How the run ended, at its last step; null before.</summary>
    public Outcome? Outcome => wrapped.Outcome is { } outcome ? Outcome.Of(outcome.Value) : null;
}
