using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;

namespace GanFlowTheory;

/// <summary>What the scores of a training say of it.</summary>
/// <param name="Word">One of too-few-scores, collapsed, oscillating, at-noise, improving and settled.</param>
/// <param name="Sentence">The verdict in one sentence, with its numbers.</param>
public sealed record GanVerdict(string Word, string Sentence)
{
    /// <summary>The verdict on scores in the order of their steps. The last quarter tells where the training is; modes come first,
    /// then swings of the last half, then KID against its standard error, then the last quarter against the one before.</summary>
    /// <param name="scores">The scores.</param>
    public static GanVerdict Judge(IEnumerable<GanScore> scores)
    {
        var found = GanVerdictModule.judge([.. scores.NotNull(nameof(scores)).Select(score => score.Wrapped)]);
        return new(GanVerdictModule.word(found), GanVerdictModule.sentence(found));
    }
}
