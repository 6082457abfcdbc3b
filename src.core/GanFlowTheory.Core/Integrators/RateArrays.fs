namespace GanFlowTheory.Core

open System

/// A rate schedule and where it stands as named arrays, so that a training can go on later: rate/schedule and rate/state.
module internal RateArrays =

    let private settings (schedule: RateSchedule) : float[] =
        [|
            (match schedule.Policy with
             | ReferencePolicy.Paper -> 0.0
             | ReferencePolicy.Released -> 1.0)
            float schedule.Interval
            float schedule.Memory
            schedule.Level
            float schedule.Patience
            schedule.Cut
            schedule.Least
        |]

    /// The arrays of a schedule and its state.
    let toArrays (schedule: RateSchedule) (state: RateState) : NamedArray list =
        [
            NamedArray.vector "rate/schedule" (settings schedule)
            NamedArray.vector
                "rate/state"
                [|
                    float state.Looks
                    state.Factor
                    float state.Failures
                    float state.Cuts
                    yield! state.Kept |> List.map float
                |]
        ]

    let private isCount (value: float) =
        value >= 0.0 && value <= float Int32.MaxValue && Math.Floor value = value

    /// The state of the arrays, or what is wrong with them in a sentence.
    let ofArrays (schedule: RateSchedule) (arrays: NamedArray list) : Result<RateState, string> =
        match NamedArray.tryFind "rate/schedule" arrays, NamedArray.tryFind "rate/state" arrays with
        | Some found, Some state ->
            let values = state.Values

            let readable =
                values.Length >= 4
                && isCount values[0]
                && values[1] > 0.0
                && values[1] <= 1.0
                && Array.forall isCount values[2..]

            if found.Values <> settings schedule then
                Error(
                    invariant
                        $"the checkpoint is of another rate schedule than the given one, {RateSchedule.name schedule}."
                )
            elif not readable then
                Error
                    "array 'rate/state' must have the looks, the factor in (0, 1], the failures, the cuts and the steps of the models kept."
            else
                Ok
                    {
                        Looks = int values[0]
                        Factor = values[1]
                        Failures = int values[2]
                        Cuts = int values[3]
                        Kept = values[4..] |> Array.map int |> Array.toList
                    }
        | _ -> Error "the checkpoint has no rate schedule."
