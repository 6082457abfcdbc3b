using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>The course of a study on one clock.</summary>
/// <param name="Clock">The clock of the critic.</param>
/// <param name="Moments">The measurements with their times, the start first.</param>
/// <param name="Tracks">The ways of at most 16 particles, evenly chosen: each at the times of the moments, a row for
/// each.</param>
/// <param name="Final">The particles at the end, n x d.</param>
/// <param name="Outcome">How the run ended.</param>
/// <param name="End">What the dynamics tends to, law and critic together, with its evidence.</param>
public sealed record CollapseCourse(
    CriticClock Clock,
    IReadOnlyList<(double Time, CollapseMeasure Measure)> Moments,
    IReadOnlyList<Points> Tracks,
    Points Final,
    Outcome Outcome,
    EndReading End)
{
    internal static CollapseCourse Of(Core.CollapseCourse c) => new(
        CriticClock.Of(c.Clock),
        c.Moments.Map(m => (m.Item1, CollapseMeasure.Of(m.Item2))),
        c.Tracks.Map(track => new Points(track)),
        new(c.Final),
        Outcome.Of(c.Outcome),
        EndReading.Of(c.End));
}
