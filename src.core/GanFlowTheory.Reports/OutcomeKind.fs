namespace GanFlowTheory.Core

/// How a run ended, for a reader at a glance.
[<RequireQualifiedAccess; Struct>]
type OutcomeKind =
    /// The run reached its goal.
    | Succeeded
    /// The run ended early for a reason that is no failure: cancelled, stalled, out of steps.
    | Stopped
    /// The run ended by failing: diverged, too long steps, collapsed, or a law was violated.
    | Failed

/// Outcomes at a glance.
module internal OutcomeKind =

    /// The kind of an outcome.
    let ofOutcome (outcome: Outcome) : OutcomeKind =
        match outcome with
        | Outcome.ReachedTime _
        | Outcome.CompletedSteps _
        | Outcome.Converged _
        | Outcome.Stopped _ -> OutcomeKind.Succeeded
        | Outcome.Stalled _
        | Outcome.Cancelled _ -> OutcomeKind.Stopped
        | Outcome.Overstepped _
        | Outcome.Collapsed _
        | Outcome.Diverged _ -> OutcomeKind.Failed

    /// The kind of a verdict on a training whose steps were taken.
    let ofVerdict (verdict: GanVerdict) : OutcomeKind =
        match verdict with
        | GanVerdict.AtNoise _ -> OutcomeKind.Succeeded
        | GanVerdict.TooFewScores _
        | GanVerdict.Improving _
        | GanVerdict.Settled _ -> OutcomeKind.Stopped
        | GanVerdict.Collapsed _
        | GanVerdict.Oscillating _ -> OutcomeKind.Failed

    /// Its word on a page.
    let word (kind: OutcomeKind) : string =
        match kind with
        | OutcomeKind.Succeeded -> "✓ Succeeded"
        | OutcomeKind.Stopped -> "■ Stopped"
        | OutcomeKind.Failed -> "✗ Failed"

    /// Its class in the style sheet.
    let cssClass (kind: OutcomeKind) : string =
        match kind with
        | OutcomeKind.Succeeded -> "succeeded"
        | OutcomeKind.Stopped -> "stopped"
        | OutcomeKind.Failed -> "failed"
