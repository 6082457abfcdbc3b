using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A normal law q = N(m, s^2) from which training with a generator loss raises KL(q||p), p = N(0, 1), with the
/// exact ratio at every time and steps as short as one likes (YZL23-3).</summary>
/// <param name="Mean">m.</param>
/// <param name="Deviation">s &gt; 0.</param>
/// <param name="Course">(t, KL(q||p)) from the start on, at most four times its start.</param>
public sealed record MonoFlowCounterexample(
    double Mean, double Deviation, IReadOnlyList<(double Time, double Kl)> Course)
{
    internal static MonoFlowCounterexample Of(Core.MonoFlowCounterexample c) =>
        new(c.Mean, c.Deviation, c.Course.Map(point => (point.Item1, point.Item2)));
}
