using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>Kernel sums over all pairs of two point clouds, by the sums that the kernel carries: the standard ones unless
/// it was moved by <see cref="Kernel.On"/>.</summary>
public static class Pairwise
{
    /// <summary>sum_j w_j k(x_i, y_j), length n.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="w">Length m.</param>
    /// <exception cref="System.ArgumentException">The shapes do not fit together.</exception>
    public static double[] Apply(Kernel k, Points x, Points y, double[] w) =>
        Core.Pairwise.apply(
            k.NotNull(nameof(k)).Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped,
                w.NotNull(nameof(w)));

    /// <summary>sum_j k(x_i, y_j) v_j, n x d.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="v">m x d.</param>
    /// <exception cref="System.ArgumentException">The shapes do not fit together.</exception>
    public static Points ApplyVectors(Kernel k, Points x, Points y, Points v) =>
        new(Core.Pairwise.applyVectors(
            k.NotNull(nameof(k)).Wrapped,
            x.NotNull(nameof(x)).Wrapped,
            y.NotNull(nameof(y)).Wrapped,
            v.NotNull(nameof(v)).Wrapped));

    /// <summary>sum_j w_j grad_x k(x_i, y_j), n x d.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="w">Length m.</param>
    /// <exception cref="System.ArgumentException">The shapes do not fit together.</exception>
    public static Points Gradient(Kernel k, Points x, Points y, double[] w) =>
        new(Core.Pairwise.gradient(
            k.NotNull(nameof(k)).Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped,
                w.NotNull(nameof(w))));

    /// <summary>The values sum_j w_j k(x_i, y_j), length n, and their gradients, n x d, in one pass.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="w">Length m.</param>
    /// <exception cref="System.ArgumentException">The shapes do not fit together.</exception>
    public static (double[] Values, Points Gradient) ApplyWithGradient(Kernel k, Points x, Points y, double[] w)
    {
        var (values, gradient) = Core.Pairwise.applyWithGradient(
            k.NotNull(nameof(k)).Wrapped, x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped,
                w.NotNull(nameof(w)));
        return (values, new Points(gradient));
    }

    /// <summary>sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d.</summary>
    /// <param name="k">The kernel.</param>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <param name="v">m x d.</param>
    /// <exception cref="System.ArgumentException">The shapes do not fit together.</exception>
    public static Points MixedHessian(Kernel k, Points x, Points y, Points v) =>
        new(Core.Pairwise.mixedHessian(
            k.NotNull(nameof(k)).Wrapped,
            x.NotNull(nameof(x)).Wrapped,
            y.NotNull(nameof(y)).Wrapped,
            v.NotNull(nameof(v)).Wrapped));
}
