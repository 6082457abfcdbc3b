using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>A schedule of step lengths: the factor of the rate at step k = 0, 1, ….</summary>
public sealed class Schedule : IEquatable<Schedule>
{
    private Schedule(Core.Schedule wrapped)
    {
        // The core refuses a schedule over fewer than one step where it reads it.
        ScheduleModule.factor(0, wrapped);
        Wrapped = wrapped;
    }

    internal Core.Schedule Wrapped { get; }

    /// <summary>1 at every step.</summary>
    public static Schedule Constant { get; } = new(Core.Schedule.Constant);

    /// <summary>From 1 straight down to 0 over the steps: max(0, 1 - k / steps).</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">steps is below 1.</exception>
    public static Schedule Linear(int steps) => new(Core.Schedule.NewLinear(steps));

    /// <summary>From 1 down to 0 over the steps along half a cosine: (1 + cos(pi min(1, k / steps))) / 2.</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">steps is below 1.</exception>
    public static Schedule Cosine(int steps) => new(Core.Schedule.NewCosine(steps));

    /// <summary>Halved every so many steps: 2^(-k / steps).</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">steps is below 1.</exception>
    public static Schedule Halving(int steps) => new(Core.Schedule.NewHalving(steps));

    /// <summary>1 / sqrt(1 + k / steps).</summary>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="ArgumentException">steps is below 1.</exception>
    public static Schedule InverseRoot(int steps) => new(Core.Schedule.NewInverseRoot(steps));

    /// <summary>How schedules are spelled, each with its factor at step k.</summary>
    public static IReadOnlyList<Form> Forms { get; } = Form.Of(ScheduleModule.forms);

    /// <summary>The schedule of an expression: constant, linear:STEPS, cosine:STEPS, halving:STEPS or
    /// inverse-root:STEPS.</summary>
    /// <param name="expression">Such as "cosine:1000".</param>
    /// <exception cref="ArgumentException">The expression is none of these; one sentence says why and what comes
    /// close.</exception>
    public static Schedule Parse(string expression) =>
        new(ScheduleModule.parse(expression.NotNull(nameof(expression))));

    /// <summary>The factor of the rate at step k, in [0, 1].</summary>
    /// <param name="k">The step, at least 0.</param>
    /// <exception cref="ArgumentException">k is negative.</exception>
    public double Factor(int k) => ScheduleModule.factor(k, Wrapped);

    internal static Schedule Of(Core.Schedule schedule) => new(schedule);

    /// <summary>Whether the other is the same schedule.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(Schedule? other) => other is not null && Wrapped.Equals(other.Wrapped);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schedule);

    /// <inheritdoc/>
    public override int GetHashCode() => Wrapped.GetHashCode();

    /// <summary>The expression that makes this schedule, such as cosine:1000.</summary>
    public override string ToString() => Wrapped.ToString();
}
