using System;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>A flow: a functional, seen by a critic, moved by a metric, stepped by an integrator.</summary>
/// <typeparam name="TState">What the metric can move, and so what the flow starts from: see
/// <see cref="Metric{TState}"/>.</typeparam>
public sealed class Flow<TState> where TState : class
{
    private readonly Functional? functional;
    private readonly Core.Flow<Chart> wrapped;

    internal Flow(Functional? functional, Core.Flow<Chart> wrapped) =>
        (this.functional, this.wrapped) = (functional, wrapped);

    internal Core.Flow<Chart> Wrapped => wrapped;

    /// <summary>The functional, to be lowered; null where it has no value and no first variation on these states, see
    /// <see cref="Flow.Through"/>.</summary>
    public Functional? Functional => functional;

    /// <summary>The name of the functional.</summary>
    public string Goal => wrapped.Goal;

    /// <summary>Seen by the critic; exactly unless given.</summary>
    /// <param name="critic">The critic.</param>
    /// <exception cref="ArgumentException">The critic is exact, and the flow has no functional.</exception>
    public Flow<TState> SeenBy(Critic critic) =>
        new(functional, Core.Flow.seenBy(critic.NotNull(nameof(critic)).For(functional), wrapped));

    /// <summary>Moved by the metric; Wasserstein-2 unless given.</summary>
    /// <param name="metric">The metric.</param>
    /// <typeparam name="T">What the metric can move.</typeparam>
    public Flow<T> InMetric<T>(Metric<T> metric) where T : class =>
        new(functional, Core.Flow.inMetric(metric.NotNull(nameof(metric)).Wrapped, wrapped));

    /// <summary>Stepped by the integrator; explicit Euler with step 0.1 unless given.</summary>
    /// <param name="integrator">The integrator.</param>
    public Flow<TState> SteppedBy(Integrator integrator) =>
        new(functional, Core.Flow.steppedBy(integrator.NotNull(nameof(integrator)).Wrapped, wrapped));

    /// <summary>Stepped by a scheme of its own, in place of an integrator.</summary>
    /// <param name="scheme">The scheme, such as <see cref="Scheme.Create"/> makes.</param>
    /// <typeparam name="T">The kind of state that the scheme steps.</typeparam>
    public Flow<T> SteppedByScheme<T>(Scheme<T> scheme) where T : State, TState =>
        new(functional, Core.Flow.steppedByScheme(scheme.NotNull(nameof(scheme)).Wrapped, wrapped));

    /// <summary>Stepped by minimising movements with step tau &gt; 0 (Jordan, Kinderlehrer and Otto 1998): the functional
    /// falls at every step, by at least d^2/(2 tau). The flow's functional is seen exactly, and its metric is Euclidean in
    /// the coordinates of the states, as <see cref="Metric.Wasserstein"/> is on particles, quantiles and Gaussians, and
    /// <see cref="Metric.Euclidean"/> on parameters.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite, the flow has no functional, or another critic
    /// than the exact one.</exception>
    public Flow<TState> ByMinimisingMovements(double tau) =>
        new(functional, Core.MinimisingMovements.Flow.byMinimisingMovements(tau, wrapped));

    /// <summary>With noise injection of a constant level: the critic is read at x_i + beta u_i, u_i ~ N(0, I) fresh at
    /// every step (Arbel et al. 2019).</summary>
    /// <param name="beta">The level, &gt;= 0.</param>
    /// <exception cref="ArgumentException">The level is negative or not finite.</exception>
    public Flow<TState> WithNoise(double beta) => new(functional, Core.Flow.withNoise(beta, wrapped));

    /// <summary>With noise injection whose level depends on the step (Arbel et al. 2019).</summary>
    /// <param name="name">The name shown in reports.</param>
    /// <param name="level">The level at the given step, &gt;= 0.</param>
    public Flow<TState> WithNoiseSchedule(string name, Func<int, double> level) =>
        new(functional,
            Core.Flow.withNoiseSchedule(name.NotNull(nameof(name)), Fun(level.NotNull(nameof(level))), wrapped));

    /// <summary>A run from the given state, with seed 0, every state stored, until told otherwise.</summary>
    /// <param name="start">The state at time 0.</param>
    /// <typeparam name="T">The state's type: any that the metric can move.</typeparam>
    /// <exception cref="ArgumentException">The integrator is descent, and the flow has no functional; or the
    /// critic leaves log q to a metric, a state or an integrator that cannot move along it.</exception>
    public FlowRun<T> From<T>(T start) where T : State, TState =>
        new(Core.FlowStart.Flow.from(new Chart(start.NotNull(nameof(start))), wrapped));

    /// <summary>The composition in words.</summary>
    public string Describe() => Core.Flow.describe(wrapped);

    /// <summary>The composition in words.</summary>
    public override string ToString() => Describe();
}
