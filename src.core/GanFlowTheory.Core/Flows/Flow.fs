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

    /// The flow along a critic alone in a metric, such as that of generator parameters against a trained discriminator,
    /// for a goal that has neither a value nor a first variation on these states; by explicit Euler with step 0.1 until
    /// another is chosen. The exact critic is an argument error: there is nothing to see.
    let createThrough (goal: string) (critic: Critic<'q>) (metric: Metric<'q>) : Flow<'q> =
        FlowChecks.sight
            {
                Functional = None
                Goal = goal
                Critic = critic
                Metric = metric
                Integrator = Integrator.euler 0.1
                Noise = None
                Renewal = None
                Persistence = None
            }

    /// The Wasserstein-2 gradient flow of a functional.
    let descend (functional: Functional<'q>) : Flow<'q> when 'q :> ITransport = create functional Metric.wasserstein

    /// The Wasserstein-2 flow along a critic alone, for a goal that has neither a value nor a first variation on these
    /// states, such as KL on particles: with Critic.ratio the probability-flow ODE, with Critic.score the Langevin
    /// diffusion, and in a Stein metric Stein variational gradient descent; by explicit Euler with step 0.1 until
    /// another is chosen. The exact critic is an argument error: there is nothing to see.
    let through (goal: string) (critic: Critic<'q>) : Flow<'q> when 'q :> ITransport =
        createThrough goal critic Metric.wasserstein

    /// Seen by the critic. The exact one is an argument error on a flow without a functional.
    let seenBy (critic: Critic<'q>) (flow: Flow<'q>) : Flow<'q> =
        FlowChecks.sight { flow with Critic = critic }

    /// Moved by the metric.
    let inMetric (metric: Metric<'q>) (flow: Flow<'q>) : Flow<'q> = { flow with Metric = metric }

    /// Stepped by the integrator.
    let steppedBy (integrator: Integrator) (flow: Flow<'q>) : Flow<'q> = { flow with Integrator = integrator }

    /// With noise injection of a constant level, beta >= 0.
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

    /// <summary>With a fresh sample of the generator's noise after each step, drawn by the run's seed: stochastic
    /// gradients. F before and after a step is then on different samples, and rates observed between them are
    /// None.</summary>
    let withFreshNoise (flow: Flow<'q>) : Flow<'q> when 'q :> IRenewable<'q> =
        { flow with
            Renewal = Some(fun seed q -> q.Renewed seed)
        }

    /// <summary>Trained persistently (HZ23): each step freezes the targets x_i - epsilon grad c(x_i) of the critic c,
    /// goes down the mean squared error to them in the given number of the integrator's steps, at least 1, and advances
    /// the time by epsilon > 0. With one Euler step of length tau it is the flow's own Euler step of length tau epsilon
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

    /// A run from the given state, with seed 0, every state stored, until told otherwise. A flow without a functional
    /// stepped by descent is an argument error, and so is a critic that leaves log q to a metric, a state or an
    /// integrator that cannot move along it.
    let from (start: 'q) (flow: Flow<'q>) : Run<'q> =
        {
            Flow = FlowChecks.start start flow
            Start = start
            Seed = Seed.create 0
            KeepEvery = 1
            Tolerance = 0.0
            Reuse = false
            Resume = None
        }

    let private copied (q: 'q) : 'q :> IState<'q> = q.At(Array.copy q.Coordinates)

    /// <summary>The state and all else that a run needs to go on from the step, for good: arrays that the loop gives to
    /// later steps are copied. To be asked for while the step is the last.</summary>
    let keep (step: Step<'q>) : Continuation<'q> when 'q :> IState<'q> =
        let continuation =
            { step.Continuation with
                State = copied step.State
                Memory =
                    step.Continuation.Memory
                    |> Option.map (fun memory ->
                        { memory with
                            Arrays = Array.map Array.copy memory.Arrays
                        })
            }

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

    /// <summary>Using the arrays of earlier steps again for later ones, so that a long run makes little garbage: a
    /// step's state, its critic and its continuation are good until the next step is asked for, and Flow.keep makes
    /// them last. Paths keep what they store as always.</summary>
    let reusing (run: Run<'q>) : Run<'q> = { run with Reuse = true }

    /// With the seed for noise and critics.
    let withSeed (seed: Seed) (run: Run<'q>) : Run<'q> = { run with Seed = seed }

    /// Storing a state only every so many steps, at least 1.
    let keepEvery (steps: int) (run: Run<'q>) : Run<'q> =
        Guard.atLeast (nameof steps) 1 steps
        { run with KeepEvery = steps }

    /// Converged when the dissipation is at most the tolerance, >= 0; never where the dissipation is not known, as
    /// under noise.
    let stopBelow (tolerance: float) (run: Run<'q>) : Run<'q> =
        Guard.nonNegative (nameof tolerance) tolerance
        { run with Tolerance = tolerance }

    /// <summary>The steps of a run as they come, lazily: the one loop of the library. The last step, and only it,
    /// carries an outcome. A step that cannot continue is given again with its outcome when its attempt to move
    /// fails.</summary>
    let trace (horizon: Horizon) (token: CancellationToken) (run: Run<'q>) : seq<Step<'q>> when 'q :> IState<'q> =
        Loop.trace horizon token run

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
                    states.Add((step.Time, (if run.Reuse then copied step.State else step.State)))

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
        observe (Horizon.atTime time) CancellationToken.None ignore run

    /// Runs the given number of steps.
    let steps (count: int) (run: Run<'q>) : Path<'q> when 'q :> IState<'q> =
        observe (Horizon.afterSteps count) CancellationToken.None ignore run
