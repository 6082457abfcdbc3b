namespace GanFlowTheory;

/// <summary>An estimate from samples, with what is needed to read it.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Variance">The estimated variance of the value, in its squared units.</param>
/// <param name="Estimator">The estimator's name, as in <see cref="MmdEstimator.Parse"/>.</param>
/// <param name="N">The number of points in the first sample.</param>
/// <param name="M">The number of points in the second sample.</param>
/// <param name="CanBeNegative">Whether a negative value is legal: an unbiased estimator of a quantity that may be 0
/// must go below it.</param>
public sealed record Estimate(double Value, Variance Variance, string Estimator, int N, int M, bool CanBeNegative)
{
    /// <summary>The root of a positive estimate of the variance; null otherwise, and there is no floor.</summary>
    public double? StandardError => Variance.StandardError;

    /// <summary>Why there is no standard error, as a sentence; null where there is one.</summary>
    public string? NoStandardError => Variance.NoStandardError;

    internal Core.Estimate Wrapped => new(Value, Variance.Wrapped, Estimator, N, M, CanBeNegative);

    internal static Estimate Of(Core.Estimate e) =>
        new(e.Value, Variance.Of(e.Variance), e.Estimator, e.N, e.M, e.CanBeNegative);
}
