using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>One training among those that are compared.</summary>
/// <param name="Gan">What was trained: trainings of one name differ in their seeds alone.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Scores">What was measured, in order of steps, at least one score.</param>
/// <param name="Samples">Generated points at the end, n x d.</param>
public sealed record GanTraining(string Gan, int Seed, IReadOnlyList<GanScore> Scores, Points Samples)
{
    internal Core.GanTraining Wrapped => new(
        Gan.NotNull(nameof(Gan)),
        Seed,
        [.. Scores.NotNull(nameof(Scores)).Select(score => score.Wrapped)],
        Samples.NotNull(nameof(Samples)).Wrapped);
}
