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

    /// <summary>A generator as a player against a discriminator network whose parameters are the other's state: it lowers -E_q
    /// h(u), u the network's output and h the loss, in a metric of its own state, particles or parameters (YZL23).</summary>
    /// <param name="network">The discriminator, with one output.</param>
    /// <param name="loss">h.</param>
    /// <param name="metric">The metric of the generator.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    /// <exception cref="ArgumentException">The network has more than one output, or the other's state is not one point of its
    /// parameters.</exception>
    public static Player<TState, Particles> Generator<TState>(Network network, GeneratorLoss loss, Metric<TState> metric)
        where TState : class =>
        AgainstParticles<TState>(Core.GanPlayers.Player.generator(
            network.NotNull(nameof(network)).Wrapped, loss.NotNull(nameof(loss)).Wrapped,
            metric.NotNull(nameof(metric)).Wrapped));

    /// <summary>A generator as a player against a critic network whose parameters are the other's state: it lowers what the loss
    /// of the options says, in a metric of its own state, particles or parameters; each step sees a batch of the target p
    /// drawn by its seed, and all of its own points.</summary>
    /// <param name="options">The critic that it meets.</param>
    /// <param name="metric">The metric of the generator.</param>
    /// <param name="target">p.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    /// <exception cref="ArgumentException">As for the critic, or the other's state is not one point of its
    /// parameters.</exception>
    public static Player<TState, Particles> GeneratorAgainst<TState>(
        CriticOptions options, Metric<TState> metric, Measure target) where TState : class =>
        AgainstParticles<TState>(Core.GanPlayers.Player.generatorAgainst(
            options.NotNull(nameof(options)).Wrapped, metric.NotNull(nameof(metric)).Wrapped,
            target.NotNull(nameof(target)).AsCore));

    /// <summary>A law as a player against a critic &lt;a, Phi&gt; whose a is the other's state: it lowers -&lt;a, E_q Phi&gt; in a
    /// metric of its own state.</summary>
    /// <param name="features">Phi.</param>
    /// <param name="metric">The metric of the law.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    public static Player<TState, Particles> AgainstFeatures<TState>(Features features, Metric<TState> metric)
        where TState : class =>
        AgainstParticles<TState>(Core.FeatureGames.Player.againstFeatures(
            features.NotNull(nameof(features)).Wrapped, metric.NotNull(nameof(metric)).Wrapped));

    private static Player<TState, Particles> AgainstParticles<TState>(Core.Player<Chart, Core.Particles> player)
        where TState : class =>
        new(new(
            player.Name,
            player.Clock,
            Bridge.Fun((Particles others) => player.Flow.Invoke((Core.Particles)others.AsCore))));

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
