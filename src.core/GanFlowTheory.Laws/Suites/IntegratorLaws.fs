namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Laws of integrators.
[<RequireQualifiedAccess>]
module IntegratorLaws =

    let private integrate (integrator: Integrator) (a: float) (steps: int) (start: float[]) =
        let tau = 1.0 / float steps

        let stepper =
            { integrator with
                Control =
                    match integrator.Control with
                    | StepControl.Implicit(rule, _) -> StepControl.Implicit(rule, tau)
                    | _ -> StepControl.Fixed tau
            }

        let rec go i z =
            if i = steps then
                z
            else
                match Integrator.step stepper (ClosedFlow.problem a z) tau tau with
                | StepResult.Taken { Coordinates = next } -> go (i + 1) next
                | StepResult.Refused(_, reason) -> invalidOp reason

        go 0 start

    /// The slope of log error against log step is the declared order.
    let order (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-order"
                Statement =
                    "The error at a fixed time, against a flow in closed form, shrinks like tau^order: the slope of log error over "
                    + "log tau is the declared order."
                Source = ""
                Judge =
                    Judge.Relative(
                        0.3,
                        ("the next term of the error's expansion bends the slope by less than 0.3 at these steps; orders "
                         + "differ by 1")
                    )
            }
            integrator.Name
            ClosedFlow.dampings
            (fun a ->
                // Regressed over three halvings, between 8 and 64 steps: an order-5 error is then above 1e-11.
                let points =
                    [ 8; 16; 32; 64 ]
                    |> List.map (fun n -> -log(float n), log (ClosedFlow.error a (integrate integrator a n)))

                [
                    Equation.scalar
                        $"slope with damping {a}"
                        1.0
                        (ClosedFlow.slope points)
                        (float integrator.Method.Order)
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
                            | StepResult.Taken {
                                                   Coordinates = moved
                                                   Length = tau
                                                   Next = next
                                               } ->
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

    // Whether the full step is to be taken (delta > 2e-4), delta in millionths, and a start in sixteenths.
    let private edges: Arbitrary<int * int> =
        let generate =
            Gen.zip
                (Gen.oneof [ Gen.choose (1, 195); Gen.choose (205, 400); Gen.choose (205, 1000000) ])
                (Gen.choose (1, 48))

        let shrink =
            Generators.shrinkEither Generators.shrinkInt Generators.shrinkInt
            >> Seq.filter (fun (delta, start) -> delta >= 1 && abs (delta - 200) >= 5 && start >= 1)

        Arb.fromGenShrink (generate, shrink)

    /// On a parabola the full step is taken exactly where it keeps the promise, and half of it otherwise.
    let edge (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "integrator-descent-edge"
                Statement =
                    "On F(z) = c z^2/2 with tau c = 2 - delta the step tau lowers F by delta/2 tau <xi, K xi>: it is taken for "
                    + "delta > 2e-4, and halved once for 0 < delta < 2e-4."
                Source = "MN21-5"
                Judge = Judge.Exact
            }
            integrator.Name
            edges
            (fun (millionths, sixteenths) ->
                let tau = Integrator.firstStep integrator
                let delta, z = float millionths * 1e-6, float sixteenths / 16.0
                let c = (2.0 - delta) / tau

                let problem =
                    {
                        Coordinates = [| z |]
                        Velocity = [| -c * z |]
                        Field = Array.map (fun v -> -c * v)
                        Merit =
                            Some
                                {
                                    Value = fun z -> 0.5 * c * z[0] * z[0]
                                    Current = 0.5 * c * z * z
                                    Dissipation = c * c * z * z
                                }
                        Memory = None
                    }

                match Integrator.step integrator problem tau infinity with
                | StepResult.Taken { Length = used } ->
                    // 5e-6 from the edge, the fall is 5e-6 F off the promise: far above rounding.
                    let expected = if millionths > 200 then tau else 0.5 * tau
                    [ Equation.scalar $"the step at delta = {delta}" tau used expected ]
                | StepResult.Refused(_, reason) -> [ Equation.condition $"a step is found, but {reason}" false ])

    /// The laws of an integrator: its order, and descent or error control where its control promises that; those of an
    /// optimiser have laws of their own.
    let all (integrator: Integrator) : Law list =
        match integrator.Control with
        | StepControl.Descent _ -> [ order integrator; descent integrator; edge integrator ]
        | StepControl.ErrorControlled _ -> order integrator :: ErrorControlLaws.all integrator
        | StepControl.Fixed _
        | StepControl.Implicit _ -> [ order integrator ]
        | StepControl.Optimised _ -> []
