using System.Collections.Generic;

namespace GanFlowTheory.Cli.Output;

/// <summary>How what flows to a mixture of Gaussians covers its modes, in the units of the data.</summary>
/// <param name="Start">At the start.</param>
/// <param name="End">At the end; null where a number was lost.</param>
internal sealed record Modes(ModeCoverage Start, ModeCoverage? End)
{
    /// <summary>The coverage; null where the target is no mixture of two Gaussians at least.</summary>
    internal static Modes? Of(GaussianMixture? target, Measure start, Measure? end) => target is { Count: > 1 }
        ? new(ModeCoverage.Measure(target, start), end is null ? null : ModeCoverage.Measure(target, end))
        : null;

    /// <summary>The fields of a JSON document.</summary>
    internal object Json => new { Start = Fields(Start), End = End is null ? null : Fields(End) };

    /// <summary>A line for a reader.</summary>
    internal string Line =>
        $"{Count(Start)} covered at the start, {Count(End)} at the end; {Share(Start)} and {Share(End)} of the mass near one";

    /// <summary>Key numbers of a page.</summary>
    internal IEnumerable<(string Name, string Value)> Facts =>
        [("modes covered at the end", Count(End)), ("mass near a mode at the end", Share(End))];

    private static object Fields(ModeCoverage coverage) =>
        new { coverage.Covered, Of = coverage.Shares.Count, coverage.Quality };

    private static string Count(ModeCoverage? coverage) =>
        coverage is null ? "unknown" : $"{coverage.Covered} of {coverage.Shares.Count}";

    private static string Share(ModeCoverage? coverage) => coverage is null
        ? "unknown"
        : Tables.Number(100 * coverage.Quality, "F1") + " %";
}
