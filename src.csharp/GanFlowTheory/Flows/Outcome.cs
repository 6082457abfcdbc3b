using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How a run ended: one of the cases nested here.</summary>
public abstract record Outcome
{
    private readonly Core.Outcome wrapped;

    private Outcome(Core.Outcome wrapped) => this.wrapped = wrapped;

    /// <summary>One sentence.</summary>
    public string Sentence => OutcomeModule.sentence(wrapped);

    /// <summary>One word: reached-time, completed, converged, stopped, stalled, diverged, overstepped, collapsed or cancelled.</summary>
    public string Word => OutcomeModule.word(wrapped);

    /// <summary>Whether the run reached its goal: its time, its steps, convergence or what it was to stop at.</summary>
    public bool Succeeded => OutcomeModule.succeeded(wrapped);

    /// <summary>The sentence.</summary>
    public sealed override string ToString() => Sentence;

    internal Core.Outcome Wrapped => wrapped;

    internal static Outcome Of(Core.Outcome outcome) => outcome switch
    {
        Core.Outcome.ReachedTime o => new ReachedTime(o),
        Core.Outcome.CompletedSteps o => new CompletedSteps(o),
        Core.Outcome.Converged o => new Converged(o),
        Core.Outcome.Stopped o => new Stopped(o),
        Core.Outcome.Stalled o => new Stalled(o),
        Core.Outcome.Diverged o => new Diverged(o),
        Core.Outcome.Overstepped o => new Overstepped(o),
        Core.Outcome.Collapsed o => new Collapsed(o),
        Core.Outcome.Cancelled o => new Cancelled(o),
        _ => throw new InvalidOperationException($"An outcome without a facade: {outcome}."),
    };

    /// <summary>The wanted time was reached.</summary>
    public sealed record ReachedTime : Outcome
    {
        internal ReachedTime(Core.Outcome.ReachedTime o) : base(o) => Time = o.time;

        /// <summary>The time.</summary>
        public double Time { get; }
    }

    /// <summary>The wanted number of steps was taken.</summary>
    public sealed record CompletedSteps : Outcome
    {
        internal CompletedSteps(Core.Outcome.CompletedSteps o) : base(o) => Steps = o.steps;

        /// <summary>The number of steps.</summary>
        public int Steps { get; }
    }

    /// <summary>The dissipation fell to the tolerance.</summary>
    public sealed record Converged : Outcome
    {
        internal Converged(Core.Outcome.Converged o) : base(o) => (Step, Dissipation) = (o.step, o.dissipation);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>The dissipation there.</summary>
        public double Dissipation { get; }
    }

    /// <summary>What the run was to stop at came true.</summary>
    public sealed record Stopped : Outcome
    {
        internal Stopped(Core.Outcome.Stopped o) : base(o) => (Step, Reason) = (o.step, o.reason);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>What came true, in words.</summary>
        public string Reason { get; }
    }

    /// <summary>Nothing moves any more, and not because the goal is reached: no acceptable step was left, the gradient has
    /// vanished, or the critic is flat.</summary>
    public sealed record Stalled : Outcome
    {
        internal Stalled(Core.Outcome.Stalled o) : base(o) => (Step, Reason) = (o.step, o.reason);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>Why, in words.</summary>
        public string Reason { get; }
    }

    /// <summary>A quantity stopped being a number.</summary>
    public sealed record Diverged : Outcome
    {
        internal Diverged(Core.Outcome.Diverged o) : base(o) => (Step, Quantity, Value) = (o.step, o.quantity, o.value);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>Which quantity.</summary>
        public string Quantity { get; }

        /// <summary>What it became: NaN or an infinity.</summary>
        public double Value { get; }
    }

    /// <summary>The steps were taken, but they were too long: what they computed is not the flow.</summary>
    public sealed record Overstepped : Outcome
    {
        internal Overstepped(Core.Outcome.Overstepped o) : base(o) => (Step, Reason) = (o.step, o.reason);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>By what it shows, in words.</summary>
        public string Reason { get; }
    }

    /// <summary>The particles have merged, though a cloud of them would be nearer to the goal.</summary>
    public sealed record Collapsed : Outcome
    {
        internal Collapsed(Core.Outcome.Collapsed o) : base(o) => (Step, Reason) = (o.step, o.reason);

        /// <summary>The last step.</summary>
        public int Step { get; }

        /// <summary>By what it shows, in words.</summary>
        public string Reason { get; }
    }

    /// <summary>The run was cancelled after a step, which is complete.</summary>
    public sealed record Cancelled : Outcome
    {
        internal Cancelled(Core.Outcome.Cancelled o) : base(o) => Step = o.step;

        /// <summary>The last step.</summary>
        public int Step { get; }
    }
}
