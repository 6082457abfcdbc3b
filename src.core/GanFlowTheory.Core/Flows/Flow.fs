namespace GanFlowTheory.Core

/// <summary>Noise injection (Arbel et al. 2019): the critic is read at x_i + beta u_i, u_i ~ N(0, I) fresh at every
/// step.</summary>
[<NoComparison; NoEquality>]
type NoiseInjection =
    {
        /// Name shown in reports.
        Name: string
        /// beta at the given step, >= 0.
        Level: int -> float
    }

/// <summary>A flow: a functional, seen by a critic, moved by a metric, stepped by an integrator. On particles some
/// functionals have neither value nor first variation (KL against a density); such a flow goes along its critic
/// alone.</summary>
[<NoComparison; NoEquality>]
type Flow<'q> =
    {
        /// F, to be lowered; None where it has no value and no first variation on these states.
        Functional: Functional<'q> option
        /// The name of F.
        Goal: string
        /// What the flow sees in place of dF/dq.
        Critic: Critic<'q>
        /// The Onsager operator.
        Metric: Metric<'q>
        /// The integrator.
        Integrator: Integrator
        /// The flow's own way of stepping, in place of the integrator; None where the integrator steps it.
        Scheme: Scheme<'q> option
        /// Noise injection, if any.
        Noise: NoiseInjection option
        /// How a state is drawn anew by a seed after each step; None where it keeps its samples.
        Renewal: (Seed -> 'q -> 'q) option
        /// Persistent regression in place of plain steps, if any.
        Persistence: Persistence option
        /// The names of a game's players and how many coordinates each has at a state, in their order; None where the flow is
        /// no game.
        Players: ('q -> struct (string * int)[]) option
    }

    /// What steps the flow, by name: its scheme where it has one of its own, else its integrator.
    member this.Stepper: string =
        match this.Scheme with
        | Some scheme -> scheme.Name
        | None -> this.Integrator.Name

    /// The composition in words.
    override flow.ToString() =
        let noise =
            match flow.Noise with
            | Some noise -> invariant $", noise {noise.Name}"
            | None -> ""

        let renewal =
            if flow.Renewal.IsSome then
                ", fresh samples at every step"
            else
                ""

        let persistence =
            match flow.Persistence with
            | Some p ->
                let along =
                    match p.Metric with
                    | Some metric -> invariant $" of the points in metric {metric.Name}"
                    | None -> ""

                invariant $", {p.Steps} regression steps per time {p.Epsilon}{along}"
            | None -> ""

        invariant
            $"{flow.Goal} seen by critic {flow.Critic.Name} in metric {flow.Metric.Name}, \
              stepped by {flow.Stepper}{noise}{renewal}{persistence}"

/// Composing flows.
[<RequireQualifiedAccess>]
module Flow =

    /// The flow, if its critic sees something; else an argument error.
    let internal checkCritic (flow: Flow<'q>) : Flow<'q> =
        if flow.Functional.IsNone && flow.Critic.Estimate.IsNone then
            Guard.fail
                "critic"
                (invariant $"{flow.Goal} has no first variation on these states; give a critic that estimates it.")

        flow

    /// The flow of a functional in a metric, seen exactly, by explicit Euler with step 0.1 until another is chosen.
    let create (functional: Functional<'q>) (metric: Metric<'q>) : Flow<'q> =
        {
            Functional = Some functional
            Goal = functional.Name
            Critic = Critic.exact
            Metric = metric
            Integrator = Integrator.euler 0.1
            Scheme = None
            Noise = None
            Renewal = None
            Persistence = None
            Players = None
        }

    /// The flow along a critic alone in a metric, such as that of generator parameters against a trained discriminator,
    /// for a goal that has neither a value nor a first variation on these states; by explicit Euler with step 0.1 until
    /// another is chosen. The exact critic is an argument error: there is nothing to see.
    let createThrough (goal: string) (critic: Critic<'q>) (metric: Metric<'q>) : Flow<'q> =
        checkCritic
            {
                Functional = None
                Goal = goal
                Critic = critic
                Metric = metric
                Integrator = Integrator.euler 0.1
                Scheme = None
                Noise = None
                Renewal = None
                Persistence = None
                Players = None
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
        checkCritic { flow with Critic = critic }

    /// Moved by the metric.
    let inMetric (metric: Metric<'q>) (flow: Flow<'q>) : Flow<'q> = { flow with Metric = metric }

    /// Stepped by the integrator.
    let steppedBy (integrator: Integrator) (flow: Flow<'q>) : Flow<'q> =
        { flow with
            Integrator = integrator
            Scheme = None
        }

    /// Stepped by a scheme of its own, in place of an integrator.
    let steppedByScheme (scheme: Scheme<'q>) (flow: Flow<'q>) : Flow<'q> = { flow with Scheme = Some scheme }

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

    /// <summary>Trained persistently towards the flow of the points in another metric K: each step freezes the targets
    /// x_i - epsilon (K c)_i, goes down the mean squared error to them in the given number of the integrator's steps, at
    /// least 1, and advances the time by epsilon > 0. With one Euler step of length tau the parameters change by tau
    /// epsilon E J^T v, v = -K c; in Wasserstein-2 it is Flow.persistently.</summary>
    let persistentlyIn
        (metric: Metric<Particles>)
        (steps: int)
        (epsilon: float)
        (flow: Flow<'q>)
        : Flow<'q> when 'q :> IState<'q> and 'q :> IParametric =
        { flow with
            Persistence = Some(Regression.persistence steps epsilon |> Regression.inMetric metric)
        }

    /// The composition in words.
    let describe (flow: Flow<'q>) : string = string flow
