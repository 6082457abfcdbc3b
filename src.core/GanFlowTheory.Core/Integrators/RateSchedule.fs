namespace GanFlowTheory.Core

open System

/// <summary>Which earlier model a learning-rate schedule compares with.</summary>
[<RequireQualifiedAccess>]
type ReferencePolicy =
    /// The paper's words: always the model of a fixed number of steps ago.
    | Paper
    /// The authors' released code: the oldest model of a memory that only successes move on, held while tests fail; a cut
    /// leaves the memory its last few models, so that it has to fill again before the next test.
    | Released

/// <summary>A learning-rate schedule driven by tests of relative similarity (BSAG18-8): from time to time the model of now
/// is compared with an earlier one, a p-value above the level is a failure, and failures in a row cut the rate.</summary>
type RateSchedule =
    {
        /// Which model is compared with.
        Policy: ReferencePolicy
        /// Generator steps from one look to the next, at least 1; the first look is at step 0.
        Interval: int
        /// How many steps ago the reference is, a multiple of the interval.
        Memory: int
        /// A p-value above it is a failure, in [0, 1).
        Level: float
        /// How many failures in a row cut the rate, at least 1.
        Patience: int
        /// What a cut multiplies the rate by, in (0, 1).
        Cut: float
        /// The smallest factor of the rate that a cut may lead to, in [0, 1).
        Least: float
    }

/// <summary>Where a rate schedule stands: all that it remembers.</summary>
type RateState =
    {
        /// The looks taken; the next is at this many intervals.
        Looks: int
        /// The factor of the rate, 1 at the start.
        Factor: float
        /// The failures in a row since the last success or cut.
        Failures: int
        /// The cuts so far.
        Cuts: int
        /// The steps of the models that must be kept, oldest first: later looks compare with them.
        Kept: int list
    }

/// <summary>When a rate schedule looks, and what it compares with.</summary>
type RateLook =
    {
        /// The step.
        Step: int
        /// The step of the model to compare with; None while there is none that is old enough.
        Reference: int option
    }

/// <summary>What a rate schedule made of a look.</summary>
[<RequireQualifiedAccess>]
type RateVerdict =
    /// There was nothing to compare with yet.
    | Waited
    /// There was a reference and no test.
    | Untested
    /// The model of now is closer.
    | Success
    /// It was not shown to be closer.
    | Failure
    /// The last of the failures in a row that cut the rate.
    | Cut

/// <summary>What a rate schedule decided at a look.</summary>
type RateDecision =
    {
        /// Where it stands now.
        State: RateState
        /// What it made of the look.
        Verdict: RateVerdict
        /// What was decided, and why, in a sentence.
        Sentence: string
        /// The steps of the models that are no longer needed; that of the look itself where it is not kept.
        Dropped: int list
    }

