using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A game of players, each of whom has a functional of all states, a metric and a clock: the dual flow dx =
/// -kappa_X K_X dE_X/dx, dy = -kappa_Y K_Y dE_Y/dy (T21, our reading). It is a flow on the product of the states along the
/// covector of each player's own first variation, which is no differential in general: no functional need
/// fall.</summary>
/// <typeparam name="TState">The product of the players' states.</typeparam>
public sealed class Game<TState> where TState : State
{
    internal Game(Core.Game<Chart> wrapped) => Wrapped = wrapped;

    internal Core.Game<Chart> Wrapped { get; }

    /// <summary>The name shown in reports.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The same players on other clocks kappa &gt;= 0, one for each, not all 0.</summary>
    /// <param name="clocks">The clocks, in the order of the players.</param>
    /// <exception cref="ArgumentException">A clock is negative, all are 0, or there are not as many as players.</exception>
    public Game<TState> WithClocks(params double[] clocks) =>
        new(Core.Game.withClocks(Bridge.List(clocks.NotNull(nameof(clocks))), Wrapped));

    /// <summary>The metric of a game: each player's own, times its clock, on the player's own part, &lt;xi, K eta&gt; =
    /// sum_i kappa_i &lt;xi_i, K_i eta_i&gt;.</summary>
    public Metric<TState> Metric => new(Core.Game.metric(Wrapped));

    /// <summary>The flow of a game on the product of its states, by explicit Euler with step 0.1 until another scheme is
    /// chosen: the dual flow.</summary>
    public Flow<TState> Flow => new(null, Core.Game.flow(Wrapped));

    /// <summary>The flow of a game stepped by a scheme, from a start: a run of the one loop of the library.</summary>
    /// <param name="start">The state at time 0.</param>
    /// <param name="scheme">The scheme.</param>
    /// <exception cref="ArgumentException">A movement needs a metric that is Euclidean in the player's coordinates, steps
    /// by the players' own integrators need Euler or optimisers, and turns must name each player.</exception>
    public FlowRun<TState> From(TState start, GameScheme scheme) =>
        new(GameRuns.Game.from(
            new Chart(start.NotNull(nameof(start))), scheme.NotNull(nameof(scheme)).Wrapped, Wrapped));

    /// <summary>What is measured of each player at q: E and kappa &lt;c, K c&gt;, in the order of the players. Along the
    /// flow dE_X/dt is minus the player's dissipation, where it sees its functional exactly, plus what the others' motion
    /// adds.</summary>
    /// <param name="q">The state.</param>
    public IReadOnlyList<PlayerMeasurement> Measure(TState q) =>
        Core.Game.measure(Wrapped, new Chart(q.NotNull(nameof(q)))).Map(PlayerMeasurement.Of);

    /// <summary>The Nikaido-Isoda gap sum_i (E_i(q) - min over the player's own states of E_i): how much the players could
    /// win by a best response each, the others standing; 0 exactly at Nash equilibria. Null where a player has no best
    /// response, has no value, or moves in a metric that is not Euclidean in its coordinates. Minima are found from the
    /// player's state: the gap is exact where every E_i is convex in the player's coordinates.</summary>
    /// <param name="q">The state.</param>
    public double? NikaidoIsoda(TState q) =>
        BestResponses.Game.nikaidoIsoda(Wrapped, new Chart(q.NotNull(nameof(q)))).OrNull();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
