namespace GanFlowTheory.Core

/// <summary>Integrators by expression, such as euler:0.1, dopri5:1e-6 or, of an optimiser, adam:0.001. TAU is the step;
/// RTOL and ATOL are tolerances and FIRST the length tried first, where ATOL is RTOL and FIRST is 0.01 unless
/// given.</summary>
[<AutoOpen>]
module IntegratorExpressions =

    /// The integrators.
    [<RequireQualifiedAccess>]
    module Integrator =

        let private stepping shape description (make: float -> Integrator) =
            Form.ofNumbers shape description Numeral.positive (function
                | [ tau ] -> Some(make tau)
                | _ -> None)

        let private errorControlled =
            function
            | [ relative ] -> Some(Integrator.dormandPrince 0.01 relative relative)
            | [ relative; absolute ] -> Some(Integrator.dormandPrince 0.01 relative absolute)
            | [ relative; absolute; first ] -> Some(Integrator.dormandPrince first relative absolute)
            | _ -> None

        let private dopri5 = "dopri5:RTOL[,ATOL[,FIRST]]"

        /// How integrators are spelled, those of optimisers last.
        let forms: Form<Integrator> list =
            [
                stepping "euler:TAU" "explicit Euler, order 1" Integrator.euler
                stepping "heun:TAU" "Heun, order 2" Integrator.heun
                stepping "rk4:TAU" "classical Runge-Kutta, order 4" Integrator.rungeKutta4
                Form.ofNumbers dopri5 "Dormand-Prince 5(4) with error control" Numeral.positive errorControlled
                stepping "dopri5-fixed:TAU" "Dormand-Prince with fixed steps, order 5" Integrator.dormandPrinceFixed
                stepping "midpoint:TAU" "implicit midpoint, order 2: keeps quadratic invariants" Integrator.midpoint
                stepping "implicit-euler:TAU" "implicit Euler, order 1" Integrator.implicitEuler
                stepping "descent:TAU" "Euler with backtracking: the functional falls at every step" Integrator.descent
                for form in Optimiser.forms do
                    // With what may follow an optimiser's own arguments.
                    Form.create form.Shape form.Description (fun given ->
                        Integrator.optimised (Optimiser.parse given.Text))
            ]

        /// The integrator of an expression. An argument exception says in one sentence what is wrong with any other
        /// text, and names the nearest method.
        let parse (expression: string) : Integrator = Form.read "integrator" forms expression
