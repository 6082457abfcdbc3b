namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad integrators.
[<RequireQualifiedAccess>]
module internal BadIntegrators =

    let private rk4 = Integrator.rungeKutta4 0.1
    let private heun = Integrator.heun 0.1

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
            Flaw.bad "Euler with fixed steps sold as descent" (IntegratorLaws.descent (Integrator.euler 0.5))
            // No fall can be twice what the dissipation promises, but where F is concave enough.
            Flaw.bad
                "an integrator that refuses every step"
                (IntegratorLaws.descent
                    { Integrator.descent 1.0 with
                        Control = StepControl.Descent(1.0, 2.0)
                    })
            Flaw.bad
                "a tolerance that is ignored"
                (IntegratorLaws.errorControl (fun _ -> Integrator.dormandPrince 0.5 1e-2 1e-2))
        ]
