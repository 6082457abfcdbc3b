namespace GanFlowTheory;

/// <summary>A way of stepping that belongs to one kind of state, in place of an integrator: the alternating steps of a
/// game, a minimising movement, a finite-volume step.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class Scheme<TState> where TState : State
{
    internal Scheme(Core.Scheme<Chart> wrapped) => Wrapped = wrapped;

    internal Core.Scheme<Chart> Wrapped { get; }

    /// <summary>Name shown in reports, such as alternating:0.1.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The order of its limit as steps shrink.</summary>
    public int Order => Wrapped.Order;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
