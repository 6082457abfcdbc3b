namespace GanFlowTheory;

/// <summary>How a run ended, for a reader at a glance.</summary>
public enum OutcomeKind
{
    /// <summary>The run reached its goal.</summary>
    Succeeded,

    /// <summary>The run ended early for a reason that is no failure: cancelled, stalled, out of steps.</summary>
    Stopped,

    /// <summary>The run ended by failing: diverged, too long steps, or a law was violated.</summary>
    Failed,
}
