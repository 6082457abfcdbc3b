using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>What a flow with steps of length tau tends to at a fixed time as tau goes to 0.</summary>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed class LimitStudy<TState> where TState : State
{
    private readonly Core.LimitStudy<Chart> wrapped;

    internal LimitStudy(Core.LimitStudy<Chart> wrapped) => this.wrapped = wrapped;

    /// <summary>The time T.</summary>
    public double Time => wrapped.Time;

    /// <summary>The runs, from the longest steps to the shortest, each half of the one before.</summary>
    public IReadOnlyList<LimitLevel<TState>> Levels =>
        wrapped.Levels.Map(level => new LimitLevel<TState>(
            level.Tau, level.Steps, (TState)level.End.State, Outcome.Of(level.Outcome),
            level.Quantities.Map(course => new Course(course))));

    /// <summary>d_k, the root mean square over the coordinates of the difference of the ends of runs k and k + 1; NaN where
    /// one of them did not reach the time.</summary>
    public IReadOnlyList<double> Differences => wrapped.Differences.ReadOnly();

    /// <summary>What rounding, and the residuals of equations that steps solve, may make of a difference.</summary>
    public double Rounding => wrapped.Rounding;

    /// <summary>log2(d_k / d_(k+1)) for the differences that were used.</summary>
    public IReadOnlyList<double> Orders => wrapped.Orders.ReadOnly();

    /// <summary>The measured order: minus the slope of log2 d_k over k, by least squares; null where fewer than two
    /// differences are above rounding, or they do not shrink.</summary>
    public double? Order => wrapped.Order.OrNull();

    /// <summary>The coordinates of the limit by Richardson's extrapolation of the last two runs, z + (z - z')/(2^p - 1) with p
    /// the order; null where none was measured, unless the runs agree to rounding.</summary>
    public IReadOnlyList<double>? Extrapolated => wrapped.Extrapolated?.Value.ReadOnly();

    /// <summary>An estimate of the root mean square error of the extrapolated coordinates: their distance from what the two
    /// runs before would give.</summary>
    public double? Error => wrapped.Error.OrNull();

    /// <summary>What was measured, in a sentence.</summary>
    public string Evidence => wrapped.Evidence;
}

/// <summary>One member of a family of step lengths: the run with steps tau.</summary>
/// <param name="Tau">The step length.</param>
/// <param name="Steps">The steps taken.</param>
/// <param name="End">The state at the end.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="Quantities">The wanted quantities along the run.</param>
/// <typeparam name="TState">The state's type.</typeparam>
public sealed record LimitLevel<TState>(
    double Tau, int Steps, TState End, Outcome Outcome, IReadOnlyList<Course> Quantities) where TState : State;
