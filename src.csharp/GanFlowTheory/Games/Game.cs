using System;
using System.Linq;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>Making games, and the flows that they are.</summary>
public static partial class Game
{
    /// <summary>A game of two players, each of whom sees the other's state.</summary>
    /// <param name="first">The first player, who sees the second's state.</param>
    /// <param name="second">The second player, who sees the first's state.</param>
    /// <typeparam name="TFirst">The first player's state.</typeparam>
    /// <typeparam name="TSecond">The second player's state.</typeparam>
    /// <typeparam name="TFirstMoved">What the first player's metric can move.</typeparam>
    /// <typeparam name="TSecondMoved">What the second player's metric can move.</typeparam>
    /// <exception cref="ArgumentException">Both clocks are 0.</exception>
    public static Game<Product<TFirst, TSecond>> Create<TFirst, TSecond, TFirstMoved, TSecondMoved>(
        Player<TFirstMoved, TSecond> first, Player<TSecondMoved, TFirst> second)
        where TFirst : State, TFirstMoved
        where TSecond : State, TSecondMoved
        where TFirstMoved : class
        where TSecondMoved : class =>
        new(On<Core.Product<Chart, Chart>, Product<TFirst, TSecond>>(
            Core.Game.create(
                first.NotNull(nameof(first)).Seeing((Chart y) => (TSecond)y.State),
                second.NotNull(nameof(second)).Seeing((Chart x) => (TFirst)x.State)),
            q => q.Wrapped,
            q => new(q)));

    /// <summary>A game of three players on a product of one state and a product of two; each player sees the product of the
    /// others' states.</summary>
    /// <param name="first">The first player.</param>
    /// <param name="second">The second player.</param>
    /// <param name="third">The third player.</param>
    /// <typeparam name="TFirst">The first player's state.</typeparam>
    /// <typeparam name="TSecond">The second player's state.</typeparam>
    /// <typeparam name="TThird">The third player's state.</typeparam>
    /// <typeparam name="TFirstMoved">What the first player's metric can move.</typeparam>
    /// <typeparam name="TSecondMoved">What the second player's metric can move.</typeparam>
    /// <typeparam name="TThirdMoved">What the third player's metric can move.</typeparam>
    /// <exception cref="ArgumentException">All clocks are 0.</exception>
    public static Game<Product<TFirst, Product<TSecond, TThird>>> OfThree<
        TFirst, TSecond, TThird, TFirstMoved, TSecondMoved, TThirdMoved>(
        Player<TFirstMoved, Product<TSecond, TThird>> first,
        Player<TSecondMoved, Product<TFirst, TThird>> second,
        Player<TThirdMoved, Product<TFirst, TSecond>> third)
        where TFirst : State, TFirstMoved
        where TSecond : State, TSecondMoved
        where TThird : State, TThirdMoved
        where TFirstMoved : class
        where TSecondMoved : class
        where TThirdMoved : class =>
        new(On<Core.Product<Chart, Core.Product<Chart, Chart>>, Product<TFirst, Product<TSecond, TThird>>>(
            Core.Game.ofThree(
                first.NotNull(nameof(first)).Seeing((Core.Product<Chart, Chart> q) => new Product<TSecond, TThird>(q)),
                second.NotNull(nameof(second)).Seeing((Core.Product<Chart, Chart> q) => new Product<TFirst, TThird>(q)),
                third.NotNull(nameof(third)).Seeing((Core.Product<Chart, Chart> q) => new Product<TFirst, TSecond>(q))),
            q => Core.Product.create(q.Wrapped.First, q.Second.Wrapped),
            q => new(Core.Product.create(q.First, new Chart(new Product<TSecond, TThird>(q.Second))))));

    /// <summary>The zero-sum game of a matrix A, n x m: a first player x in R^n that lowers x^T A y and a second y in R^m
    /// that raises it, each in Wasserstein-2 with clock 1; on points dx = -A y dt, dy = A^T x dt. On laws it is E x^T A y, x
    /// and y independent: the matrix game of mixed strategies.</summary>
    /// <param name="a">A, n x m, finite.</param>
    /// <exception cref="ArgumentException">A is empty or not finite; at a step, a state of another dimension than
    /// A.</exception>
    public static Game<Product<Particles, Particles>> Bilinear(double[,] a) =>
        OfParticles(BilinearGames.Game.bilinear(a.NotNull(nameof(a))));

    // A game of the core's particles.
    private static Game<Product<Particles, Particles>> OfParticles(
        Core.Game<Core.Product<Core.Particles, Core.Particles>> game) =>
        new(On<Core.Product<Core.Particles, Core.Particles>, Product<Particles, Particles>>(
            game,
            q => Core.Product.create((Core.Particles)q.First.AsCore, (Core.Particles)q.Second.AsCore),
            q => Product.Create(new Particles(q.First), new Particles(q.Second))));

    /// <summary>The same game on the facade's states.</summary>
    private static Core.Game<Chart> On<Q, T>(Core.Game<Q> game, Func<T, Q> core, Func<Q, T> mine) where T : State
    {
        Q Of(Chart q) => core((T)q.State);
        return new(game.Name, [.. game.Seats.Select(seat => new Seat<Chart>(
            seat.Name,
            seat.Clock,
            Fun((Chart q) => seat.Block.Invoke(Of(q))),
            Fun((double[] coordinates, Chart q) => new Chart(mine(seat.Replace.Invoke(coordinates).Invoke(Of(q))))),
            Fun((Core.Seed seed, Chart q) => seat.See.Invoke(seed).Invoke(Of(q))),
            Fun((Chart q, Core.Covector c) => seat.Move.Invoke(Of(q)).Invoke(c)),
            Fun((Chart q) => seat.Integrator.Invoke(Of(q))),
            Fun((Chart q) => seat.Value.Invoke(Of(q))),
            Fun((Chart q) => seat.Masses.Invoke(Of(q))),
            Fun((Chart q) => seat.Nearest.Invoke(Of(q))),
            Fun((Chart q) => seat.Metric.Invoke(Of(q)))))]);
    }
}
