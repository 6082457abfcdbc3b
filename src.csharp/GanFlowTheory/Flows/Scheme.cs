using System;

namespace GanFlowTheory;

/// <summary>Making schemes.</summary>
public static class Scheme
{
    /// <summary>A scheme of your own without memory, of the given order &gt;= 1, by one step of a length from a state; steps
    /// are tau &gt; 0 long, and the last one as short as the time that is left.</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="order">The order of its limit as steps shrink, at least 1.</param>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <param name="step">The state after one step of the given length.</param>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <exception cref="ArgumentException">The order is below 1, or tau is not positive and finite; at a step, a state of
    /// another number of coordinates.</exception>
    public static Scheme<TState> Create<TState>(string name, int order, double tau, Func<double, TState, TState> step)
        where TState : State
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(step);
        return new(Core.Scheme.create(
            name,
            order,
            tau,
            Bridge.Fun((double length, Chart q) =>
                new Chart(step(length, (TState)q.State).Returned($"the step of scheme '{name}'")))));
    }
}
