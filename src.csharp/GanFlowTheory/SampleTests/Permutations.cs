using System;

namespace GanFlowTheory;

/// <summary>Exact p-values from statistics that are exchangeable under the hypothesis.</summary>
public static class Permutations
{
    /// <summary>The p-value of the first of some statistics against large values: the share of statistics that are at least
    /// as large, itself and ties counted, so that P(p &lt;= a) &lt;= a where they are exchangeable.</summary>
    /// <param name="slack">Rounding within which statistics count as equal, at least 0.</param>
    /// <param name="statistics">The statistic itself, then those of the permutations; not empty.</param>
    /// <exception cref="ArgumentException">A statistic is not finite, there is none, or the slack is negative.</exception>
    public static double PValue(double slack, params double[] statistics) =>
        Core.Permutations.pValue(slack, statistics.NotNull(nameof(statistics)));
}
