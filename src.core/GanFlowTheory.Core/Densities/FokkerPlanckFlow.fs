namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// Fokker-Planck equations as flows.
[<AutoOpen>]
module FokkerPlanckFlows =

    /// Solving Fokker-Planck equations.
    [<RequireQualifiedAccess>]
    module FokkerPlanck =

        // Equal steps that end at the limit.
        let private even (limit: float) (longest: float) : float =
            if longest >= limit then
                limit
            elif Double.IsFinite limit then
                limit / ceil (limit / longest)
            else
                longest

        // An explicit step of the longest length, from the masses.
        let private explicitly (longest: float) (limit: float) (move: float -> float[]) : StepResult =
            if longest = 0.0 || (Double.IsFinite limit && limit / longest > 1e9) then
                StepResult.Refused(
                    longest,
                    (invariant
                        $"the stable explicit step is {longest:G3}, too short to reach the time; take the implicit method")
                )
            elif Double.IsInfinity longest && Double.IsInfinity limit then
                StepResult.Refused(
                    longest,
                    "no mass moves on this grid, so that every step is stable; give a time to reach"
                )
            else
                let tau = even limit longest
                StepResult.taken (move tau) tau tau

        let private step
            (method: FokkerPlanckMethod)
            (equation: FokkerPlanck)
            (limit: float)
            (m: float[])
            : StepResult =
            match method with
            | FokkerPlanckMethod.ExplicitEuler part ->
                explicitly (part * FokkerPlanck.stable equation m) limit (fun tau -> FokkerPlanck.euler equation tau m)
            | FokkerPlanckMethod.ExplicitHeun part ->
                explicitly (part * FokkerPlanck.stable equation m) limit (fun tau ->
                    let twice = FokkerPlanck.euler equation tau (FokkerPlanck.euler equation tau m)
                    Array.map2 (fun a b -> 0.5 * a + 0.5 * b) m twice)
            | FokkerPlanckMethod.Implicit length when Double.IsFinite limit && limit / length > 1e9 ->
                StepResult.Refused(
                    length,
                    invariant $"the implicit step is {length:G3}, too short to reach the time; take a longer one"
                )
            | FokkerPlanckMethod.Implicit length ->
                // A time that is a multiple of tau up to rounding takes no further step.
                let tau =
                    if Double.IsFinite limit then
                        even limit (length * (1.0 + 1e-12))
                    else
                        length

                let struct (next, unfinished) = FokkerPlanck.implicitly equation tau m

                if unfinished > 0.0 then
                    StepResult.Refused(unfinished, FokkerPlanck.notFinished unfinished)
                else
                    StepResult.taken next tau length

        /// <summary>The method as a scheme of flows: how a density steps under the equation. A density that the equation
        /// cannot start from is an argument error; a stable step too short for the time, and a system that Newton's method
        /// does not solve, end a run as stalled.</summary>
        let scheme (method: FokkerPlanckMethod) (equation: FokkerPlanck) : Scheme<GridDensity> =
            FokkerPlanckMethod.check method

            {
                Name = FokkerPlanckMethod.name method
                Order = FokkerPlanckMethod.order method
                FirstStep =
                    fun q ->
                        FokkerPlanck.check equation q

                        match method with
                        | FokkerPlanckMethod.ExplicitEuler part
                        | FokkerPlanckMethod.ExplicitHeun part ->
                            // Where no mass moves every step is stable.
                            let longest = part * FokkerPlanck.stable equation q.Weights
                            if Double.IsFinite longest then longest else 1.0
                        | FokkerPlanckMethod.Implicit tau -> tau
                Step = fun problem -> step method equation problem.Limit problem.State.Weights
                Remembers = None
            }

        // K along the target on the equation's own first variation is its two-point flux, for which no mean is needed.
        let private metric (equation: FokkerPlanck) : Metric<GridDensity> =
            let f, target = equation.Divergence, equation.Target
            let general = Metric.onGridAlong f target

            { general with
                Apply =
                    fun q c ->
                        let xi = GridDivergence.firstVariation f target q

                        if not (ReadOnlySpan(xi).SequenceEqual(ReadOnlySpan c.Values)) then
                            general.Apply q c
                        else
                            let phi = FokkerPlanck.pressures equation q.Weights
                            GridTransport.tangentOf q.Grid (fun k i j -> equation.Faces[k][i] * (phi[i] - phi[j])) xi
            }

        /// <summary>The equation as a flow, which the one loop of the library takes: D_f(p||q) in the Wasserstein-2 metric
        /// along the target (Metric.onGridAlong), whose K xi is the equation's two-point flux, stepped by the method. The
        /// measured dissipation is that of the scheme, and infinite where FokkerPlanck.dissipation is.</summary>
        let flow (method: FokkerPlanckMethod) (equation: FokkerPlanck) : Flow<GridDensity> =
            Flow.create (Functional.onGrid equation.Divergence equation.Target) (metric equation)
            |> Flow.steppedByScheme (scheme method equation)
