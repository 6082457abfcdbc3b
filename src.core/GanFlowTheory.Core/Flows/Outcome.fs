namespace GanFlowTheory.Core

/// <summary>How a run ended.</summary>
[<NoComparison>]
type Outcome =
    /// The wanted time was reached.
    | ReachedTime of time: float
    /// The wanted number of steps was taken.
    | CompletedSteps of steps: int
    /// The dissipation fell to the tolerance.
    | Converged of step: int * dissipation: float
    /// No acceptable step was left.
    | Stalled of step: int * reason: string
    /// A quantity stopped being a number.
    | Diverged of step: int * quantity: string * value: float
    /// The run was cancelled after this step, which is complete.
    | Cancelled of step: int

/// Reading outcomes.
[<RequireQualifiedAccess>]
module Outcome =

    /// One sentence.
    let sentence (outcome: Outcome) : string =
        match outcome with
        | ReachedTime time -> $"Reached time {time}."
        | CompletedSteps steps -> $"Completed {steps} steps."
        | Converged(step, dissipation) ->
            $"Converged at step {step}: the dissipation fell to {dissipation:G3}, within its tolerance."
        | Stalled(step, reason) -> $"Stalled at step {step}: {reason}."
        | Diverged(step, quantity, value) -> $"Diverged at step {step}: {quantity} became {value}."
        | Cancelled step -> $"Cancelled after step {step}."

    /// One word: reached-time, completed, converged, stalled, diverged or cancelled.
    let word (outcome: Outcome) : string =
        match outcome with
        | ReachedTime _ -> "reached-time"
        | CompletedSteps _ -> "completed"
        | Converged _ -> "converged"
        | Stalled _ -> "stalled"
        | Diverged _ -> "diverged"
        | Cancelled _ -> "cancelled"

    /// Whether the run reached its goal: its time, its steps or convergence.
    let succeeded (outcome: Outcome) : bool =
        match outcome with
        | ReachedTime _
        | CompletedSteps _
        | Converged _ -> true
        | Stalled _
        | Diverged _
        | Cancelled _ -> false
