namespace GanFlowTheory;

/// <summary>How particles stand to a mixture at one moment.</summary>
/// <param name="Coverage">Which modes they cover, and how much of them is near one.</param>
/// <param name="Variance">Their variance E|X - E X|^2.</param>
/// <param name="Within">Their variance within modes, E|X - E[X | M]|^2 with M the mode that X is nearest to: 0 where every
/// mode's particles are one point.</param>
public sealed record CollapseMeasure(ModeCoverage Coverage, double Variance, double Within)
{
    internal static CollapseMeasure Of(Core.CollapseMeasure m) => new(ModeCoverage.Of(m.Coverage), m.Variance, m.Within);
}
