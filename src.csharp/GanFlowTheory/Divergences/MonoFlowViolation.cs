namespace GanFlowTheory;

/// <summary>A stretch of log r on which h' is not positive.</summary>
/// <param name="From">The lower end, a log r.</param>
/// <param name="To">The upper end, a log r.</param>
/// <param name="Decreasing">Whether h' is negative in it, so that KL can grow; otherwise it is 0 throughout, and
/// nothing moves.</param>
/// <param name="Worst">A log r in the stretch; where h' is negative, the lowest of those looked at.</param>
/// <param name="Slope">h' there.</param>
public sealed record MonoFlowViolation(double From, double To, bool Decreasing, double Worst, double Slope)
{
    internal static MonoFlowViolation Of(Core.MonoFlowViolation v) =>
        new(v.From, v.To, v.Decreasing, v.Worst, v.Slope);
}
