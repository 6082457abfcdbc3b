using System;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How far a run goes: to a time of the flow, a number of steps, or whichever comes first.</summary>
/// <remarks>A number converts by itself and is a time: <c>run.Run(until: 10.0)</c>.</remarks>
public readonly record struct Horizon
{
    private Horizon(double? time, int? steps) => (Time, Steps) = (time, steps);

    /// <summary>The time to reach, if any.</summary>
    public double? Time { get; }

    /// <summary>The number of steps to take, if any.</summary>
    public int? Steps { get; }

    /// <summary>Until the time.</summary>
    /// <param name="time">&gt;= 0, in units of the flow's time.</param>
    /// <exception cref="ArgumentException">The time is negative or not finite.</exception>
    public static Horizon AtTime(double time) => Of(HorizonModule.atTime(time));

    /// <summary>The number of steps.</summary>
    /// <param name="steps">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The number is negative.</exception>
    public static Horizon AfterSteps(int steps) => Of(HorizonModule.afterSteps(steps));

    /// <summary>Until the time or the number of steps, whichever comes first.</summary>
    /// <param name="time">&gt;= 0, in units of the flow's time.</param>
    /// <param name="steps">&gt;= 0.</param>
    /// <exception cref="ArgumentException">The time is negative or not finite, or the number is negative.</exception>
    public static Horizon First(double time, int steps) => new(AtTime(time).Time, AfterSteps(steps).Steps);

    /// <summary>Until the time.</summary>
    /// <param name="time">&gt;= 0, in units of the flow's time.</param>
    public static implicit operator Horizon(double time) => AtTime(time);

    /// <summary>The time and the number of steps, in words.</summary>
    public override string ToString() => (Time, Steps) switch
    {
        ({ } time, { } steps) => FormattableString.Invariant($"until time {time} or {steps} steps"),
        ({ } time, null) => FormattableString.Invariant($"until time {time}"),
        (null, { } steps) => FormattableString.Invariant($"{steps} steps"),
        (null, null) => "nowhere",
    };

    private static Horizon Of(Core.Horizon horizon) => new(horizon.Time.OrNull(), horizon.Steps.OrNull());

    internal Core.Horizon Wrapped => new(Time.Option(), Steps.Option());
}
