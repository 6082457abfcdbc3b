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

    let private ended
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (direction: Direction<'q>)
        (step: Step<'q>)
        : Outcome option =
        let d = step.Diagnostics
        let dissipation = d.PredictedDissipation |> Option.orElse d.CriticDissipation
        let isLost value = not (Double.IsFinite value)

        // Where no dissipation tells that a state has left the numbers, the velocity does.
        let lost =
            match d.Functional |> Option.filter isLost, dissipation with
            | Some value, _ -> Some("the functional", value)
            | None, Some value when isLost value -> Some("the dissipation", value)
            | None, Some _ -> None
            | None, None ->
                direction.Velocity
                |> Array.tryFind isLost
                |> Option.map (fun v -> "the velocity", v)

        if lost.IsSome then
            Some(Outcome.Diverged(step.Index, fst lost.Value, snd lost.Value))
        elif horizon.Time |> Option.exists (fun time -> step.Time >= time) then
            Some(Outcome.ReachedTime step.Time)
        elif horizon.Steps |> Option.exists (fun steps -> step.Index >= steps) then
            Some(Outcome.CompletedSteps step.Index)
        elif dissipation |> Option.exists (fun value -> abs value <= run.Tolerance) then
            Some(Outcome.Converged(step.Index, dissipation.Value))
        elif token.IsCancellationRequested then
            Some(Outcome.Cancelled step.Index)
        else
            None

    let private arrive
        (store: ArrayStore)
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (before: Step<'q> option)
        tau
        refused
        (at: Continuation<'q>)
        =
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

        {
            Step =
                { step with
                    Outcome = ended run horizon token direction step
                }
            Direction = direction
        }

    let private advance
        (store: ArrayStore)
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
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

            let index = step.Index + 1
            let moved = q.At coordinates

            let before, state =
                match run.Flow.Renewal with
                | None -> Some step, moved
                | Some renew -> None, renew (Renewal.seed index run.Seed) moved

            arrive
                store
                run
                horizon
                token
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

    // Gradient flows go down: a state where nothing moves any more, and F stands above where it began, was thrown out
    // of the reach of the gradient.
    let private judged (run: Run<'q>) (first: Cursor<'q>) (here: Cursor<'q>) : Cursor<'q> =
        match here.Step.Outcome, first.Step.Diagnostics.Functional, here.Step.Diagnostics.Functional with
        | Some(Outcome.Converged(index, 0.0)), Some began, Some value when value > began && run.Flow.Renewal.IsNone ->
            let reason =
                $"the gradient has vanished where the functional is {value}, above its {began} at the start; a smaller \
                  step stays within its reach"

            { here with
                Step =
                    { here.Step with
                        Outcome = Some(Outcome.Stalled(index, reason))
                    }
            }
        | _ -> here

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

    /// <summary>The steps of a run as they come, lazily: the one loop of the library. The last step, and only it,
    /// carries an outcome. A step that cannot continue is given again with its outcome when its attempt to move
    /// fails.</summary>
    let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
        horizon.Time |> Option.iter (Guard.nonNegative "until")
        horizon.Steps |> Option.iter (Guard.atLeast "steps" 0)

        run.Flow |> Flow.checkCritic |> FlowChecks.start run.Start |> ignore

        if horizon.Time.IsNone && horizon.Steps.IsNone then
            Guard.fail "horizon" "horizon must name a time or a number of steps."

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
            let first = arrive store run horizon token None 0.0 0 start

            yield first.Step
            let mutable cursor = first

            while cursor.Step.Outcome.IsNone do
                let behind = cursor
                cursor <- advance store run horizon token behind |> judged run first

                if cursor.Step.Index > behind.Step.Index then
                    leave store run (behind.Step.Index > start.Index) behind cursor

                yield cursor.Step
        }
