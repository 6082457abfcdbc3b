using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How far a value of ours may be from what it stands for.</summary>
public sealed record FactError
{
    private FactError(Core.FactError wrapped) => Wrapped = wrapped;

    internal Core.FactError Wrapped { get; }

    /// <summary>By at most the tolerance: a computation.</summary>
    /// <param name="tolerance">At least 0.</param>
    /// <exception cref="ArgumentException">The tolerance is negative.</exception>
    public static FactError Computed(double tolerance) => tolerance >= 0
        ? new(Core.FactError.NewComputed(tolerance))
        : throw new ArgumentException($"tolerance must be at least 0, but is {tolerance}.", nameof(tolerance));

    /// <summary>By chance, with this standard error: a simulation, or a mean over seeds.</summary>
    /// <param name="standardError">At least 0; NaN where it is not known.</param>
    /// <exception cref="ArgumentException">The standard error is negative.</exception>
    public static FactError Sampled(double standardError) => standardError < 0
        ? throw new ArgumentException($"standardError must be at least 0, but is {standardError}.", nameof(standardError))
        : new(Core.FactError.NewSampled(standardError));

    /// <summary>The tolerance of a computation; null where the error is by chance.</summary>
    public double? Tolerance => Wrapped is Core.FactError.Computed c ? c.tolerance : null;

    /// <summary>The standard error; null for a computation, NaN where it is not known.</summary>
    public double? StandardError => Wrapped is Core.FactError.Sampled s ? s.standardError : null;

    /// <summary>The margin: the tolerance, or three standard errors.</summary>
    public double Margin => FactErrorModule.margin(Wrapped);

    /// <summary>The error in words, such as ± 0.002 or within 1e-9.</summary>
    public string Text => FactErrorModule.text(Wrapped);

    /// <summary>The error in words.</summary>
    public override string ToString() => Text;

    internal static FactError Of(Core.FactError error) => new(error);
}
