namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// The claim on the learning-rate schedule: BSAG18-8.
[<RequireQualifiedAccess>]
module internal RateScheduleClaims =

    // How a schedule decides, so that a wrong one can be put in its place.
    type private Decide = float option -> RateSchedule -> RateState -> RateDecision

    // P-values at the edge and far from it: the level itself is no failure, and the float above it is one.
    let private pValue (schedule: RateSchedule) (at: int) (outcome: char) : float option =
        match outcome with
        | 'F' -> Some(if at % 2 = 0 then Math.BitIncrement schedule.Level else 1.0)
        | 'S' -> Some(if at % 2 = 0 then schedule.Level else 0.0)
        | _ -> None

    // Every look up to the last test of the tale, with the decision there.
    let private looks (decide: Decide) (tale: RateTale) : (RateLook * RateDecision) list =
        let rec go state at =
            if at = tale.Outcomes.Length then
                []
            else
                let look = RateSchedule.next tale.Schedule state

                let p =
                    if look.Reference.IsSome then
                        pValue tale.Schedule at tale.Outcomes[at]
                    else
                        None

                let decision = decide p tale.Schedule state

                (look, decision)
                :: go decision.State (if look.Reference.IsSome then at + 1 else at)

        go RateSchedule.start 0

    let private tests (decide: Decide) (tale: RateTale) : RateAfter[] =
        [|
            for look, decision in looks decide tale do
                match look.Reference with
                | None -> ()
                | Some reference ->
                    {
                        Step = look.Step
                        Reference = reference
                        Factor = decision.State.Factor
                        Failures = decision.State.Failures
                        Cuts = decision.State.Cuts
                    }
        |]

    let rec private words (letters: string) (length: int) : string list =
        if length = 0 then
            [ "" ]
        else
            [
                for rest in words letters (length - 1) do
                    for letter in letters -> rest + string letter
            ]

    let private schedules =
        [
            RateSchedule.paper
            RateSchedule.released
            RateSchedule.paper |> RateSchedule.every 3 6
            RateSchedule.released
            |> RateSchedule.every 5 10
            |> RateSchedule.failing 0.25 2
            |> RateSchedule.cutting 0.25 0.1
            RateSchedule.released |> RateSchedule.onSmallData |> RateSchedule.failing 0.0 4
        ]

    // All stories of failures and successes of up to twelve tests under the two named schedules, nine under others, and with
    // looks without a test of up to six.
    let private tales: RateTale list =
        [
            for schedule in schedules do
                let named = schedule = RateSchedule.paper || schedule = RateSchedule.released

                let stories =
                    [
                        for length in 1 .. (if named then 12 else 9) do
                            yield! words "FS" length

                        for length in 1..6 do
                            yield! words "FSN" length |> List.filter _.Contains('N')
                    ]

                for outcomes in stories ->
                    {
                        Schedule = schedule
                        Outcomes = outcomes
                    }
        ]

    let private asTold (decide: Decide) : Law =
        Law.forEach
            {
                Name = "rate-schedule-words"
                Statement =
                    "Over all sequences of up to twelve failures and successes, and of up to six with looks without a test among "
                    + "them, steps, references, factors, failures in a row and cuts are those of the policy's words."
                Source = "BSAG18-8"
                Judge = Judge.Exact
            }
            "paper and released"
            tales
            (fun tale ->
                let rows (after: RateAfter[]) = after |> Array.collect _.Numbers

                [
                    Equation.vector
                        "step, reference, factor, failures and cuts after each test"
                        0.0
                        (rows (tests decide tale))
                        (rows (RateWords.told tale))
                ])

    // Schedules of any settings, with up to forty tests.
    let private anyTale: Arbitrary<RateTale> =
        let generate =
            gen {
                let! policy = Gen.elements [ RateSchedule.paper; RateSchedule.released ]
                let! interval = Gen.choose (1, 3)
                let! slots = Gen.choose (1, 6)
                let! level = Gen.elements [ 0.0; 0.05; 0.1; 0.5; 0.75 ]
                let! patience = Gen.choose (1, 5)
                let! cut = Gen.elements [ 0.125; 0.5; 0.9 ]
                let! least = Gen.elements [ 0.0; 0.01; 0.5 ]
                let! letters = Gen.elements [ "F"; "FFFS"; "FS"; "FFN"; "FSN" ]
                let! length = Gen.choose (1, 40)
                let! outcomes = Gen.arrayOfLength length (Gen.elements letters)

                return
                    {
                        Schedule =
                            policy
                            |> RateSchedule.every interval (interval * slots)
                            |> RateSchedule.failing level patience
                            |> RateSchedule.cutting cut least
                        Outcomes = String(outcomes)
                    }
            }

        let shrink (tale: RateTale) =
            seq {
                for length in [ tale.Outcomes.Length / 2; tale.Outcomes.Length - 1 ] do
                    if length >= 1 && length < tale.Outcomes.Length then
                        yield
                            { tale with
                                Outcomes = tale.Outcomes[.. length - 1]
                            }
            }

        Arb.fromGenShrink (generate, shrink)

    let private falls (decide: Decide) : Law =
        Law.forAll
            {
                Name = "rate-never-rises"
                Statement = "The factor of the rate starts at 1, stays above 0, and never rises."
                Source = "BSAG18-8"
                Judge = Judge.AtMost(0.0, "a minimum of floats")
            }
            "any settings"
            anyTale
            (fun tale ->
                let factors =
                    1.0
                    :: (looks decide tale |> List.map (fun (_, decision) -> decision.State.Factor))

                [
                    for before, after in List.pairwise factors do
                        Equation.scalar "the factor against the one before" 0.0 after before
                        Equation.condition "the factor is positive" (after > 0.0)
                ])

    let private apart (decide: Decide) : Law =
        Law.forAll
            {
                Name = "rate-tests-between-cuts"
                Statement =
                    "From one cut to the next, and from the start to the first, lie at least as many tests as failures cut: three of the "
                    + "paper's."
                Source = "BSAG18-8"
                Judge = Judge.AtMost(0.0, "whole numbers")
            }
            "any settings"
            anyTale
            (fun tale ->
                let mutable since = 0

                [
                    // Some tales have no cut.
                    Equation.condition "the tale is told" true

                    for look, decision in looks decide tale do
                        if look.Reference.IsSome && decision.Verdict <> RateVerdict.Untested then
                            since <- since + 1

                        if decision.Verdict = RateVerdict.Cut then
                            Equation.scalar
                                $"{tale.Schedule.Patience} against the tests up to the cut at step {look.Step}"
                                0.0
                                (float tale.Schedule.Patience)
                                (float since)

                            since <- 0
                ])

    let private snapshots (decide: Decide) : Law =
        Law.forAll
            {
                Name = "rate-snapshots"
                Statement =
                    "Who keeps the model of every look until it is dropped has every reference, never more models than intervals in the "
                    + "memory after a look, and each reference is at least as old as the memory; under the paper's policy exactly so."
                Source = "BSAG18-8"
                Judge = Judge.Exact
            }
            "any settings"
            anyTale
            (fun tale ->
                let s = tale.Schedule
                let mutable held = Set.empty

                [
                    for look, decision in looks decide tale do
                        held <- Set.add look.Step held

                        match look.Reference with
                        | Some reference ->
                            let age = look.Step - reference
                            Equation.condition $"the model of step {reference} is there" (held.Contains reference)
                            Equation.condition $"the reference of step {look.Step} is old enough" (age >= s.Memory)

                            if s.Policy = ReferencePolicy.Paper then
                                Equation.scalar $"its age at step {look.Step}" 0.0 (float age) (float s.Memory)
                        | None -> ()

                        held <- Set.difference held (Set.ofList decision.Dropped)

                        Equation.condition
                            $"no more are kept than needed after step {look.Step}"
                            (held = Set.ofList decision.State.Kept && held.Count <= s.Memory / s.Interval)
                ])

    let private resumed (reload: RateState -> RateState) : Law =
        Law.forEach
            {
                Name = "rate-resumed"
                Statement =
                    "A training with a rate schedule that stopped, at a look or between two, and went on from a checkpoint has the bits "
                    + "of one that did not stop."
                Source = "BSAG18-8"
                Judge = Judge.Exact
            }
            "paper and released, Adam on particles"
            [
                for schedule in [ RateSchedule.paper; RateSchedule.released ] do
                    let schedule = schedule |> RateSchedule.every 2 4 |> RateSchedule.failing 0.1 2

                    for stop in [ 0; 1; 7; 8; 12; 17; 20 ] -> RateSchedule.name schedule, stop
            ]
            (fun (name, stop) ->
                let schedule = RateSchedule.parse name
                let whole = RateTraining.train id schedule None

                [
                    Equation.vector
                        $"coordinates, factor, failures and cuts, stopped after {stop} steps"
                        0.0
                        (RateTraining.train reload schedule (Some stop))
                        whole
                    Equation.condition "the rate was cut on the way" (whole[whole.Length - 3] < 1.0)
                ])

    let private changed (change: RateSchedule -> RateState -> RateDecision -> RateDecision) : Decide =
        fun p schedule state -> RateSchedule.decide p schedule state |> change schedule state

    let private withState (change: RateState -> RateDecision -> RateState) : Decide =
        changed (fun _ before decision ->
            { decision with
                State = change before decision
            })

    let private neverMoves: Decide =
        withState (fun before decision ->
            if decision.Verdict = RateVerdict.Waited then
                decision.State
            else
                { decision.State with
                    Kept = before.Kept
                })

    let private notReset: Decide =
        changed (fun schedule _ decision ->
            if decision.Verdict = RateVerdict.Cut then
                { decision with
                    State =
                        { decision.State with
                            Failures = schedule.Patience - 1
                        }
                }
            else
                decision)

    let private atTheLevel: Decide =
        fun p schedule state ->
            RateSchedule.decide
                (p |> Option.map (fun p -> if p = schedule.Level then Math.BitIncrement p else p))
                schedule
                state

    let private untestedFails: Decide =
        fun p schedule state ->
            let missing = p.IsNone && (RateSchedule.next schedule state).Reference.IsSome
            RateSchedule.decide (if missing then Some 1.0 else p) schedule state

    let private otherPolicy: Decide =
        fun p schedule state ->
            RateSchedule.decide
                p
                { schedule with
                    Policy =
                        match schedule.Policy with
                        | ReferencePolicy.Paper -> ReferencePolicy.Released
                        | ReferencePolicy.Released -> ReferencePolicy.Paper
                }
                state

    let private raises: Decide =
        withState (fun before decision ->
            if decision.Verdict = RateVerdict.Success then
                { decision.State with
                    Factor = min 1.0 (before.Factor * 2.0)
                }
            else
                decision.State)

    let private droppedEarly: Decide =
        changed (fun _ _ decision ->
            match decision.State.Kept with
            | oldest :: _ ->
                { decision with
                    Dropped = oldest :: decision.Dropped
                }
            | [] -> decision)

    /// BSAG18-8.
    let claim: Claim =
        {
            Id = "BSAG18-8"
            Statement =
                "The learning-rate schedule driven by the three-sample test, against the model of a fixed number of steps ago, with p above "
                + "the level a failure and three failures in a row a cut of the rate by half: its rate never rises, at least three tests lie between "
                + "cuts, and resumed it is as if it had not stopped; under the paper's policy the reference always advances, under the "
                + "released code's it is held while tests fail."
            Hypotheses =
                [
                    "looks come in order, each at its step"
                    "a checkpoint carries the state of the schedule, and the models that it keeps are kept"
                ]
            Source = "BSAG18"
            Page = "BSAG18-8.md"
            Property =
                [
                    asTold RateSchedule.decide
                    falls RateSchedule.decide
                    apart RateSchedule.decide
                    snapshots RateSchedule.decide
                    resumed id
                ]
            Necessity =
                [
                    asTold neverMoves |> Law.rejects "a reference that never advances"
                    asTold notReset |> Law.rejects "a count that is not reset after a cut"
                    asTold atTheLevel |> Law.rejects "p >= level as a failure"
                    asTold untestedFails |> Law.rejects "a missing test counted as a failure"
                    asTold otherPolicy |> Law.rejects "one policy sold as the other"
                    falls raises |> Law.rejects "a success that doubles the rate"
                    apart notReset
                    |> Law.rejects "a count that is not reset after a cut, between cuts"
                    snapshots droppedEarly |> Law.rejects "a model dropped while it is needed"
                    resumed (fun state -> { state with Failures = 0 })
                    |> Law.fails "Without the count of failures a resumed training is another one."
                ]
        }
