using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

public static partial class Metric
{
    /// <summary>Euclidean in the coordinates of a state: K c = b, the gradient in the coordinates; for a generator
    /// b = E_z J(z)^T grad c(G(z)), J = dG/dtheta.</summary>
    public static Metric<State> Euclidean { get; } = new(ParametricMetrics.Metric.euclidean<Chart>());

    /// <summary><see cref="Euclidean"/> on the parameters of a generator, typed so that a generator alone starts its
    /// flow, and what only generators do, such as fresh noise, can be asked of it.</summary>
    public static Metric<ParameterState> Parameters { get; } = new(ParametricMetrics.Metric.euclidean<Chart>());

    /// <summary>Parametric kernelized: K c = (g + lambda I)^(-1) b with g = E_{z,z'} J(z)^T [d d' k(G(z), G(z'))] J(z')
    /// (MN21-2).</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="options">The linear solver; <see cref="SolverOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, or lambda is not positive.</exception>
    public static Metric<ParameterState> Kernelized(Kernel kernel, double lambda, SolverOptions? options = null) =>
        new(ParametricMetrics.Metric.kernelizedWith<Chart>(
            (options ?? SolverOptions.Standard).Wrapped, kernel.NotNull(nameof(kernel)).Wrapped, lambda));

    /// <summary>Parametric Wasserstein-2, the natural gradient: K c = (E J^T J + lambda I)^(-1) b.</summary>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="options">The linear solver; <see cref="SolverOptions.Standard"/> unless given.</param>
    /// <exception cref="ArgumentException">lambda is not positive.</exception>
    public static Metric<ParameterState> Natural(double lambda, SolverOptions? options = null) =>
        new(ParametricMetrics.Metric.naturalWith<Chart>((options ?? SolverOptions.Standard).Wrapped, lambda));

    /// <summary>The metric tensor of MMD pulled back to parameters, applied to a rate: g u; symmetric positive
    /// semidefinite (MN21-1).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="q">The parameters.</param>
    /// <param name="rate">u, length P.</param>
    public static double[] ApplyKernelTensor(Kernel kernel, ParameterState q, double[] rate) =>
        ParametricMetrics.Metric.applyKernelTensor(
            kernel.NotNull(nameof(kernel)).Wrapped, q.NotNull(nameof(q)).Wrapped, rate.NotNull(nameof(rate)));

    /// <summary>The metric tensor g itself, P x P, for small P (MN21-1).</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="q">The parameters.</param>
    public static double[,] KernelTensor(Kernel kernel, ParameterState q) =>
        ParametricMetrics.Metric.kernelTensor(
            kernel.NotNull(nameof(kernel)).Wrapped, q.NotNull(nameof(q)).Wrapped, q.RawCoordinates.Length);
}
