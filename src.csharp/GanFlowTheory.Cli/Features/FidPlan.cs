using System;
using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Features;

/// <summary>Two sets of features, and what beside FID is asked for.</summary>
/// <param name="Features">n x d.</param>
/// <param name="Generated">m x d.</param>
/// <param name="Infinite">Whether FID is extrapolated to infinite samples.</param>
/// <param name="Nearest">The neighbours of precision and recall; null for none.</param>
/// <param name="Seed">What subsets are drawn from.</param>
internal sealed record FidPlan(Rows Features, Rows Generated, bool Infinite, int? Nearest, Seed Seed) : IDisposable
{
    internal FidSummary Run(Terminal terminal)
    {
        FidEstimate? estimate = null;
        FidExtrapolation? line = null;
        FeatureCoverage? coverage = null;
        var pieces = new List<Func<object>> { () => estimate = Fid.OfRows(Features, Generated) };

        if (Infinite)
        {
            pieces.Add(() => line = Fid.Extrapolate(Features.ToPoints(), Generated.ToPoints(), Seed));
        }

        if (Nearest is { } k)
        {
            pieces.Add(() => coverage = FeatureCoverage.Measure(k, Features.ToPoints(), Generated.ToPoints()));
        }

        Interruptible.DoAll(terminal, "fid", pieces);
        return new(estimate!, line, coverage);
    }

    public void Dispose()
    {
        Features.Dispose();
        Generated.Dispose();
    }
}
