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

    /// Until the time.
    let atTime (time: float) : Horizon = { Time = Some time; Steps = None }

    /// The number of steps.
    let afterSteps (steps: int) : Horizon = { Time = None; Steps = Some steps }
