namespace GanFlowTheory.Core

open System
open System.Threading

/// Composing and running flows.
[<RequireQualifiedAccess>]
module Flow =

    /// The flow of a functional in a metric, seen exactly, by explicit Euler with step 0.1 until another is chosen.
    let create (functional: Functional<'q>) (metric: Metric<'q>) : Flow<'q> =
        {
            Functional = Some functional
            Goal = functional.Name
            Critic = Critic.exact
            Metric = metric
            Integrator = Integrator.euler 0.1
            Noise = None
            Renewal = None
            Persistence = None
        }

    /// The Wasserstein-2 gradient flow of a functional.
    let descend (functional: Functional<'q>) : Flow<'q> when 'q :> ITransport = create functional Transport.wasserstein

    // What a flow without a functional lacks for its critic and its integrator.
    let private checkedSight (flow: Flow<'q>) : Flow<'q> =
        if flow.Functional.IsNone && flow.Critic.Estimate.IsNone then
            Guard.fail "critic" $"{flow.Goal} has no first variation on these states; give a critic that estimates it."

        flow

    let private checkedStepping (flow: Flow<'q>) : Flow<'q> =
        match flow.Functional, flow.Integrator.Control with
        // The regression error has a value of its own.
        | None, Descent _ when flow.Persistence.IsNone ->
            Guard.fail
                "integrator"
                $"{flow.Goal} has no value on these states, which integrator {flow.Integrator.Name} needs; take one \
                  without it, such as euler:0.1."
        | _ -> flow

    /// The Wasserstein-2 flow along a critic alone, for a goal that has neither a value nor a first variation on these
    /// states, such as KL on particles: with RatioCritic.create the probability-flow ODE, with Critic.score the Langevin
    /// diffusion, and in a Stein metric Stein variational gradient descent; by explicit Euler with step 0.1 until another is chosen. The exact critic is an
    /// argument error: there is nothing to see.
    let through (goal: string) (critic: Critic<'q>) : Flow<'q> when 'q :> ITransport =
        checkedSight
            {
                Functional = None
                Goal = goal
                Critic = critic
                Metric = Transport.wasserstein
                Integrator = Integrator.euler 0.1
                Noise = None
                Renewal = None
                Persistence = None
            }

    /// Seen by the critic. The exact one is an argument error on a flow without a functional.
    let withCritic (critic: Critic<'q>) (flow: Flow<'q>) : Flow<'q> =
        checkedSight { flow with Critic = critic }

    /// Moved by the metric.
    let inMetric (metric: Metric<'q>) (flow: Flow<'q>) : Flow<'q> = { flow with Metric = metric }

    /// Stepped by the integrator.
    let steppedBy (integrator: Integrator) (flow: Flow<'q>) : Flow<'q> = { flow with Integrator = integrator }

    /// With noise injection of a constant level beta >= 0.
    let withNoise (beta: float) (flow: Flow<'q>) : Flow<'q> =
        Guard.nonNegative (nameof beta) beta

        { flow with
            Noise =
                Some
                    {
                        Name = string beta
                        Level = fun _ -> beta
                    }
        }

    /// With noise injection whose level depends on the step.
    let withNoiseSchedule (name: string) (level: int -> float) (flow: Flow<'q>) : Flow<'q> =
        { flow with
            Noise = Some { Name = name; Level = level }
        }

    /// <summary>With a fresh sample of the state's own noise after each step, drawn by the run's seed: stochastic
    /// gradients. F before and after a step is then on different samples, and rates observed between them are
    /// None.</summary>
    let withFreshNoise (flow: Flow<'q>) : Flow<'q> when 'q :> IRenewable<'q> =
        { flow with
            Renewal = Some(fun seed q -> q.Renewed seed)
        }

    /// <summary>Trained persistently (HZ23): each step freezes the targets x_i - epsilon grad c(x_i) of the critic c, goes
    /// down the mean squared error to them in the given number of the integrator's steps, at least 1, and advances the time
    /// by epsilon > 0. With one Euler step of length tau it is the flow's own Euler step of length tau epsilon
    /// (HZ23-6).</summary>
    let persistently
        (steps: int)
        (epsilon: float)
        (flow: Flow<'q>)
        : Flow<'q> when 'q :> IState<'q> and 'q :> IParametric =
        { flow with
            Persistence = Some(Regression.persistence steps epsilon)
        }

    /// The composition in words.
    let describe (flow: Flow<'q>) : string =
        let noise =
            match flow.Noise with
            | Some noise -> $", noise {noise.Name}"
            | None -> ""

        let renewal =
            if flow.Renewal.IsSome then
                ", fresh samples at every step"
            else
                ""

        let persistence =
            match flow.Persistence with
            | Some p -> $", {p.Steps} regression steps per time {p.Epsilon}"
            | None -> ""

        $"{flow.Goal} seen by critic {flow.Critic.Name} in metric {flow.Metric.Name}, \
          stepped by {flow.Integrator.Name}{noise}{renewal}{persistence}"

    let private checkedFrom (start: 'q) (flow: Flow<'q>) : Flow<'q> =
        LogDensityTerm.from flow flow.Critic start |> ignore

        if flow.Persistence.IsSome && flow.Critic.LogDensity > 0.0 then
            Guard.fail
                "critic"
                $"critic {flow.Critic.Name} leaves log q to the metric, but the targets of persistent regression need its \
                  gradient; take a critic that estimates log q, or plain steps."

        checkedStepping flow

    /// A run from the given state, with seed 0, every state stored, until told otherwise. A flow without a functional
    /// stepped by descent is an argument error, and so is a critic that leaves log q to a metric, a state or an
    /// integrator that cannot move along it.
    let from (start: 'q) (flow: Flow<'q>) : Run<'q> =
        {
            Flow = checkedFrom start flow
            Start = start
            Seed = Seed.create 0
            KeepEvery = 1
            Tolerance = 0.0
            Resume = None
        }

    /// <summary>What a run needs to go on from the step, for good: arrays that the loop gives to later steps are
    /// copied. To be asked for while the step is the last.</summary>
    let keep (step: Step<'q>) : Continuation<'q> =
        let continuation = step.Continuation

        match continuation.Critic.Memory with
        | Some memory ->
            let copies =
                memory.Arrays()
                |> List.map (fun array ->
                    { array with
                        Values = Array.copy array.Values
                    })

            { continuation with
                Critic = memory.Recall copies
            }
        | None -> continuation

    /// Going on from a step of a run of the same flow with the same seed.
    let resume (continuation: Continuation<'q>) (run: Run<'q>) : Run<'q> = { run with Resume = Some continuation }

    /// With the seed for noise and critics.
    let withSeed (seed: Seed) (run: Run<'q>) : Run<'q> = { run with Seed = seed }

    /// Storing a state only every so many steps, at least 1.
    let keepEvery (steps: int) (run: Run<'q>) : Run<'q> =
        Guard.atLeast (nameof steps) 1 steps
        { run with KeepEvery = steps }

    /// Converged when the dissipation is at most the tolerance, >= 0; never where the dissipation is not known, as under
    /// noise.
    let stopBelow (tolerance: float) (run: Run<'q>) : Run<'q> =
        Guard.nonNegative (nameof tolerance) tolerance
        { run with Tolerance = tolerance }

    /// The flow seen from one state: everything the next step needs.
    [<NoComparison; NoEquality>]
    type private Sight<'q> =
        {
            Evaluation: Evaluation option
            Seen: Covector
            Velocity: float[]
            Predicted: float option
            OfCritic: float option
            HeldOutScore: float option
            PlugIn: float option
            Correlation: float option
            Solve: SolveReport option
            Field: float[] -> float[]
            NextCritic: Critic<'q>
            Noise: (float -> float[] -> float[]) option
        }

    let private negate (x: float[]) = Array.map (fun v -> -v) x

    let private exactly (critic: Critic<'q>) (potential: Potential) : Sighting<'q> =
        {
            Potential = potential
            Next = critic
            HeldOutScore = None
            PlugIn = None
        }

    let private look (run: Run<'q>) (critic: Critic<'q>) (index: int) (q: 'q) : Sight<'q> when 'q :> IState<'q> =
        let flow = run.Flow
        let evaluation = flow.Functional |> Option.map (fun f -> f.Evaluate q)
        let seed = Seed.splitAt index run.Seed
        let term = LogDensityTerm.from flow critic q
        let diffuses = term |> Option.exists _.OfNoise.IsSome

        // One draw per step, shared by the stages of the step.
        let shift =
            match flow.Noise with
            | None -> None
            | Some noise ->
                let level = noise.Level index
                Guard.nonNegative "noise level" level
                Some(Points.scale level (Seed.gaussian q.Nodes.Count q.Nodes.Dimension (Seed.split "noise" seed)))

        let seenAt (q: 'q) =
            match shift with
            | None -> q.Nodes
            | Some shift -> Points.combine 1.0 q.Nodes 1.0 shift

        let criticSeed = Seed.split "critic" seed

        let sightAt (q: 'q) : Sighting<'q> =
            match critic.Estimate, flow.Functional with
            | Some estimate, functional -> estimate functional criticSeed q
            | None, Some functional -> exactly critic (functional.FirstVariation q)
            | None, None ->
                Guard.fail
                    "critic"
                    $"{flow.Goal} has no first variation on these states, which critic {critic.Name} is."

        let c, sighting =
            match critic.Estimate, shift, evaluation with
            | None, None, Some e -> e.Variation, None
            | _ ->
                let sighting = sightAt q
                Potential.at (seenAt q) sighting.Potential, Some sighting

        // Metrics are not asked about a state that has left the numbers: the run ends there as diverged.
        let numbers =
            match evaluation with
            | Some e -> Double.IsFinite e.Value
            | None ->
                Array.forall Double.IsFinite q.Nodes.Data
                && Array.forall Double.IsFinite q.Weights

        let tangent =
            if numbers then
                LogDensityTerm.apply flow.Metric term q c
            else
                {
                    Rate = Array.create q.Coordinates.Length nan
                    Solve = None
                }

        // Noise changes F at a rate that takes second derivatives of the first variation.
        let predicted =
            evaluation
            |> Option.filter (fun _ -> not diffuses)
            |> Option.map (fun e -> Metric.pairing q e.Variation tangent.Rate)

        let isExact =
            term.IsNone
            && evaluation |> Option.exists (fun e -> Object.ReferenceEquals(c, e.Variation))

        let ofCritic =
            match predicted, term with
            | Some predicted, _ when isExact -> Some predicted
            | _, None -> Some(Metric.pairing q c tangent.Rate)
            | _, Some term when numbers -> LogDensityTerm.dissipation term q c tangent.Rate
            | _, Some _ -> None

        let correlation =
            match evaluation, predicted, ofCritic with
            | Some e, Some predicted, Some ofCritic when Double.IsFinite predicted ->
                if isExact then
                    if predicted > 0.0 then Some 1.0 else None
                else
                    Metric.cosine predicted (Metric.inner flow.Metric q e.Variation e.Variation) ofCritic
            | _ -> None

        {
            Evaluation = evaluation
            Seen = c
            Velocity = negate tangent.Rate
            Predicted = predicted
            OfCritic = ofCritic
            HeldOutScore = sighting |> Option.bind _.HeldOutScore |> Option.filter Double.IsFinite
            PlugIn = sighting |> Option.bind _.PlugIn |> Option.filter Double.IsFinite
            Correlation = correlation
            Solve = tangent.Solve
            NextCritic = sighting |> Option.map _.Next |> Option.defaultValue critic
            Noise =
                if diffuses then
                    term |> Option.map (fun term -> LogDensityTerm.diffuse term seed q)
                else
                    None
            Field =
                fun coordinates ->
                    let moved = q.At coordinates
                    let potential = (sightAt moved).Potential
                    let c = Potential.at (seenAt moved) potential
                    negate (LogDensityTerm.apply flow.Metric term moved c).Rate
        }

    let private diagnose (before: Diagnostics option) (sight: Sight<'q>) tau refused : Diagnostics =
        let value = sight.Evaluation |> Option.map _.Value

        let observed =
            Option.map2 (fun value before -> (value - before) / tau) value (before |> Option.bind _.Functional)
            |> Option.filter (fun _ -> tau > 0.0)

        let residual =
            Option.map3
                (fun before here observed ->
                    let mean = 0.5 * (before + here)
                    abs (observed + mean) / abs mean)
                (before |> Option.bind _.PredictedDissipation)
                sight.Predicted
                observed
            |> Option.filter Double.IsFinite

        {
            Functional = value
            PredictedDissipation = sight.Predicted
            CriticDissipation = sight.OfCritic
            HeldOutScore = sight.HeldOutScore
            PlugIn = sight.PlugIn
            KCorrelation = sight.Correlation
            ObservedRate = observed
            IdentityResidual = residual
            StepLength = tau
            Refused = refused
            Solve = sight.Solve
        }

    [<NoComparison; NoEquality>]
    type private Cursor<'q> = { Step: Step<'q>; Sight: Sight<'q> }

    let private ended
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (sight: Sight<'q>)
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
                sight.Velocity
                |> Array.tryFind isLost
                |> Option.map (fun v -> "the velocity", v)

        if lost.IsSome then
            Some(Diverged(step.Index, fst lost.Value, snd lost.Value))
        elif horizon.Time |> Option.exists (fun time -> step.Time >= time) then
            Some(ReachedTime step.Time)
        elif horizon.Steps |> Option.exists (fun steps -> step.Index >= steps) then
            Some(CompletedSteps step.Index)
        elif dissipation |> Option.exists (fun value -> abs value <= run.Tolerance) then
            Some(Converged(step.Index, dissipation.Value))
        elif token.IsCancellationRequested then
            Some(Cancelled step.Index)
        else
            None

    let private arrive
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (before: Step<'q> option)
        tau
        refused
        (at: Continuation<'q>)
        =
        let sight = look run at.Critic at.Index at.State

        let diagnostics =
            let d = diagnose (before |> Option.map _.Diagnostics) sight tau refused

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
                    Outcome = ended run horizon token sight step
                }
            Sight = sight
        }

    let private advance
        (run: Run<'q>)
        (horizon: Horizon)
        (token: CancellationToken)
        (cursor: Cursor<'q>)
        : Cursor<'q> when 'q :> IState<'q> =
        let step, sight = cursor.Step, cursor.Sight
        let q = step.State

        let problem =
            {
                Coordinates = q.Coordinates
                Velocity = sight.Velocity
                Field = sight.Field
                Merit =
                    match run.Flow.Functional, sight.Evaluation, sight.Predicted with
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
            | None -> Integrator.step run.Flow.Integrator problem step.Continuation.Tau left
            | Some persistence ->
                q
                |> Regression.step
                    persistence
                    run.Flow.Metric
                    run.Flow.Integrator
                    sight.Seen
                    step.Continuation.Tau
                    left
                    step.Continuation.Memory

        match result with
        | Refused(_, reason) ->
            { cursor with
                Step =
                    { step with
                        Outcome = Some(Stalled(step.Index, reason))
                    }
            }
        | Taken(coordinates, tau, next, refused, memory) ->
            // A step that is the time left, or within rounding of it, lands on the time exactly.
            let time =
                match horizon.Time with
                | Some time when left - tau <= 1e-12 * time -> time
                | _ -> step.Time + tau

            let coordinates =
                match sight.Noise with
                | Some diffuse -> diffuse tau coordinates
                | None -> coordinates

            let index = step.Index + 1
            let moved = q.At coordinates

            let before, state =
                match run.Flow.Renewal with
                | None -> Some step, moved
                | Some renew -> None, renew (Renewal.seed index run.Seed) moved

            arrive
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
                    Critic = sight.NextCritic
                    Tau = next
                    Memory = memory
                }

    /// <summary>The steps of a run as they come, lazily: the one loop of the library. The last step, and only it,
    /// carries an outcome. A step that cannot continue is given again with its outcome when its attempt to move
    /// fails.</summary>
    let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
        horizon.Time |> Option.iter (Guard.nonNegative "until")
        horizon.Steps |> Option.iter (Guard.atLeast "steps" 0)

        run.Flow |> checkedSight |> checkedFrom run.Start |> ignore

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

            let first = arrive run horizon token None 0.0 0 start

            yield first.Step
            let mutable cursor = first

            while cursor.Step.Outcome.IsNone do
                let behind = cursor.Step.Continuation
                cursor <- advance run horizon token cursor

                // What the critic remembered when it looked at the step behind, no later step asks for; the critic that
                // the run began with is not the loop's own.
                if behind.Index > start.Index && cursor.Step.Index > behind.Index then
                    behind.Critic.Memory |> Option.iter (fun memory -> memory.Release())

                yield cursor.Step
        }

    /// <summary>Folds the steps of a run into a path, telling each to the observer as it comes.</summary>
    let observe
        (horizon: Horizon)
        (token: CancellationToken)
        (observer: Step<'q> -> unit)
        (run: Run<'q>)
        : Path<'q> when 'q :> IState<'q> =
        let first = run.Resume |> Option.map _.Index |> Option.defaultValue 0
        let records = ResizeArray<StepRecord>()
        let states = ResizeArray<float * 'q>()
        let mutable last = None

        for step in trace horizon token run do
            observer step

            // A stalled step comes twice, the second time with its outcome.
            if step.Index = first + records.Count then
                records.Add
                    {
                        Index = step.Index
                        Time = step.Time
                        Diagnostics = step.Diagnostics
                    }

                if step.Index % run.KeepEvery = 0 then
                    states.Add((step.Time, step.State))

            last <- Some step

        let last = last.Value

        if last.Index % run.KeepEvery <> 0 then
            states.Add((last.Time, last.State))

        {
            Outcome = last.Outcome.Value
            Final = last.State
            Steps = records.ToArray()
            States = states.ToArray()
        }

    /// Runs to the given time.
    let until (time: float) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
        observe (Horizon.time time) CancellationToken.None ignore run

    /// Runs the given number of steps.
    let steps (count: int) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
        observe (Horizon.steps count) CancellationToken.None ignore run
