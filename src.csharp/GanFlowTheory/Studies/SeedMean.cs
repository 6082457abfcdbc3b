namespace GanFlowTheory;

/// <summary>A mean over seeds, with its standard error.</summary>
/// <param name="Mean">The mean; NaN where there is nothing to average.</param>
/// <param name="StandardError">s / sqrt n with s the standard deviation over n seeds (divisor n - 1); null for one seed.</param>
/// <param name="Count">n.</param>
public sealed record SeedMean(double Mean, double? StandardError, int Count)
{
    internal Core.SeedMean Wrapped => new(Mean, StandardError.Option(), Count);

    internal static SeedMean Of(Core.SeedMean mean) => new(mean.Mean, mean.StandardError.OrNull(), mean.Count);
}
