namespace GanFlowTheory;

/// <summary>The Frechet distance of two feature samples (FID), with what is needed to read it.</summary>
/// <param name="Value">The estimate, never negative: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2) of the samples' means
/// and covariances.</param>
/// <param name="OfMeans">The part of the means, |m1 - m2|^2.</param>
/// <param name="OfCovariances">The part of the covariances, the trace.</param>
/// <param name="N">The number of points in the first sample.</param>
/// <param name="M">The number of points in the second sample.</param>
/// <param name="Dimension">The dimension of the features.</param>
/// <param name="Warning">What to beware of, in one sentence; null where there is nothing.</param>
/// <param name="NoStandardError">Why there is no standard error, in one sentence.</param>
public sealed record FidEstimate(
    double Value, double OfMeans, double OfCovariances, int N, int M, int Dimension, string? Warning, string NoStandardError)
{
    internal static FidEstimate Of(Core.FidEstimate e) => new(
        e.Value, e.OfMeans, e.OfCovariances, e.N, e.M, e.Dimension, e.Warning?.Value, e.NoStandardError);
}
