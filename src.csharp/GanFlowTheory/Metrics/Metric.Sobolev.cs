using System;

namespace GanFlowTheory;

public static partial class Metric
{
    /// <summary>Sobolev-kernelized: K c = (H W + lambda I)^(-1) grad c at the nodes, H = [d_a d'_b k(x_i, x_j)], W the
    /// weights; with equal weights H W = H / n (MN21-7).</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="options">The linear solver; <see cref="SolverOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, or lambda is not positive.</exception>
    public static Metric<ITransport> SobolevKernelized(Kernel kernel, double lambda, SolverOptions? options = null) =>
        new(Core.SobolevMetric.Metric.sobolevKernelizedWith<Chart>(
            (options ?? SolverOptions.Standard).Wrapped, kernel.NotNull(nameof(kernel)).Wrapped, lambda));
}
