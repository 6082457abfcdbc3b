using System;

namespace GanFlowTheory;

/// <summary>Making players.</summary>
public static class Player
{
    /// <summary>A player by its flow where the others are, with clock 1.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="flow">The flow of the player's own state where the others are.</param>
    /// <typeparam name="TState">What the player's metric can move, and so what its own state may be.</typeparam>
    /// <typeparam name="TOthers">The others' state.</typeparam>
    public static Player<TState, TOthers> Create<TState, TOthers>(string name, Func<TOthers, Flow<TState>> flow)
        where TState : class where TOthers : State
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(flow);
        return new(new(
            name, 1, Bridge.Fun((TOthers others) => flow(others).Returned($"the flow of player '{name}'").Wrapped)));
    }

    /// <summary>A player that lowers a functional of its own state, given the others', in a metric, with clock 1:
    /// <c>Player.OfFunctional("particles", functional: (ParameterState critic) => ..., metric: Metric.Wasserstein)</c>.
    /// The first variation is taken in its own argument (T21).</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="functional">E(.; others), to be lowered.</param>
    /// <param name="metric">The metric on the player's own state.</param>
    /// <typeparam name="TState">What the metric can move, and so what the player's own state may be.</typeparam>
    /// <typeparam name="TOthers">The others' state.</typeparam>
    public static Player<TState, TOthers> OfFunctional<TState, TOthers>(
        string name, Func<TOthers, Functional> functional, Metric<TState> metric)
        where TState : class where TOthers : State
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(functional);
        return new(Core.Player.ofFunctional(
            name,
            Bridge.Fun((TOthers others) => functional(others).Returned($"the functional of player '{name}'").On<Chart>()),
            metric.NotNull(nameof(metric)).Wrapped));
    }
}
