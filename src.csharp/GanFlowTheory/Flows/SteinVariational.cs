using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>The Stein flow of KL(q||p) from the score of p alone, the velocity of Stein variational gradient descent
/// (Liu and Wang 2016), and the discrepancy that it dissipates.</summary>
public static class SteinVariational
{
    /// <summary>The velocity at the points, n x d: v(x) = sum_j w_j [k(x, x_j) s_p(x_j) + grad_y
    /// k(x, y) at x_j].</summary>
    /// <param name="kernel">k.</param>
    /// <param name="score">grad log p, from n x d points to n x d gradients.</param>
    /// <param name="q">The current law; points stand for their empirical distribution.</param>
    /// <param name="x">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Points Velocity(Kernel kernel, Func<Points, Points> score, Measure q, Points x) =>
        new(Core.SteinVariational.velocity(
            kernel.NotNull(nameof(kernel)).Wrapped,
            ScoreOf(score),
            q.NotNull(nameof(q)).AsCore,
            x.NotNull(nameof(x)).Wrapped));

    /// <summary>The squared kernel Stein discrepancy of q from p, the diagonal included; never negative but for
    /// rounding. Along the velocity, for q with a density, dKL(q||p)/dt is minus this.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="score">grad log p, from n x d points to n x d gradients.</param>
    /// <param name="q">The current law; points stand for their empirical distribution.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp.</exception>
    public static double SquaredDiscrepancy(Kernel kernel, Func<Points, Points> score, Measure q) =>
        Core.SteinVariational.squaredDiscrepancy(
            kernel.NotNull(nameof(kernel)).Wrapped, ScoreOf(score), q.NotNull(nameof(q)).AsCore);

    private static Microsoft.FSharp.Core.FSharpFunc<Core.Points, Core.Points> ScoreOf(Func<Points, Points> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        return Fun((Core.Points x) => score(new Points(x)).Wrapped);
    }
}
