using System;
using System.Collections.Generic;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>How a law covers the modes of a mixture of Gaussians, and how much of it is near any.</summary>
/// <param name="Shares">The share of the law's mass within three standard deviations of each mode, each point counted
/// for the mode that it is nearest to; length K.</param>
/// <param name="Covered">The modes that are covered: those with a share above 2 %, or above half of the mode's own
/// weight where that is less.</param>
/// <param name="Quality">The quality: the share of the mass within three standard deviations of some mode, in [0, 1]. Of
/// the mixture itself at least the share of a Gaussian within three standard deviations.</param>
public sealed record ModeCoverage(IReadOnlyList<double> Shares, int Covered, double Quality)
{
    /// <summary>The coverage of the modes of a mixture by a law on the same space. A node without mass counts for
    /// nothing.</summary>
    /// <param name="mixture">The mixture.</param>
    /// <param name="q">The law.</param>
    /// <exception cref="ArgumentException">Their dimensions differ.</exception>
    public static ModeCoverage Measure(GaussianMixture mixture, Measure q)
    {
        return Of(ModeCoverageModule.measure(
            mixture.NotNull(nameof(mixture)).Wrapped, q.NotNull(nameof(q)).AsCore));
    }

    /// <summary>One sentence, such as 5 of 8 modes are covered, and 71.5 % of the mass is near one.</summary>
    public string Sentence { get; private init; } = "";

    internal Core.ModeCoverage Wrapped => new([.. Shares], Covered, Quality);

    internal static ModeCoverage Of(Core.ModeCoverage found) =>
        new(found.Shares.ReadOnly(), found.Covered, found.Quality) { Sentence = ModeCoverageModule.sentence(found) };
}