/// <summary>Learning-rate schedules driven by tests: pure state machines, for any optimiser and any score. Take the next
/// look; at its step keep the model, test it against the reference, if there is one, decide, and step on with the rate times
/// the factor. Small p-values say that the model of now is closer to the data.</summary>
[<RequireQualifiedAccess>]
module RateSchedule =

    let private checkTimes (interval: int) (memory: int) =
        Guard.atLeast (nameof interval) 1 interval
        Guard.atLeast (nameof memory) interval memory

        if memory % interval <> 0 then
            Guard.fail
                (nameof memory)
                (invariant $"memory must be a multiple of the interval, {interval}, but is {memory}.")

    /// The paper's: every 2,000 generator steps the model of now against that of 20,000 steps ago; p above 0.1 is a
    /// failure, and three in a row halve the rate.
    let paper: RateSchedule =
        {
            Policy = ReferencePolicy.Paper
            Interval = 2_000
            Memory = 20_000
            Level = 0.1
            Patience = 3
            Cut = 0.5
            Least = 0.0
        }

    /// That of the authors' released code: as the paper's, with the reference held while tests fail, and no rate below a
    /// hundredth of the first (there 1e-6 and 1e-4).
    let released: RateSchedule =
        { paper with
            Policy = ReferencePolicy.Released
            Least = 0.01
        }

    /// With looks every interval of steps, at least 1, at models of so many steps ago, a multiple of the interval.
    let every (interval: int) (memory: int) (schedule: RateSchedule) : RateSchedule =
        checkTimes interval memory

        { schedule with
            Interval = interval
            Memory = memory
        }

    /// With the paper's times for small data such as MNIST: every 500 steps, at models of 5,000 steps ago.
    let onSmallData (schedule: RateSchedule) : RateSchedule = every 500 5_000 schedule

    /// With p-values above the level, in [0, 1), as failures, and a cut after so many in a row, at least 1.
    let failing (level: float) (patience: int) (schedule: RateSchedule) : RateSchedule =
        if not (level >= 0.0 && level < 1.0) then
            Guard.fail (nameof level) (invariant $"level must lie in [0, 1), but is {level}.")

        Guard.atLeast (nameof patience) 1 patience

        { schedule with
            Level = level
            Patience = patience
        }

    /// With cuts that multiply the rate by the factor, in (0, 1), but not to less than the least, in [0, 1), of the first
    /// rate.
    let cutting (cut: float) (least: float) (schedule: RateSchedule) : RateSchedule =
        if not (cut > 0.0 && cut < 1.0) then
            Guard.fail (nameof cut) (invariant $"cut must lie in (0, 1), but is {cut}.")

        if not (least >= 0.0 && least < 1.0) then
            Guard.fail (nameof least) (invariant $"least must lie in [0, 1), but is {least}.")

        { schedule with
            Cut = cut
            Least = least
        }

    /// A schedule that was put together by hand, if all of its settings are in their ranges.
    let private check (schedule: RateSchedule) : unit =
        schedule
        |> every schedule.Interval schedule.Memory
        |> failing schedule.Level schedule.Patience
        |> cutting schedule.Cut schedule.Least
        |> ignore

    /// Where every schedule starts: at step 0, with the factor 1, and nothing kept.
    let start: RateState =
        {
            Looks = 0
            Factor = 1.0
            Failures = 0
            Cuts = 0
            Kept = []
        }

    // How many models the memory holds when it is full.
    let private slots (schedule: RateSchedule) = schedule.Memory / schedule.Interval

    let private stepOf (schedule: RateSchedule) (looks: int) : int =
        let step = int64 looks * int64 schedule.Interval

        if step > int64 Int32.MaxValue then
            Guard.fail "state" (invariant $"state must be at a step below 2^31, but is at {step}.")

        int step

    /// The next look: its step, and the model to compare with.
    let next (schedule: RateSchedule) (state: RateState) : RateLook =
        check schedule

        {
            Step = stepOf schedule state.Looks
            Reference =
                if state.Kept.Length >= slots schedule then
                    Some state.Kept.Head
                else
                    None
        }

    /// The look that is due at a step; None between looks. A step beyond the next look is an argument error: that look
    /// was left out.
    let lookAt (step: int) (schedule: RateSchedule) (state: RateState) : RateLook option =
        let look = next schedule state

        if step > look.Step then
            Guard.fail (nameof step) (invariant $"step must be at most {look.Step}, the next look, but is {step}.")

        if step = look.Step then Some look else None

    // With the model of the look, what is kept after it.
    let private kept (schedule: RateSchedule) (verdict: RateVerdict) (step: int) (kept: int list) : int list =
        let moved () = kept.Tail @ [ step ]

        match schedule.Policy, verdict with
        | _, RateVerdict.Waited -> kept @ [ step ]
        // Time goes on, whatever the test said, and where there was none.
        | ReferencePolicy.Paper, _
        | ReferencePolicy.Released, RateVerdict.Success -> moved ()
        | ReferencePolicy.Released, (RateVerdict.Failure | RateVerdict.Untested) -> kept
        | ReferencePolicy.Released, RateVerdict.Cut ->
            let all = kept @ [ step ]
            List.skip (all.Length - min schedule.Patience (slots schedule)) all

    let private verdictOf (p: float option) (schedule: RateSchedule) (look: RateLook) (state: RateState) =
        match look.Reference, p with
        | None, None -> RateVerdict.Waited
        | None, Some p ->
            Guard.fail
                "p"
                (invariant $"p must be None at step {look.Step}, which has no model to compare with yet, but is {p}.")
        | Some _, None -> RateVerdict.Untested
        | Some _, Some p when not (p >= 0.0 && p <= 1.0) ->
            Guard.fail "p" (invariant $"p must lie in [0, 1], but is {p}.")
        | Some _, Some p when not (p > schedule.Level) -> RateVerdict.Success
        | Some _, Some _ when state.Failures + 1 < schedule.Patience -> RateVerdict.Failure
        | Some _, Some _ -> RateVerdict.Cut

    let private sentence
        (p: float option)
        (schedule: RateSchedule)
        (look: RateLook)
        (before: RateState)
        (after: RateState)
        (verdict: RateVerdict)
        : string =
        let reference = look.Reference |> Option.defaultValue 0
        let level = schedule.Level
        let seen = p |> Option.defaultValue nan
        let stays = invariant $"the rate stays at {after.Factor} of the first"

        let words =
            match verdict with
            | RateVerdict.Waited ->
                invariant
                    $"the model is kept as number {after.Kept.Length} of the {slots schedule} that a comparison waits for; {stays}."
            | RateVerdict.Untested ->
                invariant
                    $"there was no test against the model of step {reference}, which is neither a success nor a failure: \
                      {after.Failures} in a row as before; {stays}."
            | RateVerdict.Success ->
                invariant $"p = {seen} is at most {level}, closer than the model of step {reference}; {stays}."
            | RateVerdict.Failure ->
                invariant
                    $"p = {seen} is above {level}, not shown to be closer than the model of step {reference}: failure \
                      {after.Failures} of {schedule.Patience} in a row; {stays}."
            | RateVerdict.Cut when after.Factor < before.Factor ->
                invariant
                    $"p = {seen} is above {level}, not shown to be closer than the model of step {reference}: failure \
                      {schedule.Patience} of {schedule.Patience} in a row; the rate falls to {after.Factor} of the first."
            | RateVerdict.Cut ->
                invariant
                    $"p = {seen} is above {level}, not shown to be closer than the model of step {reference}: failure \
                      {schedule.Patience} of {schedule.Patience} in a row; the rate is at its least, {after.Factor} of the first."

        invariant $"Step {look.Step}: {words}"

    /// <summary>What a schedule decides at its next look, given the p-value of the test against the reference, small where the
    /// model of now is closer; None where there is no reference yet, and where there is no test because its variance is not
    /// positive. No test is neither a success nor a failure: a cut cannot be taken back, so that it takes verdicts. The
    /// failures in a row stand, and the reference moves on as the policy has it: with time under the paper's, with
    /// successes alone under the released code's. A p-value out of [0, 1], or without a reference, is an argument
    /// error.</summary>
    let decide (p: float option) (schedule: RateSchedule) (state: RateState) : RateDecision =
        let look = next schedule state
        let verdict = verdictOf p schedule look state
        let still = kept schedule verdict look.Step state.Kept

        let factor =
            match verdict with
            | RateVerdict.Cut ->
                let cut = max schedule.Least (state.Factor * schedule.Cut)
                // A factor that underflows, or one that began below the least, stays as it is.
                if cut > 0.0 then min state.Factor cut else state.Factor
            | _ -> state.Factor

        let after =
            {
                Looks = state.Looks + 1
                Factor = factor
                Failures =
                    match verdict with
                    | RateVerdict.Failure -> state.Failures + 1
                    | RateVerdict.Success
                    | RateVerdict.Cut -> 0
                    | RateVerdict.Waited
                    | RateVerdict.Untested -> state.Failures
                Cuts =
                    if verdict = RateVerdict.Cut then
                        state.Cuts + 1
                    else
                        state.Cuts
                Kept = still
            }

        {
            State = after
            Verdict = verdict
            Sentence = sentence p schedule look state after verdict
            Dropped =
                state.Kept @ [ look.Step ]
                |> List.filter (fun step -> not (List.contains step still))
        }

    let private policyName (policy: ReferencePolicy) =
        match policy with
        | ReferencePolicy.Paper -> "paper"
        | ReferencePolicy.Released -> "released"

    let private ofPolicy (policy: ReferencePolicy) =
        match policy with
        | ReferencePolicy.Paper -> paper
        | ReferencePolicy.Released -> released

    /// The expression that makes the schedule, such as three-sample:paper,500,5000.
    let name (schedule: RateSchedule) : string =
        let s, standard = schedule, ofPolicy schedule.Policy
        let head = invariant $"three-sample:{policyName schedule.Policy}"
        let times = invariant $",{s.Interval},{s.Memory}"

        if s = standard then
            head
        elif s = every s.Interval s.Memory standard then
            head + times
        else
            head + times + invariant $",{s.Level},{s.Patience},{s.Cut},{s.Least}"

    let private read (text: string) : RateSchedule =
        let parts = text.Split ',' |> Array.map _.Trim()

        let schedule =
            match parts[0] with
            | "paper" -> paper
            | "released" -> released
            | other ->
                Guard.fail "expression" (invariant $"""{NearestName.unknown "policy" other [ "paper"; "released" ]}.""")

        let whole at =
            match Numeral.whole parts[at] with
            | Some value -> value
            | None -> Guard.fail "expression" (invariant $"rate schedule needs whole numbers, but has '{parts[at]}'.")

        let number at =
            match Numeral.finite parts[at] with
            | Some value -> value
            | None -> Guard.fail "expression" (invariant $"rate schedule needs finite numbers, but has '{parts[at]}'.")

        match parts.Length with
        | 1 -> schedule
        | 3 -> schedule |> every (whole 1) (whole 2)
        | 7 ->
            schedule
            |> every (whole 1) (whole 2)
            |> failing (number 3) (whole 4)
            |> cutting (number 5) (number 6)
        | _ ->
            Guard.fail
                "expression"
                (invariant
                    $"rate schedule must have the form three-sample:POLICY[,INTERVAL,MEMORY[,LEVEL,PATIENCE,CUT,LEAST]], \
                      but has '{text}'.")

    /// How rate schedules are spelled; POLICY is paper or released.
    let forms: Form<RateSchedule> list =
        [
            Form.ofText
                "three-sample:POLICY[,INTERVAL,MEMORY[,LEVEL,PATIENCE,CUT,LEAST]]"
                "times CUT after PATIENCE tests in a row, every INTERVAL steps, that do not show the model closer than that of MEMORY steps ago; POLICY paper or released"
                read
        ]

    /// The rate schedule of an expression, such as three-sample:released. An argument exception says in one sentence what
    /// is wrong with any other text.
    let parse (expression: string) : RateSchedule =
        Form.read "rate schedule" forms expression
