using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How the steps of a game are taken.</summary>
public sealed class GameScheme
{
    internal GameScheme(Core.GameScheme wrapped) => Wrapped = wrapped;

    internal Core.GameScheme Wrapped { get; }

    /// <summary>The name, such as alternating:0.1@order:2,1.</summary>
    public string Name => GameSchemeModule.name(Wrapped);

    /// <summary>The order in which the scheme tends to the dual flow as its steps shrink.</summary>
    public int Order => GameSchemeModule.order(Wrapped);

    /// <summary>Every player at once, by explicit Euler with step tau: x+ = x + tau v(x, y), y+ = y + tau v(x, y). Order
    /// 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Simultaneous(double tau) => new(GameSchemeModule.simultaneous(tau));

    /// <summary>One player after the other in the order of their seats, by explicit Euler with step tau. Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Alternating(double tau) => new(GameSchemeModule.alternating(tau));

    /// <summary>Minimising movements of length tau, each player against the others' old states. Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Jacobi(double tau) => new(GameSchemeModule.jacobi(tau));

    /// <summary>Minimising movements of length tau, one player after the other in the order of their seats, each against the
    /// others' states by then. Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme GaussSeidel(double tau) => new(GameSchemeModule.gaussSeidel(tau));

    /// <summary>The joint minimising movement of length tau: each player's new state is optimal against the others' new
    /// states. Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Joint(double tau) => new(GameSchemeModule.joint(tau));

    /// <summary>The implicit midpoint rule with step tau: it keeps the invariants of rotations. Order 2.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Midpoint(double tau) => new(GameSchemeModule.midpoint(tau));

    /// <summary>Extragradient with step tau: x+ = x + tau v(x + tau v(x)). Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Extragradient(double tau) => new(GameSchemeModule.extragradient(tau));

    /// <summary>Optimistic steps of length tau: x+ = x + tau (2 v - v of the step before). Order 1.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite.</exception>
    public static GameScheme Optimistic(double tau) => new(GameSchemeModule.optimistic(tau));

    /// <summary>One player after the other, each by its own integrator, see
    /// <see cref="Player{TState, TOthers}.SteppedBy"/>: a GAN with K steps of the discriminator for one of the generator
    /// (T21-0). Time advances by the step of the last.</summary>
    public static GameScheme OwnSteps { get; } = new(GameSchemeModule.ownSteps);

    /// <summary>So many inner steps of the critic, at least 1, then one of the generator, each by its own integrator: how GANs are
    /// trained (T21-0). The generator is the first of two players.</summary>
    /// <param name="steps">The inner steps, at least 1.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static GameScheme CriticFirst(int steps) => new(GanGames.GameScheme.criticFirst(steps));

    /// <summary>An integrator of the coordinates of all players at once.</summary>
    /// <param name="integrator">The integrator.</param>
    public static GameScheme Integrated(Integrator integrator) =>
        new(GameSchemeModule.integrated(integrator.NotNull(nameof(integrator)).Wrapped));

    /// <summary>The same scheme with steps of length tau, for families of step lengths; the rate of an
    /// optimiser.</summary>
    /// <param name="tau">The step, &gt; 0.</param>
    /// <exception cref="ArgumentException">tau is not positive and finite; an integrator that controls its error chooses its
    /// own steps, and where players step by their own integrators, those say how long.</exception>
    public GameScheme WithStep(double tau) => new(GameSchemeModule.withStep(tau, Wrapped));

    /// <summary>In this order of the players, each once, 0 for the first.</summary>
    /// <param name="order">The numbers of the players.</param>
    /// <exception cref="ArgumentException">A player is missing or named twice, or players of this scheme take no
    /// turns.</exception>
    public GameScheme InOrder(params int[] order) =>
        new(GameSchemeModule.inOrder(Bridge.List(order.NotNull(nameof(order))), Wrapped));

    /// <summary>With so many steps of each player, by its number, at least 1, before the next one moves.</summary>
    /// <param name="steps">The steps of each player: K steps are a clock K times as fast.</param>
    /// <exception cref="ArgumentException">A number is below 1, or players of this scheme take no turns.</exception>
    public GameScheme WithInnerSteps(params int[] steps) =>
        new(GameSchemeModule.withInnerSteps(Bridge.List(steps.NotNull(nameof(steps))), Wrapped));

    /// <summary>How schemes are spelled; those in which players take turns may be followed by @order:PLAYERS and by
    /// @inner:STEPS.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(GameSchemeExpressions.GameScheme.forms);

    /// <summary>The scheme of an expression, such as joint:0.1 or alternating:0.1@order:2,1@inner:5,1.</summary>
    /// <param name="expression">The text.</param>
    /// <exception cref="ArgumentException">The expression is none; one sentence says why, and names the nearest
    /// scheme.</exception>
    public static GameScheme Parse(string expression) =>
        new(GameSchemeExpressions.GameScheme.parse(expression.NotNull(nameof(expression))));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
