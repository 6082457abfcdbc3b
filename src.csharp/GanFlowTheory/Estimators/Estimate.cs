namespace GanFlowTheory;

/// <summary>An estimate from samples, with what is needed to read it.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="StandardError">The estimated standard deviation of the value; null where the samples are too small for
/// one.</param>
/// <param name="Estimator">The estimator's name, as in <see cref="MmdEstimator.ByName"/>.</param>
/// <param name="N">The number of points in the first sample.</param>
/// <param name="M">The number of points in the second sample.</param>
/// <param name="CanBeNegative">Whether a negative value is legal: an unbiased estimator of a quantity that may be 0
/// must go below it.</param>
public sealed record Estimate(double Value, double? StandardError, string Estimator, int N, int M, bool CanBeNegative)
{
    internal Core.Estimate Wrapped => new(Value, StandardError.Option(), Estimator, N, M, CanBeNegative);

    internal static Estimate Of(Core.Estimate e) =>
        new(e.Value, e.StandardError.OrNull(), e.Estimator, e.N, e.M, e.CanBeNegative);
}
