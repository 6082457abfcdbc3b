namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Laws of integrators that control their error by an embedded method.
[<RequireQualifiedAccess>]
module ErrorControlLaws =

    // The sums of the rooted trees up to order 4, as a product at each stage i: what the weights of a method of that
    // order bring to 1 / density, and the difference of two such methods to 0.
    let private trees (stages: float[][]) : (int * string * float[]) list =
        let count = stages.Length

        let into (v: float[]) =
            Array.init count (fun i -> Array.fold2 (fun t a b -> t + a * b) 0.0 stages[i] v[.. stages[i].Length - 1])

        let times = Array.map2 (fun (a: float) b -> a * b)
        let ones = Array.create count 1.0
        let c = into ones

        [
            1, "e", ones
            2, "e c", c
            3, "e c^2", times c c
            3, "e A c", into c
            4, "e c^3", times c (times c c)
            4, "e c A c", times c (into c)
            4, "e A c^2", into (times c c)
            4, "e A A c", into (into c)
        ]

    /// The embedded weights belong to a method of one order less, as far as order 4.
    let weights (integrator: Integrator) : Law =
        Law.forEach
            {
                Name = "embedded-weights"
                Statement =
                    "The error weights e = b - b^ are the difference of two methods of order p - 1: sum e = 0, and so are the sums "
                    + "of e against c, c^2, A c, c^3, c A c, A c^2 and A A c, up to order min(4, p - 1)."
                Source = ""
                Judge =
                    Judge.Relative(
                        64.0 * Rounding.ulp,
                        ("sums over at most ten stages and three products of coefficients, each rounded once, relative to "
                         + "the sum of sizes")
                    )
            }
            integrator.Name
            [ 1 .. min 4 (integrator.Method.Order - 1) ]
            (fun order ->
                let rule = integrator.Method

                match rule.ErrorWeights with
                | None -> [ Equation.condition "there are error weights" false ]
                | Some e ->
                    let sizes = rule.Stages |> Array.map (Array.map abs) |> trees
                    let sum = Array.fold2 (fun t (a: float) b -> t + a * b) 0.0

                    [
                        for (nodes, name, tree), (_, _, size) in List.zip (trees rule.Stages) sizes do
                            if nodes = order then
                                Equation.scalar $"sum {name}" (sum (Array.map abs e) size) (sum e tree) 0.0
                    ])

    let private withTolerance first relative absolute (integrator: Integrator) =
        { integrator with
            Control = StepControl.ErrorControlled(first, relative, absolute)
        }

    // The error estimate of a step of length tau, read from the controller: it answers a step of size s, in units of
    // the tolerance, with 0.9 s^(-1/p) times its length, unless that is more than five times. None where no tolerance
    // gives another answer.
    let private estimate (integrator: Integrator) (tau: float) a start =
        let rec go (tolerance: float) =
            if tolerance < 1e-60 then
                None
            else
                let controlled = withTolerance tau 0.0 tolerance integrator

                match Integrator.step controlled (ClosedFlow.problem a start) tau tau with
                | StepResult.Taken {
                                       Length = used
                                       Next = next
                                       Refused = 0
                                   } when next < 4.9 * used ->
                    Some(tolerance * Math.Pow(0.9 * used / next, float integrator.Method.Order))
                | StepResult.Taken { Refused = 0 } -> go (0.5 * tolerance)
                | _ -> None

        go 1e6

    /// Halving a step divides its error estimate by 2^order.
    let estimates (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "error-estimate"
                Statement =
                    "The error estimate of one step goes like tau^order: the slope of log estimate over log tau is the order."
                Source = ""
                Judge =
                    Judge.Relative(
                        0.3,
                        ("the next term of the estimate's expansion bends the slope by less than 0.3 at steps of 1/8 to 1/64; "
                         + "orders differ by 1")
                    )
            }
            integrator.Name
            ClosedFlow.dampings
            (fun a ->
                let meanSquare tau =
                    let found = ClosedFlow.starts |> List.map (estimate integrator tau a)

                    if List.forall Option.isSome found then
                        Some(found |> List.averageBy (fun e -> e.Value * e.Value))
                    else
                        None

                let points =
                    [ 8; 16; 32; 64 ]
                    |> List.map (fun n ->
                        meanSquare (1.0 / float n) |> Option.map (fun v -> -log(float n), 0.5 * log v))

                if List.forall Option.isSome points then
                    let slope = ClosedFlow.slope (List.map Option.get points)

                    [
                        Equation.scalar $"slope with damping {a}" 1.0 slope (float integrator.Method.Order)
                    ]
                else
                    [ Equation.condition "the error of every step is estimated" false ])

    // To a time, with at most so many steps tried; None where they do not do, or a step is refused.
    let private run (integrator: Integrator) (most: int) (a: float) (finish: float) (start: float[]) =
        let rec go count time next z =
            if time >= finish then
                Some(count, z)
            elif count > most then
                None
            else
                match Integrator.step integrator (ClosedFlow.problem a z) next (finish - time) with
                | StepResult.Taken {
                                       Coordinates = moved
                                       Length = tau
                                       Next = next
                                   } -> go (count + 1) (if tau >= finish - time then finish else time + tau) next moved
                | StepResult.Refused _ -> None

        go 0 0.0 (Integrator.firstStep integrator) start

    /// The number of steps doubles when the tolerance is divided by 2^order.
    let counts (integrator: Integrator) : Law =
        Law.forAll
            {
                Name = "error-control-steps"
                Statement =
                    "The number of steps to a time goes like tolerance^(-1/order): each division of the tolerance by 2^order doubles "
                    + "it."
                Source = ""
                Judge =
                    Judge.Relative(
                        0.1,
                        ("the first and the last step of four runs are not of the length asked for: 8 of more than 100, over a "
                         + "factor of 8 in all; orders 5 and 6 differ by 0.17")
                    )
            }
            integrator.Name
            ClosedFlow.dampings
            (fun a ->
                let order = integrator.Method.Order

                let count halvings =
                    let tolerance = Math.Pow(2.0, -(float (order * halvings)))
                    let controlled = withTolerance 0.1 tolerance tolerance integrator
                    let runs = ClosedFlow.starts |> List.map (run controlled 20000 a 2.0)

                    if List.forall Option.isSome runs then
                        Some(runs |> List.sumBy (fun r -> fst r.Value))
                    else
                        None

                // Tolerances from 2^(-5 order) to 2^(-8 order): 3e-8 to 9e-13 at order 5.
                let counted =
                    [ 5..8 ]
                    |> List.map (fun k -> count k |> Option.map (fun n -> float k, Math.Log2 n))

                if List.forall Option.isSome counted then
                    let slope = ClosedFlow.slope (List.map Option.get counted)
                    [ Equation.scalar $"doublings for each, with damping {a}" 1.0 slope 1.0 ]
                else
                    [ Equation.condition "at most 20000 steps do to time 2" false ])

    /// An error-controlled integrator keeps the error at a fixed time near its tolerance.
    let tolerance (integrator: Integrator) : Law =
        Law.forEach
            {
                Name = "integrator-error-control"
                Statement =
                    "With relative and absolute tolerance t the error at time 1 is at most 20 t in each coordinate."
                Source = ""
                Judge =
                    Judge.AtMost(
                        0.0,
                        ("the estimate of each step, the error of the companion of order 4, is below t (1 + |x|) < 3 t, and the "
                         + "step of order 5 errs by about tau times that: 3 t in all over 1/tau steps, times a ratio of error "
                         + "constants of order 1")
                    )
            }
            integrator.Name
            [ 1e-4; 1e-6; 1e-8 ]
            (fun tolerance ->
                let controlled =
                    withTolerance (Integrator.firstStep integrator) tolerance tolerance integrator

                [
                    for start in ClosedFlow.starts do
                        match run controlled 20000 1.0 1.0 start with
                        | None -> Equation.condition "at most 20000 steps do to time 1" false
                        | Some(_, got) ->
                            let want = ClosedFlow.at 1.0 1.0 start

                            Equation.scalar
                                $"error from {Show.numbers start}, tolerance {tolerance}"
                                1.0
                                (max (abs (got[0] - want[0])) (abs (got[1] - want[1])))
                                (20.0 * tolerance)
                ])

    /// Every law of error control.
    let all (integrator: Integrator) : Law list =
        [
            weights integrator
            estimates integrator
            counts integrator
            tolerance integrator
        ]
