using System;

namespace GanFlowTheory.Cli.Features;

/// <summary>Two sets of features, and what beside FID is asked for.</summary>
/// <param name="Features">n x d.</param>
/// <param name="Generated">m x d.</param>
/// <param name="Infinite">Whether FID is extrapolated to infinite samples.</param>
/// <param name="Nearest">The neighbours of precision and recall; null for none.</param>
/// <param name="Seed">What subsets are drawn from.</param>
internal sealed record FidPlan(Rows Features, Rows Generated, bool Infinite, int? Nearest, Seed Seed) : IDisposable
{
    internal FidSummary Run(Terminal terminal) => Interruptible.Do(terminal, () => new FidSummary(
        Fid.OfRows(Features, Generated),
        Infinite ? Fid.Extrapolate(Features.ToPoints(), Generated.ToPoints(), Seed) : null,
        Nearest is { } k ? FeatureCoverage.Measure(k, Features.ToPoints(), Generated.ToPoints()) : null));

    public void Dispose()
    {
        Features.Dispose();
        Generated.Dispose();
    }
}
