using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Composing flows.</summary>
public static class Flow
{
    /// <summary>The Wasserstein-2 gradient flow of a functional, seen exactly, by explicit Euler with step 0.1 until
    /// told otherwise.</summary>
    /// <param name="functional">The functional, to be lowered.</param>
    public static Flow<ITransport> Descend(Functional functional) =>
        new(functional, Core.Flow.descend(functional.NotNull(nameof(functional)).On<Chart>()));

    /// <summary>The flow of a functional in a metric, seen exactly, by explicit Euler with step 0.1 until told
    /// otherwise.</summary>
    /// <param name="functional">The functional, to be lowered.</param>
    /// <param name="metric">The metric.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    public static Flow<TState> Create<TState>(Functional functional, Metric<TState> metric) where TState : class =>
        new(functional,
            Core.Flow.create(functional.NotNull(nameof(functional)).On<Chart>(),
                metric.NotNull(nameof(metric)).Wrapped));

    /// <summary>The Wasserstein-2 flow along a critic alone, for a goal that has neither a value nor a first variation
    /// on these states, such as KL on particles: with <see cref="Critic.Ratio"/> the probability-flow ODE, with
    /// <see cref="Critic.Score"/> the Langevin diffusion, and in a Stein metric Stein variational gradient descent; by
    /// explicit Euler with step 0.1 until told otherwise.</summary>
    /// <param name="goal">The name of the functional.</param>
    /// <param name="critic">A critic that estimates its first variation.</param>
    /// <exception cref="System.ArgumentException">The critic is exact: there is nothing to see.</exception>
    public static Flow<ITransport> Through(string goal, Critic critic) =>
        new(null, Core.Flow.through(goal.NotNull(nameof(goal)), critic.NotNull(nameof(critic)).For(null)));

    /// <summary>The flow along a critic alone in a metric, for a goal that has neither a value nor a first variation on
    /// these states: <c>Flow.CreateThrough("KL", Critic.MonoFlow(discriminator, loss, target), Metric.Parameters)</c> is
    /// a GAN (YZL23); by explicit Euler with step 0.1 until told otherwise.</summary>
    /// <param name="goal">The name of the functional.</param>
    /// <param name="critic">A critic that estimates its first variation.</param>
    /// <param name="metric">The metric.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    /// <exception cref="System.ArgumentException">The critic is exact: there is nothing to see.</exception>
    public static Flow<TState> CreateThrough<TState>(string goal, Critic critic, Metric<TState> metric)
        where TState : class =>
        new(null,
            Core.Flow.createThrough(
                goal.NotNull(nameof(goal)), critic.NotNull(nameof(critic)).For(null),
                metric.NotNull(nameof(metric)).Wrapped));

    /// <summary>With a fresh sample of the generator's noise after each step, drawn by the run's seed: stochastic
    /// gradients. F before and after a step is then on different samples, and rates observed between them are
    /// null.</summary>
    /// <param name="flow">The flow.</param>
    public static Flow<ParameterState> WithFreshNoise(this Flow<ParameterState> flow) =>
        new(flow.NotNull(nameof(flow)).Functional, Core.Flow.withFreshNoise(flow.Wrapped));

    /// <summary>Trained persistently (HZ23): each step freezes the targets x_i - epsilon grad c(x_i) of the critic c,
    /// goes down the mean squared error to them in the given number of the integrator's steps, and advances the time by
    /// epsilon. With one Euler step of length tau it is the flow's own Euler step of length tau epsilon
    /// (HZ23-6).</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="steps">The inner steps, at least 1.</param>
    /// <param name="epsilon">The time of the ODE that one step follows, &gt; 0.</param>
    /// <exception cref="System.ArgumentException">steps or epsilon is out of range.</exception>
    public static Flow<ParameterState> Persistently(this Flow<ParameterState> flow, int steps, double epsilon) =>
        new(flow.NotNull(nameof(flow)).Functional, Core.Flow.persistently(steps, epsilon, flow.Wrapped));

    /// <summary>Trained persistently towards the flow of the points in another metric K: each step freezes the targets
    /// x_i - epsilon (K c)_i, goes down the mean squared error to them in the given number of the integrator's steps, and
    /// advances the time by epsilon. With one Euler step of length tau the parameters change by tau epsilon E J^T v,
    /// v = -K c; in Wasserstein-2 it is <see cref="Persistently"/>.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="metric">K, a metric that moves nodes; it is asked about the generated points as particles.</param>
    /// <param name="steps">The inner steps, at least 1.</param>
    /// <param name="epsilon">The time of the points' flow that one step follows, &gt; 0.</param>
    /// <exception cref="System.ArgumentException">steps or epsilon is out of range.</exception>
    public static Flow<ParameterState> PersistentlyIn(
        this Flow<ParameterState> flow, Metric<ITransport> metric, int steps, double epsilon) =>
        new(flow.NotNull(nameof(flow)).Functional,
            Core.Flow.persistentlyIn(metric.NotNull(nameof(metric)).OfPoints, steps, epsilon, flow.Wrapped));

    /// <summary>A run from particles of equal weight at the points.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="start">The points at time 0, n x d.</param>
    public static FlowRun<Particles> From(this Flow<ITransport> flow, Points start) =>
        flow.NotNull(nameof(flow)).From(Particles.OfPoints(start));
}
