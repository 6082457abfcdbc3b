namespace GanFlowTheory.Core

/// What a flow must have before it runs; what is missing is an argument error.
module internal FlowChecks =

    /// The flow, if its integrator has what it needs.
    let stepping (flow: Flow<'q>) : Flow<'q> =
        // The regression error has a value of its own.
        if
            flow.Functional.IsNone
            && flow.Persistence.IsNone
            && flow.Scheme.IsNone
            && Integrator.needsValue flow.Integrator
        then
            Guard.fail
                "integrator"
                (invariant
                    $"{flow.Goal} has no value on these states, which integrator {flow.Integrator.Name} needs; take one \
                  without it, such as euler:0.1.")

        flow

    // Whether a metric moves points along log q without noise, so that they have targets.
    let private driftsAlongLogDensity (metric: Metric<Particles>) : bool =
        metric.LogDensity
        |> Option.exists (fun motion -> motion.Rate.IsSome && motion.Diffusion = 0.0)

    /// The flow, if it can go from the state.
    let start (start: 'q) (flow: Flow<'q>) : Flow<'q> =
        LogDensityTerm.from flow flow.Critic start |> ignore

        match flow.Persistence with
        | Some persistence when
            flow.Critic.LogDensity > 0.0
            && not (persistence.Metric |> Option.exists driftsAlongLogDensity)
            ->
            Guard.fail
                "critic"
                (invariant
                    $"critic {flow.Critic.Name} leaves log q to the metric, but the targets of persistent regression need its \
                  gradient; take a critic that estimates log q, targets in a Stein metric, or plain steps.")
        | _ -> ()

        match flow.Scheme with
        | Some scheme when flow.Persistence.IsSome ->
            Guard.fail
                "flow"
                (invariant
                    $"persistent regression steps by integrators, but this flow steps by its scheme {scheme.Name}.")
        | _ -> stepping flow
