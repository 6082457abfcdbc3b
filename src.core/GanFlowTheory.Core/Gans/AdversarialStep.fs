namespace GanFlowTheory.Core

/// <summary>A step of a generator against a trained discriminator: where it began, and what it went along.</summary>
[<NoComparison; NoEquality>]
type AdversarialStep =
    {
        /// The number of the step, 0 for the first.
        Index: int
        /// The time at which it began.
        Time: float
        /// The generator that it began from.
        State: ParameterState
        /// The parameters of the discriminator that it went along, whose network gives log r.
        Discriminator: float[]
        /// The step length that the integrator tried first.
        Tau: float
        /// What an optimiser of the generator remembered; None at the start and for other integrators.
        Memory: OptimiserMemory option
    }

/// Steps of generators against trained discriminators.
[<RequireQualifiedAccess>]
module AdversarialStep =

    // A copy: the loop gives the arrays of a critic to later steps.
    let private discriminator (critic: Critic<'q>) : float[] option =
        critic.Memory
        |> Option.bind (fun memory ->
            memory.Arrays()
            |> List.tryFind (fun array ->
                array.Name = Discriminator.parametersName
                || array.Name = AdversarialCritic.parametersName))
        |> Option.map (fun array -> Array.copy array.Values)

    let private began (parameters: 'q -> ParameterState) (at: Continuation<'q>) (discriminator: float[]) =
        {
            Index = at.Index
            Time = at.Time
            State = parameters at.State
            Discriminator = discriminator
            Tau = at.Tau
            Memory = at.Memory
        }

    /// <summary>An observer of one run of a flow through a trained discriminator, which reports every so-manieth step,
    /// at least 1, the first of the run's steps among them where it is a multiple. A step is reported once it has been
    /// taken; the last state takes none.</summary>
    /// <exception cref="T:System.ArgumentException">The critic of the flow trains no discriminator.</exception>
    let observer
        (every: int)
        (parameters: 'q -> ParameterState)
        (report: AdversarialStep -> unit)
        : Step<'q> -> unit when 'q :> IState<'q> =
        Guard.atLeast (nameof every) 1 every
        let waiting: Continuation<'q> option ref = ref None

        fun step ->
            match waiting.Value with
            // The critic that a step comes with is the one that saw the step before.
            | Some before when step.Index > before.Index ->
                waiting.Value <- None

                match discriminator step.Continuation.Critic with
                | Some found -> report (began parameters before found)
                | None ->
                    Guard.fail
                        "flow"
                        (invariant $"critic {step.Continuation.Critic.Name} of the flow trains no discriminator.")
            | _ -> ()

            if step.Index % every = 0 && step.Outcome.IsNone then
                waiting.Value <- Some(Flow.keep step)
