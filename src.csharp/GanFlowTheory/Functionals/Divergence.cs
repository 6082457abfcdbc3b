using System;

namespace GanFlowTheory;

/// <summary>f-divergences to a density p, seen from states that know their own density q:
/// <see cref="Functional.Divergence"/> is the functional.</summary>
public static class Divergence
{
    /// <summary>u = log p - log q at the points, length n: -infinity where p is 0, infinity where only q is.</summary>
    /// <param name="p">The density p.</param>
    /// <param name="q">The density q.</param>
    /// <param name="points">n x d.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static double[] LogRatio(Density p, Density q, Points points) =>
        Core.Divergence.logRatio(
            p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped, points.NotNull(nameof(points)).Wrapped);

    /// <summary>h'(u) = r^2 f''(r) &gt;= 0 at the nodes of q, length n: the mobility of MonoFlow (YZL23), for
    /// <see cref="Metric.Mobility"/>.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="p">The density p.</param>
    /// <param name="q">A state that knows its density.</param>
    /// <exception cref="ArgumentException">q does not know its density, or the dimensions differ.</exception>
    public static double[] Mobility(FDivergence f, Density p, Measure q) =>
        Core.Divergence.mobility(
            f.NotNull(nameof(f)).Wrapped, p.NotNull(nameof(p)).Wrapped,
                Functional.Known<Core.IDensity>(q.NotNull(nameof(q)).AsCore));

    /// <summary>What makes the divergence infinite at q, in one sentence: a node of q where p is 0 while f(r) has no
    /// limit as r tends to 0; null where there is no such node.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="p">The density p.</param>
    /// <param name="q">A state that knows its density.</param>
    /// <exception cref="ArgumentException">q does not know its density, or the dimensions differ.</exception>
    public static string? Obstacle(FDivergence f, Density p, Measure q) =>
        Core.Divergence.obstacle(
            f.NotNull(nameof(f)).Wrapped, p.NotNull(nameof(p)).Wrapped,
                Functional.Known<Core.IDensity>(q.NotNull(nameof(q)).AsCore))?.Value;

    /// <summary>The first variation f(r) - r f'(r), r = p/q, as a function on R^d.</summary>
    /// <param name="f">The divergence.</param>
    /// <param name="p">The density p.</param>
    /// <param name="q">The density q.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public static Potential FirstVariation(FDivergence f, Density p, Density q) =>
        new(Core.Divergence.firstVariation(
            f.NotNull(nameof(f)).Wrapped, p.NotNull(nameof(p)).Wrapped, q.NotNull(nameof(q)).Wrapped));
}
