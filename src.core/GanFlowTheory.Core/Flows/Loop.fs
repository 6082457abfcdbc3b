namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// A step with what was seen there.
[<NoComparison; NoEquality>]
type internal Cursor<'q> =
    {
        Step: Step<'q>
        Direction: Direction<'q>
    }

/// The one loop of the library.
module internal Loop =

    let private diagnose (before: Diagnostics option) (direction: Direction<'q>) tau refused : Diagnostics =
        let value = direction.Evaluation |> Option.map _.Value

        let observed =
            Option.map2 (fun value before -> (value - before) / tau) value (before |> Option.bind _.Functional)
            |> Option.filter (fun _ -> tau > 0.0)

        let residual =
            Option.map3
                (fun before here observed ->
                    let mean = 0.5 * (before + here)
                    abs (observed + mean) / abs mean)
                (before |> Option.bind _.PredictedDissipation)
                direction.Predicted
                observed
            |> Option.filter Double.IsFinite

        {
            Functional = value
            PredictedDissipation = direction.Predicted
            CriticDissipation = direction.OfCritic
            HeldOutScore = direction.HeldOutScore
            PlugIn = direction.PlugIn
            KCorrelation = direction.Correlation
            ObservedRate = observed
            IdentityResidual = residual
            StepLength = tau
            Refused = refused
            Solve = direction.Solve
        }

    let private arrive (store: ArrayStore) (run: Run<'q>) (before: Step<'q> option) tau refused (at: Continuation<'q>) =
        let direction = Direction.look store run at.Critic at.Index at.State

        let diagnostics =
            let d = diagnose (before |> Option.map _.Diagnostics) direction tau refused

            if run.Flow.Persistence.IsSome then
                { d with
                    PredictedDissipation = None
                    IdentityResidual = None
                }
            else
                d

        let step: Step<'q> =
            {
                Index = at.Index
                Time = at.Time
                State = at.State
                Diagnostics = diagnostics
                Outcome = None
                Continuation = at
            }

        { Step = step; Direction = direction }

    let private advance
        (store: ArrayStore)
        (run: Run<'q>)
        (horizon: Horizon)
        (cursor: Cursor<'q>)
        : Cursor<'q> when 'q :> IState<'q> =
        let step, direction = cursor.Step, cursor.Direction
        let q = step.State

        let problem =
            {
                Coordinates = q.Coordinates
                Velocity = direction.Velocity
                Field = direction.Field
                Merit =
                    match run.Flow.Functional, direction.Evaluation, direction.Predicted with
                    | Some functional, Some evaluation, Some predicted ->
                        Some
                            {
                                Value = fun coordinates -> functional.Value(q.At coordinates)
                                Current = evaluation.Value
                                Dissipation = predicted
                            }
                    | _ -> None
                Memory = step.Continuation.Memory
            }

        let left =
            match horizon.Time with
            | Some time -> time - step.Time
            | None -> infinity

        let result =
            match run.Flow.Persistence with
            | None -> Integrator.stepIn store run.Flow.Integrator problem step.Continuation.Tau left
            | Some persistence ->
                q
                |> Regression.step
                    persistence
                    run.Flow.Metric
                    run.Flow.Integrator
                    direction.Seen
                    step.Continuation.Tau
                    left
                    step.Continuation.Memory

        match result with
        | StepResult.Refused(_, reason) ->
            { cursor with
                Step =
                    { step with
                        Outcome = Some(Outcome.Stalled(step.Index, reason))
                    }
            }
        | StepResult.Taken(coordinates, tau, next, refused, memory) ->
            // A step that is the time left, or within rounding of it, lands on the time exactly.
            let time =
                match horizon.Time with
                | Some time when left - tau <= 1e-12 * time -> time
                | _ -> step.Time + tau

            let coordinates =
                match direction.Noise with
                | Some diffuse -> diffuse tau coordinates
                | None -> coordinates

            // The last steps before a wanted time may be short; others that do not move the time would go on for ever.
            if horizon.Time.IsSome && horizon.Steps.IsNone && time = step.Time && tau > 0.0 then
                { cursor with
                    Step =
                        { step with
                            Outcome =
                                Some(
                                    Outcome.Stalled(
                                        step.Index,
                                        invariant
                                            $"a step of {tau:G3} no longer changes the time {time}; take longer ones"
                                    )
                                )
                        }
                }
            else

                let index = step.Index + 1
                let moved = q.At coordinates

                let before, state =
                    match run.Flow.Renewal with
                    | None -> Some step, moved
                    | Some renew -> None, renew (Renewal.seed index run.Seed) moved

                arrive
                    store
                    run
                    before
                    tau
                    refused
                    {
                        Index = index
                        Time = time
                        State = state
                        Critic = direction.NextCritic
                        Tau = next
                        Memory = memory
                    }

    /// Gives back what no later step asks for. The critic, state and memory that the run began with are not the
    /// loop's own.
    let private leave
        (store: ArrayStore)
        (run: Run<'q>)
        (own: bool)
        (behind: Cursor<'q>)
        (here: Cursor<'q>)
        : unit when 'q :> IState<'q> =
        store.GiveBack behind.Direction.Velocity
        let before, now = behind.Step.Continuation, here.Step.Continuation

        if run.Reuse then
            if own then
                before.Critic.Memory |> Option.iter (fun memory -> memory.Release())

            match box before.State with
            | :? IReusing as state -> behind.Direction.Pulled |> Option.iter state.GiveBack
            | _ -> ()

            let arrays (at: Continuation<'q>) =
                [
                    at.State.Coordinates
                    match at.Memory with
                    | Some memory -> yield! memory.Arrays
                    | None -> ()
                ]

            // A regression that could not move leaves what it began with.
            if own then
                let inUse = arrays now

                for array in arrays before do
                    if not (inUse |> List.exists (fun used -> Object.ReferenceEquals(used, array))) then
                        store.GiveBack array

    // At a start of moderate numbers NaN is no divergence: what gave it is refused before anything moves.
    let private checkStart (run: Run<'q>) (first: Cursor<'q>) : unit when 'q :> IState<'q> =
        let isModerate =
            first.Step.State.Coordinates |> Array.forall (fun v -> abs v <= 1e100)

        let isNaN (v: float) = Double.IsNaN v

        if isModerate then
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
            | Some persistence, _ -> persistence.Epsilon
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

    /// <summary>The steps of a run as they come, lazily: the one loop of the library. The last step, and only it,
    /// carries an outcome. A step that cannot continue is given again with its outcome when its attempt to move
    /// fails.</summary>
    let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
        horizon.Time |> Option.iter (Guard.nonNegative "until")
        horizon.Steps |> Option.iter (Guard.atLeast "steps" 0)

        run.Flow |> Flow.checkCritic |> FlowChecks.start run.Start |> ignore

        if horizon.Time.IsNone && horizon.Steps.IsNone then
            Guard.fail "horizon" "horizon must name a time or a number of steps."

        checkWork horizon run

        seq {
            let start =
                run.Resume
                |> Option.defaultWith (fun () ->
                    {
                        Index = 0
                        Time = 0.0
                        State = run.Start
                        Critic = run.Flow.Critic
                        Tau = Integrator.firstStep run.Flow.Integrator
                        Memory = None
                    })

            let store = ArrayStore start.State.Coordinates.Length
            let first = arrive store run None 0.0 0 start
            checkStart run first
            let mutable ledger = Ledger.start start.Index first.Step.Diagnostics

            let judged (cursor: Cursor<'q>) =
                { cursor with
                    Step =
                        { cursor.Step with
                            Outcome = Ending.at run horizon token ledger cursor.Direction cursor.Step
                        }
                }

            let mutable cursor = judged first
            yield cursor.Step

            while cursor.Step.Outcome.IsNone do
                let behind = cursor
                cursor <- advance store run horizon behind

                if cursor.Step.Index > behind.Step.Index then
                    ledger <- Ledger.add behind.Step.Diagnostics cursor.Step.Diagnostics ledger
                    cursor <- judged cursor
                    leave store run (behind.Step.Index > start.Index) behind cursor

                yield cursor.Step
        }
