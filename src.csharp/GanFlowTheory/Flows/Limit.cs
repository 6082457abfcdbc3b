using System;
using System.Collections.Generic;
using System.Linq;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Limits of families of runs as their steps shrink (T21).</summary>
public static class Limit
{
    /// <summary>A family of runs with steps tau, tau/2, tau/4, ... to a fixed time: the runs, the measured order, and the
    /// limit. Steps end all on the time: the first is the one nearest to tau that divides it.</summary>
    /// <param name="time">The time, &gt; 0.</param>
    /// <param name="tau">The longest step, &gt; 0.</param>
    /// <param name="levels">The number of runs, at least 2.</param>
    /// <param name="quantities">Functions of the state that are followed along every run, by name.</param>
    /// <param name="family">The run for a step length, such as <c>tau => game.From(start, scheme.WithStep(tau))</c>.</param>
    /// <typeparam name="TState">The state's type.</typeparam>
    /// <exception cref="ArgumentException">time, tau or the number of runs is out of range.</exception>
    public static LimitStudy<TState> Study<TState>(
        double time,
        double tau,
        int levels,
        IEnumerable<(string Name, Func<TState, double> Of)> quantities,
        Func<double, FlowRun<TState>> family) where TState : State
    {
        ArgumentNullException.ThrowIfNull(family);
        return new(Core.Limit.study(
            time,
            tau,
            levels,
            List(quantities.NotNull(nameof(quantities)).Select(quantity =>
                Tuple.Create(quantity.Name, Fun((Chart q) => quantity.Of((TState)q.State))))),
            Fun((double step) => family(step).Returned("the family").Wrapped)));
    }
}
