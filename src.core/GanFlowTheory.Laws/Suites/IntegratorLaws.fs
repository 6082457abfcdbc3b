namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Laws of integrators.
[<RequireQualifiedAccess>]
module IntegratorLaws =

    // x' = y^2 / 2 - x, y' = -sin x - a y: smooth, nonlinear, not symmetric, so that no order is reached by accident.
    let internal field (a: float) (z: float[]) =
        [| 0.5 * z[1] * z[1] - z[0]; -(sin z[0]) - a * z[1] |]

    let internal starts =
        [ [| 1.0; 0.5 |]; [| -0.7; 1.2 |]; [| 0.3; -1.1 |]; [| 1.4; -0.2 |] ]

    let private integrate (method: RungeKutta) (a: float) (steps: int) (start: float[]) =
        let tau = 1.0 / float steps

        let stepper =
            {
                Method = method
                Control = StepControl.Fixed tau
            }

        let rec go i z =
            if i = steps then
                z
            else
                let problem =
                    {
                        Coordinates = z
                        Velocity = field a z
                        Field = field a
                        Merit = None
                        Memory = None
                    }

                match Integrator.step stepper problem tau tau with
                | StepResult.Taken(next, _, _, _, _) -> go (i + 1) next
                | StepResult.Refused(_, reason) -> invalidOp reason

        go 0 start

    // 512 steps of order 5 leave an error of about 1e-15, rounding.
    let internal reference (a: float) =
        let exact = (Integrator.dormandPrinceFixed 0.1).Method
        starts |> List.map (integrate exact a 512)

    // Root mean square over the starts at time 1.
    let private error (method: RungeKutta) (a: float) (reference: float[] list) (steps: int) =
        List.map2
            (fun start (want: float[]) ->
                let got = integrate method a steps start
                pown (got[0] - want[0]) 2 + pown (got[1] - want[1]) 2)
            starts
            reference
        |> List.average
        |> sqrt

    let internal dampings: Arbitrary<float> =
        // Sixteenths, shrinking towards 1.
        let generate = Gen.choose (8, 24) |> Gen.map (fun i -> float i / 16.0)
        Arb.fromGenShrink (generate, (fun a -> if a = 1.0 then Seq.empty else Seq.singleton 1.0))

    // The slope of the line through points by least squares.
    let internal slopeOf (points: (float * float) list) : float =
        let mx, my = List.averageBy fst points, List.averageBy snd points

        List.sumBy (fun (x, y) -> (x - mx) * (y - my)) points
        / List.sumBy (fun (x, _) -> pown (x - mx) 2) points

    /// The slope of log error against log step is the declared order.
    let order (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-order"
                Statement =
                    "The error at a fixed time shrinks like tau^order: the slope of log error over log tau is the "
                    + "declared order."
                Source = "T21-2"
                Judge =
                    Judge.Relative(
                        0.3,
                        ("the next term of the error's expansion bends the slope by less than 0.3 at these steps; orders "
                         + "differ by 1")
                    )
            }
            integrator.Name
            dampings
            (fun a ->
                // Regressed over three halvings, between 8 and 64 steps: an order-5 error is then above 1e-12.
                let steps = [ 8; 16; 32; 64 ]
                let exact = reference a

                let points =
                    steps
                    |> List.map (fun n -> -log(float n), log (error integrator.Method a exact n))

                [
                    Equation.scalar $"slope with damping {a}" 1.0 (slopeOf points) (float integrator.Method.Order)
                ])

    // F(z) = sum of 1/4 (z_p^2 - 1)^2 + 2 (z_0 - z_1)^2: nonconvex, with steep sides, minimised along -grad F.
    let private value (z: float[]) =
        Array.sumBy (fun v -> 0.25 * pown (v * v - 1.0) 2) z
        + 2.0 * pown (z[0] - z[1]) 2

    let private slope (z: float[]) =
        let pull = 4.0 * (z[0] - z[1])
        [| z[0] * (z[0] * z[0] - 1.0) + pull; z[1] * (z[1] * z[1] - 1.0) - pull |]

    let private startsAt: Arbitrary<int * int> =
        let moves (a, b) =
            slope [| float a / 16.0; float b / 16.0 |] |> Array.exists (fun v -> v <> 0.0)

        Arb.fromGenShrink (
            Gen.two (Gen.choose (-48, 48)) |> Gen.filter moves,
            Generators.shrinkEither Generators.shrinkInt Generators.shrinkInt
            >> Seq.filter moves
        )

    /// A descent integrator lowers the functional at every step by at least its promised fraction.
    let descent (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-descent"
                Statement =
                    "Every step lowers the functional: F(x+) <= F(x) - 1e-4 tau <xi, K xi>, whatever step is tried first."
                Source = "MN21-5"
                Judge = Judge.AtMost(1e-15, "rounding of the right side")
            }
            integrator.Name
            startsAt
            (fun (a, b) ->
                let rec go i z next equations =
                    if i = 20 then
                        equations
                    else
                        let g = slope z
                        let dissipation = Vectors.squaredNorm g
                        let current = value z

                        if dissipation < 1e-12 then
                            equations
                        else
                            let problem =
                                {
                                    Coordinates = z
                                    Velocity = Array.map (fun v -> -v) g
                                    Field = fun z -> slope z |> Array.map (fun v -> -v)
                                    Merit =
                                        Some
                                            {
                                                Value = value
                                                Current = current
                                                Dissipation = dissipation
                                            }
                                    Memory = None
                                }

                            match Integrator.step integrator problem next infinity with
                            | StepResult.Taken(moved, tau, next, _, _) ->
                                let equation =
                                    Equation.scalar
                                        $"F at step {i + 1}, from {Show.numbers z} by {Show.number tau}"
                                        (abs current)
                                        (value moved)
                                        (current - 1e-4 * tau * dissipation)

                                go (i + 1) moved next (equation :: equations)
                            | StepResult.Refused(_, reason) ->
                                Equation.condition $"a step is found, but {reason}" false :: equations

                go 0 [| float a / 16.0; float b / 16.0 |] (Integrator.firstStep integrator) []
                |> List.rev)

    /// An error-controlled integrator keeps the error at a fixed time near its tolerance.
    let errorControl (integrator: float -> Integrator) : Law =
        Law.forEach
            {
                Name = "integrator-error-control"
                Statement = "With error control the error at time 1 is at most 20 times the tolerance per step."
                Source = "T21-2"
                Judge =
                    Judge.AtMost(
                        0.0,
                        ("errors of single steps, each below its tolerance, add up over fewer than 20 steps where the "
                         + "flow contracts")
                    )
            }
            (integrator 1e-6).Method.Name
            [ 1e-4; 1e-6; 1e-8 ]
            (fun tolerance ->
                let run start =
                    let rec go time next z =
                        if time >= 1.0 then
                            z
                        else
                            let problem =
                                {
                                    Coordinates = z
                                    Velocity = field 1.0 z
                                    Field = field 1.0
                                    Merit = None
                                    Memory = None
                                }

                            match Integrator.step (integrator tolerance) problem next (1.0 - time) with
                            | StepResult.Taken(moved, tau, next, _, _) ->
                                go (if tau >= 1.0 - time then 1.0 else time + tau) next moved
                            | StepResult.Refused(_, reason) -> invalidOp reason

                    go 0.0 (Integrator.firstStep (integrator tolerance)) start

                List.map2
                    (fun start (want: float[]) ->
                        let got = run start
                        let error = max (abs (got[0] - want[0])) (abs (got[1] - want[1]))

                        Equation.scalar
                            $"error from {Show.numbers start}, tolerance {tolerance}"
                            1.0
                            error
                            (20.0 * 2.0 * tolerance))
                    starts
                    (reference 1.0))

    /// The laws of an integrator: its order, and descent where it promises that; those of an optimiser have laws of
    /// their own.
    let all (integrator: Integrator) : Law list =
        match integrator.Control with
        | StepControl.Descent _ -> [ order integrator; descent integrator ]
        | StepControl.Fixed _
        | StepControl.ErrorControlled _ -> [ order integrator ]
        | StepControl.Optimised _ -> []
