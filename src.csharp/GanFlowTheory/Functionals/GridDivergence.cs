using System;
using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>f-divergences D_f(p||q) = sum_i m_i f(r_i) between densities on one grid.</summary>
public static class GridDivergence
{
    /// <summary>D_f(p||q); where q is 0 a cell counts p f'(infinity), where p is 0 it counts q f(0).</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    /// <param name="q">q, on the same grid.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static double Value(FDivergence f, GridDensity target, GridDensity q) =>
        Core.GridDivergence.value(
            f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped, q.NotNull(nameof(q)).Wrapped);

    /// <summary>The first variation xi = f(r) - r f'(r) on each cell, length n.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    /// <param name="q">q, on the same grid.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static IReadOnlyList<double> FirstVariation(FDivergence f, GridDensity target, GridDensity q) =>
        Core.GridDivergence.firstVariation(
                f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped, q.NotNull(nameof(q)).Wrapped)
            .ReadOnly();

    /// <summary>What the tails beyond the grid would add to D_f(p||q), an estimate &gt;= 0: on each line of cells the terms
    /// of the two cells at its ends are continued as a geometric sequence. Infinite where terms grow outwards and are not
    /// nothing.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="target">p.</param>
    /// <param name="q">q, on the same grid.</param>
    /// <exception cref="ArgumentException">The grids differ.</exception>
    public static double Outside(FDivergence f, GridDensity target, GridDensity q) =>
        Core.GridDivergence.outside(
            f.NotNull(nameof(f)).Wrapped, target.NotNull(nameof(target)).Wrapped, q.NotNull(nameof(q)).Wrapped);
}
