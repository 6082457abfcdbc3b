using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A Gaussian law N(m, s^2) against a critic a x + b x^2 of p = N(0, 1), on one clock (T21-6).</summary>
/// <param name="Clock">The clock of the critic.</param>
/// <param name="Times">The times, rising, the first 0.</param>
/// <param name="Means">m at each time.</param>
/// <param name="Deviations">s at each time.</param>
/// <param name="End">What it tends to.</param>
public sealed record GaussianCourse(
    CriticClock Clock,
    IReadOnlyList<double> Times,
    IReadOnlyList<double> Means,
    IReadOnlyList<double> Deviations,
    EndReading End)
{
    internal static GaussianCourse Of(Core.GaussianCourse c) => new(
        CriticClock.Of(c.Clock),
        c.Times.ReadOnly(),
        c.Means.ReadOnly(),
        c.Deviations.ReadOnly(),
        EndReading.Of(c.End));
}
