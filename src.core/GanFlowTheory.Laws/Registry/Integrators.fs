namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The integrators and optimisers that laws are run on.
[<AutoOpen>]
module RegisteredIntegrators =

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The integrators.
        let integrators: Integrator list =
            [
                Integrator.euler 0.1
                Integrator.heun 0.1
                Integrator.rungeKutta4 0.1
                Integrator.dormandPrinceFixed 0.1
                Integrator.dormandPrince 0.1 1e-6 1e-6
                Integrator.midpoint 0.1
                Integrator.implicitEuler 0.1
                Integrator.descent 1.0
            ]

        /// More settings of controlled steps: tolerances that differ, where each must stand in its place.
        let controlled: Integrator list =
            [
                Integrator.dormandPrince 0.5 1e-3 1e-6
                Integrator.dormandPrince 0.5 1e-6 1e-3
            ]

        /// The optimisers.
        let optimisers: Optimiser list =
            [
                Optimiser.gradientDescent 0.1
                Optimiser.heavyBall 0.1 0.5
                Optimiser.nesterov 0.1 0.5
                Optimiser.adam 0.01
                Optimiser.rmsProp 0.01 0.9 1e-8
                Optimiser.extragradient 0.1
                Optimiser.optimistic 0.1
                Optimiser.scheduled (Schedule.Cosine 10) (Optimiser.adamWith 0.1 0.5 0.9 1e-3)
                Optimiser.scheduled (Schedule.Linear 5) (Optimiser.gradientDescent 0.1)
                Optimiser.scheduled (Schedule.Halving 3) (Optimiser.heavyBall 0.1 0.5)
                Optimiser.scheduled (Schedule.InverseRoot 4) (Optimiser.rmsProp 0.1 0.9 1e-2)
            ]

        /// The same, and two more settings, in a box that most steps meet.
        let boxedOptimisers: Optimiser list =
            optimisers
            @ [
                Optimiser.clipped 0.5 (Optimiser.gradientDescent 0.1)
                // Far enough ahead to leave the box.
                Optimiser.extragradient 1.0
            ]
            |> List.map (Optimiser.inBox 0.5)
