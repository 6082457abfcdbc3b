using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public static partial class Game
{
    /// <summary>The Dirac-GAN (Mescheder et al. 2018): a generated point theta against a linear discriminator psi, data at 0,
    /// log-ratio u = &lt;theta, psi&gt;; theta lowers -h(u), psi lowers h(u) + gamma/2 |psi|^2, gamma &gt;= 0 the R1 penalty. With
    /// gamma = 0 the game is zero-sum and its flow keeps |theta|^2 + |psi|^2 for every h; with gamma &gt; 0 that falls at the
    /// rate 2 gamma |psi|^2 (T21).</summary>
    /// <param name="loss">h, such as <see cref="DiracLoss.Parse"/> gives.</param>
    /// <param name="gamma">The penalty, &gt;= 0.</param>
    /// <exception cref="ArgumentException">gamma is negative or not finite.</exception>
    public static Game<Product<Particles, Particles>> Dirac(GeneratorLoss loss, double gamma) =>
        OfParticles(DiracGames.Game.dirac(loss.NotNull(nameof(loss)).Wrapped, gamma));

    /// <summary>The Dirac-GAN of two losses: psi lowers the classification loss fake(u) + gamma/2 |psi|^2, theta lowers -h(u), such
    /// as cross-entropy against the non-saturating h. It is zero-sum where h = fake, such as for vanilla; elsewhere |theta|^2 +
    /// |psi|^2 changes.</summary>
    /// <param name="classification">The discriminator's loss.</param>
    /// <param name="loss">h.</param>
    /// <param name="gamma">The penalty, &gt;= 0.</param>
    /// <exception cref="ArgumentException">gamma is negative or not finite.</exception>
    public static Game<Product<Particles, Particles>> DiracAgainst(
        ClassificationLoss classification, GeneratorLoss loss, double gamma) =>
        OfParticles(DiracGames.Game.diracAgainst(
            classification.NotNull(nameof(classification)).Wrapped, loss.NotNull(nameof(loss)).Wrapped, gamma));

    /// <summary>The linear-quadratic game of two points x in R^n and y in R^m: E_X = 1/2 x^T P x + x^T A y + p^T x, E_Y = 1/2 y^T Q y
    /// - y^T B x + q^T y (T21-7). Its stationary point is <see cref="LinearQuadratic.Equilibrium"/>.</summary>
    /// <param name="game">The matrices.</param>
    public static Game<Product<Particles, Particles>> LinearQuadratic(LinearQuadratic game) =>
        OfParticles(LinearQuadraticGames.Game.linearQuadratic(game.NotNull(nameof(game)).Wrapped));

    /// <summary>The flow of 1/2 MMD^2 against a moving kernel witness in a finite space of features: a law in a metric of its own
    /// against a critic &lt;a, Phi&gt; with ridge lambda &gt;= 0 on the clock kappa &gt;= 0 (T21-6). kappa = 0 freezes the critic
    /// (T21-5); as kappa tends to infinity it is <see cref="FeatureBestResponse"/>.</summary>
    /// <param name="kappa">The critic's clock, &gt;= 0.</param>
    /// <param name="features">Phi.</param>
    /// <param name="lambda">The ridge, &gt;= 0.</param>
    /// <param name="metric">The metric of the law, such as <c>Metric.Wasserstein.On&lt;Particles&gt;()</c>.</param>
    /// <param name="target">p.</param>
    /// <typeparam name="TState">The law's state.</typeparam>
    /// <exception cref="ArgumentException">A number is out of range, or the dimensions differ.</exception>
    public static Game<Product<TState, Particles>> FeatureWitness<TState>(
        double kappa, Features features, double lambda, Metric<TState> metric, Measure target) where TState : State =>
        AgainstParticles<TState>(FeatureGames.Game.featureWitness(
            kappa, features.NotNull(nameof(features)).Wrapped, lambda, metric.NotNull(nameof(metric)).Wrapped,
            target.NotNull(nameof(target)).AsCore));

    /// <summary>The law's flow while the critic plays its best response at every moment, lambda &gt; 0: that of 1/lambda times 1/2
    /// MMD^2 with the kernel &lt;Phi(x), Phi(y)&gt; (T21-6).</summary>
    /// <param name="features">Phi.</param>
    /// <param name="lambda">The ridge, &gt; 0.</param>
    /// <param name="metric">The metric of the law.</param>
    /// <param name="target">p.</param>
    /// <typeparam name="TState">What the metric can move.</typeparam>
    /// <exception cref="ArgumentException">lambda is not positive, or the dimensions differ.</exception>
    public static Flow<TState> FeatureBestResponse<TState>(
        Features features, double lambda, Metric<TState> metric, Measure target) where TState : class =>
        new(
            Functional.FeatureResponse(features, lambda, target),
            FeatureGames.Game.featureBestResponse(
                features.Wrapped, lambda, metric.NotNull(nameof(metric)).Wrapped, target.AsCore));

    /// <summary>A GAN as a game: the generator, particles or parameters in a metric of theirs, against the parameters of the
    /// discriminator that the options describe (T21-0). The integrator is the generator's in
    /// <see cref="GameScheme.CriticFirst"/>, Euler or an optimiser; the discriminator's optimiser is that of the
    /// options.</summary>
    /// <param name="options">The discriminator; what they say of first and later steps, held-out points and patience is not
    /// asked.</param>
    /// <param name="loss">The generator's loss h.</param>
    /// <param name="metric">The metric of the generator, such as <see cref="Metric.Parameters"/>.</param>
    /// <param name="integrator">The generator's integrator.</param>
    /// <param name="target">p.</param>
    /// <typeparam name="TState">The generator's state.</typeparam>
    /// <exception cref="ArgumentException">The network has more than one output or does not take points of the target's
    /// dimension, or an option lies outside its range.</exception>
    public static Game<Product<TState, Particles>> Gan<TState>(
        DiscriminatorOptions options, GeneratorLoss loss, Metric<TState> metric, Integrator integrator, Measure target)
        where TState : State =>
        AgainstParticles<TState>(GanGames.Game.gan(
            options.NotNull(nameof(options)).Wrapped, loss.NotNull(nameof(loss)).Wrapped,
            metric.NotNull(nameof(metric)).Wrapped, integrator.NotNull(nameof(integrator)).Wrapped,
            target.NotNull(nameof(target)).AsCore));

    /// <summary>An adversarial game (BSAG18-9): the generator, particles or parameters in a metric of theirs, against the
    /// parameters of the critic network that the options describe. The integrator is the generator's in
    /// <see cref="GameScheme.CriticFirst"/>, Euler or an optimiser; the critic's optimiser is that of the options.</summary>
    /// <param name="options">The critic; what they say of first and later steps is not asked.</param>
    /// <param name="metric">The metric of the generator, such as <see cref="Metric.Parameters"/>.</param>
    /// <param name="integrator">The generator's integrator.</param>
    /// <param name="target">p.</param>
    /// <typeparam name="TState">The generator's state.</typeparam>
    /// <exception cref="ArgumentException">The network has another number of outputs than the loss wants, does not take points
    /// of the target's dimension, or an option lies outside its range.</exception>
    public static Game<Product<TState, Particles>> Adversarial<TState>(
        CriticOptions options, Metric<TState> metric, Integrator integrator, Measure target)
        where TState : State =>
        AgainstParticles<TState>(GanGames.Game.adversarial(
            options.NotNull(nameof(options)).Wrapped, metric.NotNull(nameof(metric)).Wrapped,
            integrator.NotNull(nameof(integrator)).Wrapped, target.NotNull(nameof(target)).AsCore));

    /// <summary>The start of a GAN: the generator's state beside the network's initial parameters, by the seed of the run; those that
    /// a critic trained by a run of the seed begins with.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="network">The discriminator.</param>
    /// <param name="q">The generator's state.</param>
    /// <typeparam name="TState">The generator's state.</typeparam>
    public static Product<TState, Particles> GanStart<TState>(Seed seed, Network network, TState q) where TState : State
    {
        var start = GanGames.Game.ganStart(
            seed.Wrapped, network.NotNull(nameof(network)).Wrapped, new Chart(q.NotNull(nameof(q))));
        return Product.Create(q, new Particles(start.Second));
    }

    // A game of a state of the facade against the core's particles.
    private static Game<Product<TState, Particles>> AgainstParticles<TState>(
        Core.Game<Core.Product<Chart, Core.Particles>> game) where TState : State =>
        new(On<Core.Product<Chart, Core.Particles>, Product<TState, Particles>>(
            game,
            q => Core.Product.create(q.Wrapped.First, (Core.Particles)q.Second.AsCore),
            q => Product.Create((TState)q.First.State, new Particles(q.Second))));
}
