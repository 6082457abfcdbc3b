namespace GanFlowTheory;

/// <summary>One step of a run: where it is and what was measured there.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class FlowStep<TState> where TState : State
{
    private readonly Core.Step<Chart> wrapped;

    internal FlowStep(Core.Step<Chart> wrapped) => this.wrapped = wrapped;

    /// <summary>The steps taken so far; 0 at the start.</summary>
    public int Index => wrapped.Index;

    /// <summary>The sum of the step lengths so far.</summary>
    public double Time => wrapped.Time;

    /// <summary>The state.</summary>
    public TState State => (TState)wrapped.State.State;

    /// <summary>The measurements.</summary>
    public Diagnostics Diagnostics => new(wrapped.Diagnostics);

    /// <summary>How the run ended, at its last step; null before.</summary>
    public Outcome? Outcome => wrapped.Outcome is { } outcome ? Outcome.Of(outcome.Value) : null;
}
