namespace GanFlowTheory.Core

open System

/// <summary>How a run ended.</summary>
[<RequireQualifiedAccess; NoComparison>]
type Outcome =
    /// The wanted time was reached.
    | ReachedTime of time: float
    /// The wanted number of steps was taken.
    | CompletedSteps of steps: int
    /// The dissipation fell to the tolerance.
    | Converged of step: int * dissipation: float
    /// What the run was to stop at came true.
    | Stopped of step: int * reason: string
    /// Nothing moves any more, and not because the goal is reached: no acceptable step was left, the gradient has
    /// vanished, or the critic is flat.
    | Stalled of step: int * reason: string
    /// A quantity stopped being a number.
    | Diverged of step: int * quantity: string * value: float
    /// The steps were taken, but they were too long: what they computed is not the flow.
    | Overstepped of step: int * reason: string
    /// The particles have merged, though a cloud of them would be nearer to the goal.
    | Collapsed of step: int * reason: string
    /// The run was cancelled after this step, which is complete.
    | Cancelled of step: int

    /// One sentence.
    override outcome.ToString() =
        match outcome with
        | ReachedTime time -> invariant $"Reached time {time}."
        | CompletedSteps steps -> invariant $"Completed {steps} steps."
        | Converged(step, dissipation) ->
            invariant $"Converged at step {step}: the dissipation fell to {dissipation:G3}, within its tolerance."
        | Stopped(step, reason) -> invariant $"Stopped at step {step}: {reason}."
        | Stalled(step, reason) -> invariant $"Stalled at step {step}: {reason}."
        | Diverged(step, quantity, value) -> invariant $"Diverged at step {step}: {quantity} became {value}."
        | Overstepped(step, reason) -> invariant $"Overstepped by step {step}: {reason}."
        | Collapsed(step, reason) -> invariant $"Collapsed by step {step}: {reason}."
        | Cancelled step -> invariant $"Cancelled after step {step}."

/// Reading outcomes.
[<RequireQualifiedAccess>]
module Outcome =

    /// One sentence.
    let sentence (outcome: Outcome) : string = string outcome

    /// One word: reached-time, completed, converged, stopped, stalled, diverged, overstepped, collapsed or cancelled.
    let word (outcome: Outcome) : string =
        match outcome with
        | Outcome.ReachedTime _ -> "reached-time"
        | Outcome.CompletedSteps _ -> "completed"
        | Outcome.Converged _ -> "converged"
        | Outcome.Stopped _ -> "stopped"
        | Outcome.Stalled _ -> "stalled"
        | Outcome.Diverged _ -> "diverged"
        | Outcome.Overstepped _ -> "overstepped"
        | Outcome.Collapsed _ -> "collapsed"
        | Outcome.Cancelled _ -> "cancelled"

    /// Whether the run reached its goal: its time, its steps, convergence or what it was to stop at.
    let succeeded (outcome: Outcome) : bool =
        match outcome with
        | Outcome.ReachedTime _
        | Outcome.CompletedSteps _
        | Outcome.Converged _
        | Outcome.Stopped _ -> true
        | Outcome.Stalled _
        | Outcome.Diverged _
        | Outcome.Overstepped _
        | Outcome.Collapsed _
        | Outcome.Cancelled _ -> false
