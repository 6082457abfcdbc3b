using System.Collections.Generic;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What is compared of one GAN, over its seeds.</summary>
/// <param name="Gan">The name.</param>
/// <param name="Kid">KID at the end.</param>
/// <param name="Fid">FID at the end.</param>
/// <param name="KidOverSteps">The mean of KID over the steps, by the trapezoidal rule: the area under its curve over the number of
/// steps.</param>
/// <param name="Modes">The modes covered at the end; null where they are not known.</param>
/// <param name="Quality">The share of points near a mode at the end; null where the modes are not known.</param>
/// <param name="SecondsPerStep">Wall-clock seconds of a step of the generator.</param>
/// <param name="Verdicts">The verdict on each seed's scores, in order of the seeds.</param>
public sealed record GanSummary(
    string Gan,
    SeedMean Kid,
    SeedMean Fid,
    SeedMean KidOverSteps,
    SeedMean? Modes,
    SeedMean? Quality,
    SeedMean SecondsPerStep,
    IReadOnlyList<(int Seed, GanVerdict Verdict)> Verdicts)
{
    internal static GanSummary Of(Core.GanSummary s) => new(
        s.Gan,
        SeedMean.Of(s.Kid),
        SeedMean.Of(s.Fid),
        SeedMean.Of(s.KidOverSteps),
        OrNull(s.Modes),
        OrNull(s.Quality),
        SeedMean.Of(s.SecondsPerStep),
        s.Verdicts.Map(pair => (
            pair.Item1, new GanVerdict(GanVerdictModule.word(pair.Item2), GanVerdictModule.sentence(pair.Item2)))));

    private static SeedMean? OrNull(FSharpOption<Core.SeedMean>? mean) => mean is null ? null : SeedMean.Of(mean.Value);
}
