namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A rate schedule and what its tests say, one letter each: F a failure, S a success, N no test.</summary>
[<CustomEquality; NoComparison>]
type internal RateTale =
    {
        Schedule: RateSchedule
        Outcomes: string
    }

    override this.ToString() =
        $"{RateSchedule.name this.Schedule}, tests {this.Outcomes}"

    override this.Equals other =
        match other with
        | :? RateTale as other -> this.Schedule = other.Schedule && this.Outcomes = other.Outcomes
        | _ -> false

    override this.GetHashCode() = hash (this.Schedule, this.Outcomes)

/// What a schedule had decided after a test: the step, the reference, the factor, the failures in a row and the cuts.
[<NoComparison>]
type internal RateAfter =
    {
        Step: int
        Reference: int
        Factor: float
        Failures: int
        Cuts: int
    }

    member this.Numbers =
        [|
            float this.Step
            float this.Reference
            this.Factor
            float this.Failures
            float this.Cuts
        |]

/// <summary>The two policies by their words, from the whole story at once and without a state machine.</summary>
module internal RateWords =

    // Maximal runs of failures, as their lengths; looks without a test do not interrupt them.
    let private runs (outcomes: string) =
        (outcomes.Replace("N", "")).Split 'S' |> Array.map _.Length

    // So many cuts, by so much each, but not below the least.
    let private factor (schedule: RateSchedule) (cuts: int) =
        if cuts = 0 then
            1.0
        else
            max schedule.Least (pown schedule.Cut cuts)

    /// "Compared with the model a fixed number of steps earlier, every so many steps; after so many failures in a row the
    /// rate is halved", and the count starts again.
    let paper (tale: RateTale) : RateAfter[] =
        let s = tale.Schedule

        [|
            for test in 0 .. tale.Outcomes.Length - 1 do
                let runs = runs tale.Outcomes[..test]
                let cuts = runs |> Array.sumBy (fun length -> length / s.Patience)

                {
                    Step = s.Memory + test * s.Interval
                    Reference = test * s.Interval
                    Factor = factor s cuts
                    Failures = Array.last runs % s.Patience
                    Cuts = cuts
                }
        |]

    // The tests up to the next cut: the shortest part with so many failures in a row; else all that is left.
    let private untilCut (patience: int) (outcomes: string) =
        seq { 1 .. outcomes.Length }
        |> Seq.tryFind (fun length -> Array.last (runs outcomes[.. length - 1]) = patience)

    /// "The oldest of a memory of as many models as intervals lie in it. It is filled first. A success takes out the oldest
    /// and puts in the new model; a failure leaves it as it is; a cut leaves the last few, that of now among them": from
    /// one cut to the next.
    let released (tale: RateTale) : RateAfter[] =
        let s = tale.Schedule
        let slots = s.Memory / s.Interval

        // Remembered looks, the look to come, the cuts so far, the tests left.
        let rec story (remembered: int list) look cuts (outcomes: string) : RateAfter list =
            let filling = max 0 (slots - remembered.Length)
            let first = look + filling
            let cut = untilCut s.Patience outcomes
            let part = outcomes[.. defaultArg cut outcomes.Length - 1]

            let added =
                remembered
                @ [ look .. first - 1 ]
                @ [
                    for test in 0 .. part.Length - 1 do
                        if part[test] = 'S' then
                            first + test
                ]

            let successes test =
                part[.. test - 1] |> Seq.filter ((=) 'S') |> Seq.length

            let tests =
                [
                    for test in 0 .. part.Length - 1 do
                        let cutHere = cut = Some(test + 1)
                        let cuts = if cutHere then cuts + 1 else cuts

                        {
                            Step = (first + test) * s.Interval
                            Reference = added[successes test] * s.Interval
                            Factor = factor s cuts
                            Failures = if cutHere then 0 else Array.last (runs part[..test])
                            Cuts = cuts
                        }
                ]

            match cut with
            | None -> tests
            | Some length ->
                let now = first + length - 1
                let all = List.skip (successes (length - 1)) added @ [ now ]
                let last = List.skip (all.Length - min s.Patience slots) all
                tests @ story last (now + 1) (cuts + 1) outcomes[length..]

        if tale.Outcomes = "" then
            [||]
        else
            story [] 0 0 tale.Outcomes |> List.toArray

    /// By the words of its policy.
    let told (tale: RateTale) : RateAfter[] =
        match tale.Schedule.Policy with
        | ReferencePolicy.Paper -> paper tale
        | ReferencePolicy.Released -> released tale
