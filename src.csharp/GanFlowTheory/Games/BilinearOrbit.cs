using System;

namespace GanFlowTheory;

/// <summary>Bilinear games in closed form (T21-4). On a pair of singular vectors of A with singular value s, z = x/sqrt kappa_X +
/// i y/sqrt kappa_Y rotates by dz/dt = i s sqrt(kappa_X kappa_Y) z, and a scheme takes each step by a fixed linear
/// map.</summary>
public static class BilinearOrbit
{
    /// <summary>|x|^2/kappa_X + |y|^2/kappa_Y at the steps 0, 1, ..., n of a scheme of the game of a matrix, in closed form
    /// for each of its singular values: what the dual flow conserves. Null where a scheme's steps are no fixed linear map:
    /// those that choose their lengths, and optimisers other than extragradient and optimistic.</summary>
    /// <param name="scheme">The scheme.</param>
    /// <param name="a">A, n x m.</param>
    /// <param name="clocks">kappa_X and kappa_Y, both &gt; 0.</param>
    /// <param name="x">The start in R^n.</param>
    /// <param name="y">The start in R^m.</param>
    /// <param name="steps">The number of steps, at least 0.</param>
    /// <exception cref="ArgumentException">A clock is not positive, or x or y has another length than A.</exception>
    public static double[]? SquaredRadii(
        GameScheme scheme, double[,] a, (double First, double Second) clocks, double[] x, double[] y, int steps) =>
        Core.BilinearOrbit.squaredRadii(
            scheme.NotNull(nameof(scheme)).Wrapped,
            a.NotNull(nameof(a)),
            (clocks.First, clocks.Second),
            x.NotNull(nameof(x)),
            y.NotNull(nameof(y)),
            steps)?.Value;
}
