using System;

namespace GanFlowTheory;

/// <summary>Maximum mean discrepancies between measures.</summary>
public static class Mmd
{
    /// <summary>The embedding mu_q(x) = sum_i w_i k(x, x_i) as a potential.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="q">The measure.</param>
    public static Potential Embedding(Kernel kernel, Measure q) =>
        new(Core.Mmd.embedding(kernel.NotNull(nameof(kernel)).Wrapped, q.NotNull(nameof(q)).AsCore));

    /// <summary>E k(X, Y), X ~ p and Y ~ q independent.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="p">The law of X.</param>
    /// <param name="q">The law of Y.</param>
    public static double Inner(Kernel kernel, Measure p, Measure q) =>
        Core.Mmd.inner(kernel.NotNull(nameof(kernel)).Wrapped, p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).AsCore);

    /// <summary>MMD^2(p, q), the diagonal terms included (the biased V-statistic when both are samples).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="p">One measure.</param>
    /// <param name="q">The other measure.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static double Squared(Kernel kernel, Measure p, Measure q) =>
        Core.Mmd.squared(kernel.NotNull(nameof(kernel)).Wrapped, p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).AsCore);

    /// <summary>How many decimal digits of MMD^2(p, q) are lost to a polynomial of degree 2 or more far from the origin, of
    /// the 16 of a double; 0 for other kernels.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="p">One measure.</param>
    /// <param name="q">The other measure.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static double LostDigits(Kernel kernel, Measure p, Measure q) =>
        Core.Mmd.lostDigits(kernel.NotNull(nameof(kernel)).Wrapped, p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).AsCore);
}
