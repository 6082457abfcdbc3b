using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory;

/// <summary>What a rate schedule decided at a look.</summary>
/// <param name="State">Where it stands now.</param>
/// <param name="Verdict">What it made of the look.</param>
/// <param name="Sentence">What was decided, and why, in a sentence.</param>
/// <param name="Dropped">The steps of the models that are no longer needed; that of the look itself where it is not
/// kept.</param>
public sealed record RateDecision(RateState State, RateVerdict Verdict, string Sentence, IReadOnlyList<int> Dropped)
{
    internal static RateDecision Of(Core.RateDecision decision) => new(
        RateState.Of(decision.State),
        (RateVerdict)decision.Verdict.Tag,
        decision.Sentence,
        decision.Dropped.ToArray().ReadOnly());
}
