using System;

namespace GanFlowTheory;

/// <summary>Bandwidths taken from data.</summary>
public static class Bandwidth
{
    /// <summary>The median heuristic: the median of |x_i - x_j| over pairs i &lt; j.</summary>
    /// <param name="points">n x d, n at least 2.</param>
    /// <exception cref="ArgumentException">There are no two points, or the median is 0.</exception>
    public static double Median(Points points) => Core.Bandwidth.median(points.NotNull(nameof(points)).Wrapped);

    /// <summary>The median heuristic over the points of x and y together, as two-sample kernels use it.</summary>
    /// <param name="x">n x d.</param>
    /// <param name="y">m x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ, there are no two points, or the median is
    /// 0.</exception>
    public static double MedianPooled(Points x, Points y) =>
        Core.Bandwidth.medianPooled(x.NotNull(nameof(x)).Wrapped, y.NotNull(nameof(y)).Wrapped);
}
