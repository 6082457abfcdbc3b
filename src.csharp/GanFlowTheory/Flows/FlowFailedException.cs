using System;

namespace GanFlowTheory;

/// <summary>A run stalled or diverged. <c>TryRun</c> returns the path instead of throwing.</summary>
public sealed class FlowFailedException : Exception
{
    internal FlowFailedException(Outcome outcome) : base(outcome.Sentence) => Outcome = outcome;

    /// <summary>How the run ended: <see cref="Outcome.Stalled"/> or <see cref="Outcome.Diverged"/>.</summary>
    public Outcome Outcome { get; }
}
