using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>FID at growing sizes of subsets, and the line in 1/share through it (Chong and Forsyth 2020).</summary>
/// <param name="Value">The line at infinite samples, FID-infinity; it may be negative where the line does not fit or the laws are
/// equal.</param>
/// <param name="Slope">The slope of the line: what both samples at their full sizes add to it, FID's bias there to first
/// order.</param>
/// <param name="Residual">The root mean square distance of the FIDs from the line, in units of FID, with divisor sizes - 2.</param>
/// <param name="Sizes">The estimates at each size, the smallest first; the last is that of the whole samples.</param>
/// <param name="Warning">What to beware of, in one sentence; null where there is nothing.</param>
/// <param name="NoStandardError">Why there is no standard error, in one sentence.</param>
public sealed record FidExtrapolation(
    double Value,
    double Slope,
    double Residual,
    IReadOnlyList<FidEstimate> Sizes,
    string? Warning,
    string NoStandardError)
{
    internal static FidExtrapolation Of(Core.FidExtrapolation e) => new(
        e.Value, e.Slope, e.Residual, e.Sizes.Map(FidEstimate.Of), e.Warning?.Value, e.NoStandardError);
}
