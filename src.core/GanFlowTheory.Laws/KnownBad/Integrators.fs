namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Known-bad integrators.
[<RequireQualifiedAccess>]
module internal BadIntegrators =

    let private rk4 = Integrator.rungeKutta4 0.1
    let private heun = Integrator.heun 0.1

    let private armijo (fraction: float) =
        { Integrator.descent 1.0 with
            Control = StepControl.Descent(1.0, fraction)
        }

    let private controlled = Integrator.dormandPrince 0.1 1e-6 1e-6

    // The midpoint rule with the velocity taken where another rule has it.
    let private midpointBy (rule: ImplicitRule) =
        { Integrator.midpoint 0.1 with
            Control = StepControl.Implicit(rule, 0.1)
        }

    let private reweighted (change: float[] -> float[]) (integrator: Integrator) =
        { integrator with
            Method =
                { integrator.Method with
                    ErrorWeights = Option.map change integrator.Method.ErrorWeights
                }
        }

    // 393/604 for 393/640 in the embedded method.
    let private slipped =
        controlled
        |> reweighted (fun e ->
            let wrong = Array.copy e
            wrong[3] <- wrong[3] + 393.0 / 640.0 - 393.0 / 604.0
            wrong)

    let all: KnownBad list =
        [
            Flaw.bad
                "Heun's method declared of order 3"
                (IntegratorLaws.order
                    { heun with
                        Method = { heun.Method with Order = 3 }
                    })
            Flaw.bad
                "a wrong weight in the classical Runge-Kutta method"
                (IntegratorLaws.order
                    { rk4 with
                        Method =
                            { rk4.Method with
                                Weights = [| 1.0 / 6.0; 1.0 / 6.0; 1.0 / 2.0; 1.0 / 6.0 |]
                            }
                    })
            Flaw.bad "implicit Euler declared of order 2" (IntegratorLaws.order (midpointBy ImplicitRule.Euler))
            Flaw.bad
                "explicit Euler sold as the midpoint rule"
                (IntegratorLaws.order
                    { Integrator.midpoint 0.1 with
                        Control = StepControl.Fixed 0.1
                    })
            Flaw.bad "Euler with fixed steps sold as descent" (IntegratorLaws.descent (Integrator.euler 0.5))
            // No fall can be twice what the dissipation promises, but where F is concave enough.
            Flaw.bad "an integrator that refuses every step" (IntegratorLaws.descent (armijo 2.0))
            Flaw.bad "a descent that promises any fall" (IntegratorLaws.edge (armijo 0.0))
            Flaw.bad "a descent that asks for a tenth" (IntegratorLaws.edge (armijo 0.1))
            Flaw.bad "fixed steps at the edge" (IntegratorLaws.edge (Integrator.euler 0.5))
            Flaw.bad "a slip in one embedded weight" (ErrorControlLaws.weights slipped)
            Flaw.bad "a slip in one embedded weight, by its estimates" (ErrorControlLaws.estimates slipped)
            Flaw.bad "a slip in one embedded weight, by its steps" (ErrorControlLaws.counts slipped)
            Flaw.bad
                "an error estimate of order 5 taken for one of order 6"
                (ErrorControlLaws.estimates
                    { controlled with
                        Method = { controlled.Method with Order = 6 }
                    })
            Flaw.bad
                "an error estimate that is always 0"
                (controlled
                 |> reweighted (Array.map (fun _ -> 0.0))
                 |> ErrorControlLaws.estimates)
            Flaw.bad
                "errors a thousand times as large as their estimates"
                (controlled
                 |> reweighted (Array.map (fun e -> 1e-3 * e))
                 |> ErrorControlLaws.tolerance)
        ]
