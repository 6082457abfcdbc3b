using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>A kernel distance between two sets of features.</summary>
/// <param name="Estimate">The estimate of MMD^2, with its standard error where it has one.</param>
/// <param name="Spread">The standard deviation (divisor B - 1) of the estimates on the B subsets or blocks, in units of
/// the estimate; null for the full estimator and for a single part.</param>
/// <param name="Parts">The number of subsets or blocks; 1 for the full estimator.</param>
/// <param name="Kernel">The kernel's name.</param>
/// <param name="Remarks">What to know when reading the estimate, in sentences; often none.</param>
public sealed record KidEstimate(
    Estimate Estimate, double? Spread, int Parts, string Kernel, IReadOnlyList<string> Remarks)
{
    /// <summary>Why there is no standard error, in one sentence; null where there is one.</summary>
    public string? NoStandardError => Estimate.NoStandardError;

    internal static KidEstimate Of(Core.KidEstimate e) =>
        new(
            GanFlowTheory.Estimate.Of(e.Estimate),
            e.Spread.OrNull(),
            e.Parts,
            e.Kernel,
            e.Remarks.ToArray().ReadOnly());
}
