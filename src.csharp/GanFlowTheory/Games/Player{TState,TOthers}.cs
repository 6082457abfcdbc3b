using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A player of a game: a flow of its own state in which the others' state is a parameter (T21). Its functional is
/// E(x; others), its first variation is taken in its own argument, and its clock kappa multiplies its velocity: dx/dt =
/// -kappa K dE/dx.</summary>
/// <typeparam name="TState">What the player's metric can move, and so what its own state may be.</typeparam>
/// <typeparam name="TOthers">The others' state: that of the other player, or the product of two.</typeparam>
public sealed class Player<TState, TOthers> where TState : class where TOthers : State
{
    private readonly Core.Player<Chart, TOthers> wrapped;

    internal Player(Core.Player<Chart, TOthers> wrapped) => this.wrapped = wrapped;

    /// <summary>The name shown in reports.</summary>
    public string Name => wrapped.Name;

    /// <summary>kappa &gt;= 0; 0 for a player that does not move.</summary>
    public double Clock => wrapped.Clock;

    /// <summary>With the clock kappa &gt;= 0.</summary>
    /// <param name="kappa">The clock, 1 unless given.</param>
    /// <exception cref="ArgumentException">kappa is negative or not finite.</exception>
    public Player<TState, TOthers> WithClock(double kappa) => new(Core.Player.withClock(kappa, wrapped));

    /// <summary>Stepped by its own integrator, in the schemes where every player is.</summary>
    /// <param name="integrator">The integrator: explicit Euler or an optimiser.</param>
    public Player<TState, TOthers> SteppedBy(Integrator integrator) =>
        new(Core.Player.steppedBy(integrator.NotNull(nameof(integrator)).Wrapped, wrapped));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>The same player, given the others' state in the core's form.</summary>
    internal Core.Player<Chart, Q> Seeing<Q>(Func<Q, TOthers> others) =>
        new(Name, Clock, Bridge.Fun((Q q) => wrapped.Flow.Invoke(others(q))));
}
