namespace GanFlowTheory;

/// <summary>A stored state and its time.</summary>
/// <param name="Time">The time.</param>
/// <param name="State">The state.</param>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed record FlowSnapshot<TState>(double Time, TState State) where TState : State;
