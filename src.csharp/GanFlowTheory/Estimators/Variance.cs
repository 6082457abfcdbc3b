using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>The estimated variance of an estimate.</summary>
/// <param name="Value">The estimate of the variance: exactly unbiased, so that it may be 0 or negative where the variance is
/// small against its own error. There is no standard error then. Null where there is none.</param>
/// <param name="Why">Why there is none, as a sentence; null where there is one.</param>
public sealed record Variance(double? Value, string? Why)
{
    /// <summary>The root of a positive estimate; null otherwise.</summary>
    public double? StandardError => Wrapped.StandardError.OrNull();

    /// <summary>Why there is no standard error, as a sentence; null where there is one.</summary>
    public string? NoStandardError => Wrapped.NoStandardError.OrNothing();

    /// <summary>An estimated variance, to be given to the laws of an estimator of your own.</summary>
    /// <param name="value">The estimate of the variance.</param>
    public static Variance Estimated(double value) => new(value, null);

    /// <summary>No variance, and why.</summary>
    /// <param name="why">A sentence.</param>
    public static Variance Missing(string why) => new(null, why.NotNull(nameof(why)));

    internal Core.Variance Wrapped =>
        Value is { } value ? Core.Variance.NewEstimated(value) : Core.Variance.NewMissing(Why ?? "there is no variance.");

    internal static Variance Of(Core.Variance variance) => variance switch
    {
        Core.Variance.Missing missing => new(null, missing.why),
        _ => new(variance.Value.OrNull(), null),
    };
}
