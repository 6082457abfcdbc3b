namespace GanFlowTheory.Core

/// How far a run goes: whichever comes first.
type Horizon =
    {
        /// The time to reach, if any.
        Time: float option
        /// The number of steps to take, if any.
        Steps: int option
    }

/// How far to run.
[<RequireQualifiedAccess>]
module Horizon =

    /// Until the time, which is finite and at least 0.
    let atTime (time: float) : Horizon =
        Guard.nonNegative (nameof time) time
        { Time = Some time; Steps = None }

    /// The number of steps, at least 0.
    let afterSteps (steps: int) : Horizon =
        Guard.atLeast (nameof steps) 0 steps
        { Time = None; Steps = Some steps }
