using System;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>An estimator of MMD^2.</summary>
/// <param name="Estimate">The estimator.</param>
/// <param name="GroupsByOrder">Whether it groups the points of a sample by their order: it is for samples in no order.</param>
internal sealed record EstimatorChoice(Func<Kernel, Points, Points, Estimate> Estimate, bool GroupsByOrder)
{
    internal static EstimatorChoice Of(string text)
    {
        var name = text.Trim();
        return new(
            MmdEstimator.Parse(name),
            name is "linear" or "ustat" || name.StartsWith("block:", StringComparison.Ordinal));
    }
}
