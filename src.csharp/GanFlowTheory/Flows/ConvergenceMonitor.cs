using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>The convergence monitor of flows of 1/2 MMD^2 on parameters (MN21-4): how fast MMD^2 falls, alpha(t), and
/// whether the parameters can still see the difference of the laws.</summary>
public static class ConvergenceMonitor
{
    /// <summary>The smallest eigenvalue of g at q, &gt;= 0 (MN21-1): 0 says that some direction of the parameters does
    /// not move the embedding. By a dense decomposition for P up to 200; 0 for any P greater than n d, the most that
    /// the rank of g can be; otherwise null.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="q">The parameters.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp.</exception>
    public static double? SmallestEigenvalue(Kernel kernel, ParameterState q) =>
        Core.ConvergenceMonitor.smallestEigenvalue(
            kernel.NotNull(nameof(kernel)).Wrapped, q.NotNull(nameof(q)).Wrapped).OrNull();

    /// <summary>alpha = &lt;delta, D (D + lambda)^(-1) delta&gt; / |delta|^2 at q, delta = mu_p - mu_q, D = L L*: the
    /// rate of d/dt MMD^2 = -2 alpha MMD^2 along the parametric kernelized flow (MN21-4); null where MMD^2 is 0 to
    /// rounding.</summary>
    /// <param name="kernel">A kernel with mixed second derivatives everywhere (no cusp).</param>
    /// <param name="lambda">The regularisation, &gt; 0.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The parameters.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp, lambda is not positive, or the dimensions
    /// differ.</exception>
    public static double? Alpha(Kernel kernel, double lambda, Measure p, ParameterState q) =>
        Core.ConvergenceMonitor.alpha(
            kernel.NotNull(nameof(kernel)).Wrapped,
            lambda,
            p.NotNull(nameof(p)).AsCore,
            q.NotNull(nameof(q)).Wrapped).OrNull();

    /// <summary>An observer of one run of a flow of 1/2 MMD^2 with the given kernel, in any metric: it is told the
    /// steps in turn and reports the point of each (MN21-4).</summary>
    /// <param name="kernel">The kernel; one with a cusp has no eigenvalue of g.</param>
    /// <param name="report">Told every point.</param>
    public static Action<FlowStep<ParameterState>> Observer(Kernel kernel, Action<ConvergencePoint> report)
    {
        var observer = Core.ConvergenceMonitor.observer<Chart>(
            kernel.NotNull(nameof(kernel)).Wrapped,
            Bridge.Act((Core.ConvergencePoint point) => report(new ConvergencePoint(point))));
        return step => observer.Invoke(step.NotNull(nameof(step)).Wrapped);
    }

    /// <summary>The points of a finished run of a flow of 1/2 MMD^2 with the given kernel, in any metric: one for each
    /// step, with the smallest eigenvalue of g at the stored states (MN21-4).</summary>
    /// <param name="kernel">The kernel; one with a cusp has no eigenvalue of g.</param>
    /// <param name="path">The run.</param>
    /// <exception cref="ArgumentException">The flow has no functional.</exception>
    public static IReadOnlyList<ConvergencePoint> OfPath(Kernel kernel, FlowPath<ParameterState> path) =>
        Core.ConvergenceMonitor.ofPath(
            kernel.NotNull(nameof(kernel)).Wrapped, path.NotNull(nameof(path)).Wrapped)
            .Map(point => new ConvergencePoint(point));
}
