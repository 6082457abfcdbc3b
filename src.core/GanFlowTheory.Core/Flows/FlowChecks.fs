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

    /// The flow, if it can go from the state.
    let start (start: 'q) (flow: Flow<'q>) : Flow<'q> =
        LogDensityTerm.from flow flow.Critic start |> ignore

        if flow.Persistence.IsSome && flow.Critic.LogDensity > 0.0 then
            Guard.fail
                "critic"
                (invariant
                    $"critic {flow.Critic.Name} leaves log q to the metric, but the targets of persistent regression need its \
                  gradient; take a critic that estimates log q, or plain steps.")

        match flow.Scheme with
        | Some scheme when flow.Persistence.IsSome ->
            Guard.fail
                "flow"
                (invariant
                    $"persistent regression steps by integrators, but this flow steps by its scheme {scheme.Name}.")
        | _ -> stepping flow
