using System;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;

namespace GanFlowTheory;

public static partial class Metric
{
    /// <summary>Wasserstein-2 on a grid: the conductivity of a face between cells is L(q_i, q_j) / h^2, L the
    /// logarithmic mean (Maas 2011). Faces of an empty cell conduct nothing.</summary>
    public static Metric<GridDensity> OnGrid { get; } = Lift(GridMetrics.Metric.onGrid);

    /// <summary>The Wasserstein-2 metric of the finite-volume flow of D_f(p||q), see <see cref="FokkerPlanck"/>: K xi
    /// is the scheme's two-point flux.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    public static Metric<GridDensity> OnGridAlong(FDivergence f, GridDensity target) =>
        Lift(GridMetrics.Metric.onGridAlong(f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped));

    internal static Metric<GridDensity> Lift(Core.Metric<Core.GridDensity> metric) =>
        new(new Core.Metric<Chart>(
            metric.Name,
            Bridge.Fun((Chart q, Core.Covector c) => metric.Apply.Invoke((Core.GridDensity)q.State.AsCore).Invoke(c)),
            null,
            Bridge.Fun((Chart _) => (FSharpOption<double[]>?)null)));
}
