namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// A step with what is seen there.
[<NoComparison; NoEquality>]
type internal Cursor<'q when 'q :> IState<'q>> =
    {
        Step: Step<'q>
        Direction: Direction<'q>
    }

/// The one loop of the library.
module internal Loop =

    // What is measured where a flow is seen; the step measured before, on the same samples, if there is one.
    let private diagnose
        (run: Run<'q>)
        (before: Diagnostics option)
        (direction: Direction<'q>)
        (way: Diagnostics)
        : Diagnostics =
        let value = direction.Evaluation |> Option.map _.Value

        // Persistent regression goes to its targets, and not along K c.
        let predicted =
            if run.Flow.Persistence.IsSome then
                None
            else
                direction.Predicted

        let observed =
            Option.map2 (fun value before -> (value - before) / way.Elapsed) value (before |> Option.bind _.Functional)
            |> Option.filter (fun _ -> way.Elapsed > 0.0)

        let residual =
            Option.map3
                (fun before here observed ->
                    let mean = 0.5 * (before + here)
                    abs (observed + mean) / abs mean)
                (before |> Option.bind _.PredictedDissipation)
                predicted
                observed
            |> Option.filter Double.IsFinite

        { way with
            Functional = value
            PredictedDissipation = predicted
            CriticDissipation = direction.OfCritic
            HeldOutScore = direction.HeldOutScore
            PlugIn = direction.PlugIn
            KCorrelation = direction.Correlation
            ObservedRate = observed
            IdentityResidual = residual
            Solve = direction.Solve |> Option.orElse way.Solve
        }

    // What was measured before on the samples of the states that follow.
    let private comparable (run: Run<'q>) (before: Diagnostics option) : Diagnostics option =
        if run.Flow.Renewal.IsSome then None else before

    let private arrive
        (store: ArrayStore)
        (run: Run<'q>)
        (before: Diagnostics option)
        (measured: bool)
        (way: Diagnostics)
        (at: Continuation<'q>)
        : Cursor<'q> =
        let direction = Direction(store, run, at.Critic, at.Index, at.State)

        {
            Step =
                {
                    Index = at.Index
                    Time = at.Time
                    State = at.State
                    Diagnostics =
                        if measured then
                            diagnose run (comparable run before) direction way
                        else
                            way
                    Measured = measured
                    Outcome = None
                    Continuation = at
                }
            Direction = direction
        }

    // A step of the scheme, the integrator or the regression from where the cursor is, of at most the time left.
    let private attempt (store: ArrayStore) (run: Run<'q>) (left: float) (cursor: Cursor<'q>) : StepResult =
        let step, direction, flow = cursor.Step, cursor.Direction, run.Flow
        let q = step.State
        let tau, memory = step.Continuation.Tau, step.Continuation.Memory

        match flow.Scheme, flow.Persistence with
        | Some scheme, _ ->
            let velocity = lazy direction.Velocity

            // A scheme that can do with less looks whether it is there.
            if direction.IsKnown then
                velocity.Force() |> ignore

            scheme.Step
                {
                    State = q
                    Index = step.Index
                    Seed = Seed.splitAt step.Index run.Seed
                    Velocity = velocity
                    Memory = memory
                    Tau = tau
                    Limit = left
                }
        | None, None ->
            let merit =
                // Where nobody looks at values, none is asked for.
                if Integrator.needsValue flow.Integrator then
                    match flow.Functional, direction.Evaluation, direction.Predicted with
                    | Some functional, Some evaluation, Some predicted ->
                        Some
                            {
                                Value = fun coordinates -> functional.Value(q.At coordinates)
                                Current = evaluation.Value
                                Dissipation = predicted
                            }
                    | _ -> None
                else
                    None

            let problem =
                {
                    Coordinates = q.Coordinates
                    Velocity = direction.Velocity
                    Field = direction.Field
                    Merit = merit
                    Memory = memory
                }

            Integrator.stepIn store flow.Integrator problem tau left
        | None, Some persistence ->
            Regression.step
                persistence
                flow.Metric
                flow.Integrator
                step.Continuation.Critic.LogDensity
                direction.Seen
                tau
                left
                memory
                q

    // What was measured last, at this step or before it, is compared with what is measured next.
    let private advance
        (store: ArrayStore)
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (last: Diagnostics)
        (cursor: Cursor<'q>)
        : Cursor<'q> =
        let step, direction = cursor.Step, cursor.Direction

        let left =
            match horizon.Time with
            | Some time -> time - step.Time
            | None -> infinity

        let stalled (reason: string) =
            let ended =
                { step with
                    Outcome = Some(Outcome.Stalled(step.Index, reason))
                }

            { cursor with
                Step =
                    if step.Measured then
                        ended
                    else
                        { ended with
                            Diagnostics = diagnose run (comparable run (Some last)) direction step.Diagnostics
                            Measured = true
                        }
            }

        // A step that is the time left, or within rounding of it, lands on the time exactly.
        let arrival (tau: float) =
            match horizon.Time with
            | Some time when left - tau <= 1e-12 * time -> time
            | _ -> step.Time + tau

        match attempt store run left cursor with
        | StepResult.Refused(_, reason) -> stalled reason
        // The last steps before a wanted time may be short; others that do not move the time would go on for ever.
        | StepResult.Taken taken when
            horizon.Time.IsSome
            && horizon.Steps.IsNone
            && taken.Length > 0.0
            && arrival taken.Length = step.Time
            ->
            stalled (invariant $"a step of {taken.Length:G3} no longer changes the time {step.Time}; take longer ones")
        | StepResult.Taken taken ->
            let tau = taken.Length
            let time = arrival tau

            let coordinates =
                match direction.Noise with
                | Some diffuse -> diffuse tau taken.Coordinates
                | None -> taken.Coordinates

            let index = step.Index + 1
            let moved = step.State.At coordinates

            let at =
                {
                    Index = index
                    Time = time
                    State =
                        match run.Flow.Renewal with
                        | None -> moved
                        | Some renew -> renew (Renewal.seed index run.Seed) moved
                    Critic = direction.NextCritic
                    Tau = taken.Next
                    Memory = taken.Memory
                }

            let way =
                let before =
                    if step.Measured then
                        struct (0.0, 0)
                    else
                        struct (step.Diagnostics.Elapsed, step.Diagnostics.Refused)

                let struct (elapsed, refused) = before

                { Diagnostics.unmeasured tau (elapsed + tau) (refused + taken.Refused) with
                    Solve = taken.Solve
                }

            let measured = index % run.MeasureEvery = 0 || Ending.mayEnd horizon token at
            arrive store run (Some last) measured way at

    /// Gives back what no later step asks for. The critic, state and memory that the run began with are not the
    /// loop's own.
    let private leave
        (store: ArrayStore)
        (run: Run<'q>)
        (own: bool)
        (behind: Cursor<'q>)
        (here: Cursor<'q>)
        : unit when 'q :> IState<'q> =
        match behind.Direction.Taken with
        | ValueSome velocity -> store.GiveBack velocity
        | ValueNone -> ()

        if run.Reuse then
            let before, now = behind.Step.Continuation, here.Step.Continuation

            if own then
                before.Critic.Memory |> Option.iter (fun memory -> memory.Release())

            match box before.State with
            | :? IReusing as state -> behind.Direction.Pulled |> Option.iter state.GiveBack
            | _ -> ()

            // A regression that could not move leaves what it began with; schemes make arrays of their own.
            if own && run.Flow.Scheme.IsNone then
                let inUse (array: float[]) =
                    Object.ReferenceEquals(now.State.Coordinates, array)
                    || (match now.Memory with
                        | Some memory -> memory.Arrays |> Array.exists (fun used -> Object.ReferenceEquals(used, array))
                        | None -> false)

                let giveBack (array: float[]) =
                    if not (inUse array) then
                        store.GiveBack array

                giveBack before.State.Coordinates
                before.Memory |> Option.iter (fun memory -> Array.iter giveBack memory.Arrays)

    // At a start of moderate numbers NaN is no divergence: what gave it is refused before anything moves.
    let private checkStart (run: Run<'q>) (first: Cursor<'q>) : unit when 'q :> IState<'q> =
        let isModerate =
            first.Step.State.Coordinates |> Array.forall (fun v -> abs v <= 1e100)

        let isNaN (v: float) = Double.IsNaN v
        let largest = Vectors.largest first.Step.State.Coordinates

        // Squares of distances overflow from about 1e154 on, and critics give up before.
        if
            run.Resume.IsNone
            && run.Flow.Critic.Estimate.IsSome
            && largest > 1e50
            && Double.IsFinite largest
            && Array.exists isNaN first.Direction.Velocity
        then
            Guard.fail
                "start"
                (invariant
                    $"the start reaches {largest}, where critic '{run.Flow.Critic.Name}' gives no numbers: give it in a larger unit.")

        // A critic whose own training overflows before the first step has diverged there.
        let isTrainedAway =
            match first.Direction.NextCritic.Memory with
            | Some memory ->
                memory.Arrays()
                |> List.exists (fun array -> not (Vectors.allFinite array.Values))
            | None -> false

        if isModerate && not isTrainedAway then
            match run.Flow.Functional, first.Step.Diagnostics.Functional with
            | Some functional, Some value when isNaN value ->
                Guard.fail
                    "functional"
                    (invariant $"functional '{functional.Name}' must be a number at the start, but is NaN there.")
            // An infinite functional is a divergence, and its metric was not asked.
            | Some _, Some value when Double.IsInfinity value -> ()
            | _ ->
                if Array.exists isNaN first.Direction.Velocity then
                    let seen = first.Direction.Seen

                    let owner =
                        if not (Array.exists isNaN seen.Values || Array.exists isNaN seen.Gradient.Data) then
                            invariant $"metric '{run.Flow.Metric.Name}'"
                        elif run.Flow.Critic.Estimate.IsSome then
                            invariant $"critic '{run.Flow.Critic.Name}'"
                        else
                            invariant $"the first variation of functional '{run.Flow.Goal}'"

                    Guard.fail "flow" (invariant $"{owner} must give numbers at the start, but gives NaN there.")

    // More steps than this end in no lifetime of a program.
    let private mostSteps = 1e9

    // A time alone must not ask for work without end. Error control makes its steps longer, and a schedule may; those that
    // come down to nothing are seen on the way.
    let private checkWork (horizon: Horizon) (run: Run<'q>) : unit =
        let longest =
            match run.Flow.Persistence, run.Flow.Integrator.Control with
            // Schemes bound their own work.
            | _ when run.Flow.Scheme.IsSome -> infinity
            | Some persistence, _ -> persistence.Epsilon
            | None, StepControl.Implicit(_, tau)
            | None, StepControl.Fixed tau
            | None, StepControl.Descent(tau, _) -> tau
            | None, StepControl.Optimised optimiser when optimiser.Schedule = Schedule.Constant ->
                Optimiser.rateAt 0 optimiser
            | None, _ -> infinity

        let began = run.Resume |> Option.map _.Time |> Option.defaultValue 0.0

        match horizon with
        | { Time = Some time; Steps = None } when (time - began) / longest > mostSteps ->
            Guard.fail
                "until"
                (invariant
                    $"the time {time} takes {(time - began) / longest:G3} steps of {longest} by {run.Flow.Integrator.Name}, \
                      more than {mostSteps:G3}; take longer steps, or a number of steps.")
        | _ -> ()

    let private checkHorizon (horizon: Horizon) : unit =
        horizon.Time |> Option.iter (Guard.nonNegative "until")
        horizon.Steps |> Option.iter (Guard.atLeast "steps" 0)

        if horizon.Time.IsNone && horizon.Steps.IsNone then
            Guard.fail "horizon" "horizon must name a time or a number of steps."

    /// <summary>The steps of a run to one horizon after another, lazily: the one loop of the library. Where it reaches a
    /// horizon it is measured and gives the step with the outcome, and goes on from there, as if it had not stopped but for
    /// the steps that met the horizon; the first horizon that it fails to reach is the last.</summary>
    let through
        (horizons: seq<Horizon>)
        (token: CancellationToken)
        (run: Run<'q>)
        : seq<Step<'q>> when 'q :> IState<'q> =
        run.Flow |> Flow.checkCritic |> FlowChecks.start run.Start |> ignore

        seq {
            let start =
                run.Resume
                |> Option.defaultWith (fun () ->
                    {
                        Index = 0
                        Time = 0.0
                        State = run.Start
                        Critic = run.Flow.Critic
                        Tau =
                            match run.Flow.Scheme with
                            | Some scheme -> scheme.FirstStep run.Start
                            | None -> Integrator.firstStep run.Flow.Integrator
                        Memory = None
                    })

            let store = ArrayStore start.State.Coordinates.Length

            let mutable cursor =
                arrive store run None true (Diagnostics.unmeasured 0.0 0.0 0) start

            checkStart run cursor
            let mutable last = cursor.Step.Diagnostics
            let mutable ledger = Ledger.start start.Index last
            let mutable failed = false

            for horizon in horizons do
                if not failed then
                    checkHorizon horizon
                    checkWork horizon run

                    let judged (ledger: Ledger) (cursor: Cursor<'q>) =
                        { cursor with
                            Step =
                                { cursor.Step with
                                    Outcome = Ending.at run horizon token ledger cursor.Direction cursor.Step
                                }
                        }

                    cursor <- judged ledger cursor
                    yield cursor.Step

                    while cursor.Step.Outcome.IsNone do
                        let behind = cursor

                        cursor <-
                            match Watch.Current with
                            | null -> advance store run horizon token last behind
                            | watch ->
                                let before = last
                                let share = Horizon.shareOf horizon behind.Step.Time behind.Step.Index
                                watch.At(share, (fun () -> advance store run horizon token before behind))

                        if cursor.Step.Index > behind.Step.Index then
                            if cursor.Step.Measured then
                                ledger <- Ledger.add last cursor.Step.Diagnostics ledger
                                last <- cursor.Step.Diagnostics
                                cursor <- judged ledger cursor

                            leave store run (behind.Step.Index > start.Index) behind cursor

                        yield cursor.Step

                    failed <- not (Outcome.succeeded cursor.Step.Outcome.Value)
        }

    /// <summary>The steps of a run as they come, lazily. The last step, and only it, carries an outcome. A step that cannot
    /// continue is given again with its outcome when its attempt to move fails.</summary>
    let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
        checkHorizon horizon
        through [ horizon ] token run
