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

    let private part (finished: float) (whole: float) =
        if whole > 0.0 then min 1.0 (finished / whole) else 1.0

    /// The part of a horizon that a time and a number of steps are, in [0, 1]: the larger of both.
    let internal shareOf (horizon: Horizon) (time: float) (steps: int) : float =
        let ofTime = horizon.Time |> Option.map (part time) |> Option.defaultValue 0.0

        let ofSteps =
            horizon.Steps
            |> Option.map (fun all -> part (float steps) (float all))
            |> Option.defaultValue 0.0

        max ofTime ofSteps
