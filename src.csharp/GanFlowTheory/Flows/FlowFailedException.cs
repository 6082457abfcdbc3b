using System;

namespace GanFlowTheory;

/// <summary>A run stalled, diverged, collapsed or took too long steps. <c>TryRun</c> returns the path instead of throwing.</summary>
public sealed class FlowFailedException : Exception
{
    internal FlowFailedException(Outcome outcome) : base(outcome.Sentence) => Outcome = outcome;

    /// <summary>How the run ended: <see cref="Outcome.Stalled"/>, <see cref="Outcome.Diverged"/>,
    /// <see cref="Outcome.Overstepped"/> or <see cref="Outcome.Collapsed"/>.</summary>
    public Outcome Outcome { get; }
}
