using System;

namespace GanFlowTheory;

/// <summary>The exact curves beside a study of mode collapse: m' = a + 2bm, s' = 2bs, a' = kappa(-m - lambda a), b' = kappa(1 -
/// m^2 - s^2 - lambda b), from a critic that is the best response at the start (T21-6).</summary>
public static class GaussianCollapse
{
    /// <summary>The course of N(mean, deviation^2) up to a time, or to its rest, against a critic with a ridge on the clock,
    /// which is the best response at the start.</summary>
    /// <param name="ridge">lambda &gt; 0.</param>
    /// <param name="mean">m at the start.</param>
    /// <param name="deviation">s at the start, &gt; 0.</param>
    /// <param name="until">The time to run to, &gt; 0.</param>
    /// <param name="clock">The clock of the critic.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public static GaussianCourse Along(double ridge, double mean, double deviation, double until, CriticClock clock) =>
        GaussianCourse.Of(Core.GaussianCollapse.along(ridge, mean, deviation, until, clock.NotNull(nameof(clock)).Wrapped));

    /// <summary>The course that a study shows: from N(1, 0.75^2), which lies beside the target and has a critic with b &lt; 0,
    /// with ridge 1, over sixty units of time.</summary>
    /// <param name="clock">The clock of the critic.</param>
    public static GaussianCourse OfClock(CriticClock clock) =>
        GaussianCourse.Of(Core.GaussianCollapse.ofClock(clock.NotNull(nameof(clock)).Wrapped));
}
