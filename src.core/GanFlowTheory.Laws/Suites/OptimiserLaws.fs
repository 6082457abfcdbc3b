namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>One step of an optimiser: from its memory, the coordinates, the velocity there and the velocity elsewhere
/// to new coordinates and a new memory.</summary>
type OptimiserStep =
    Optimiser -> OptimiserMemory -> float[] -> float[] -> (float[] -> float[]) -> struct (float[] * OptimiserMemory)

/// Laws of optimisers.
[<RequireQualifiedAccess>]
module OptimiserLaws =

    let private run (step: OptimiserStep) (optimiser: Optimiser) (field: float[] -> float[]) count (start: float[]) =
        let rec go k memory x =
            if k = count then
                x
            else
                let struct (x, memory) = step optimiser memory x (field x) field
                go (k + 1) memory x

        go 0 (Optimiser.start start.Length optimiser) start

    /// How fast an optimiser moves along a constant velocity, in units of it: 1 / (1 - beta) with momentum. None for
    /// rules that divide by the size of velocities.
    let speed (optimiser: Optimiser) : float option =
        match optimiser.Rule with
        | OptimiserRule.GradientDescent
        | OptimiserRule.Extragradient
        | OptimiserRule.Optimistic -> Some 1.0
        | OptimiserRule.HeavyBall beta
        | OptimiserRule.Nesterov beta -> Some(1.0 / (1.0 - beta))
        | OptimiserRule.Adam _
        | OptimiserRule.RmsProp _ -> None

    /// As steps shrink, an optimiser of the given speed follows the flow, with an error of order 1.
    let limit (step: OptimiserStep) (speed: float) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-limit"
                Statement =
                    "With steps of length tau (1 - beta), beta the momentum, the error against the flow at a fixed time shrinks "
                    + "like tau."
                Source = ""
                Judge =
                    Judge.Relative(
                        0.3,
                        ("the next term of the error's expansion bends the slope by less than 0.3 at 64 steps and more, where "
                         + "momenta of 0.5 have forgotten their start")
                    )
            }
            (Optimiser.name optimiser)
            ClosedFlow.dampings
            (fun a ->
                let error (count: int) =
                    let optimiser =
                        { optimiser with
                            Rate = 1.0 / (speed * float count)
                        }

                    ClosedFlow.error a (run step optimiser (ClosedFlow.field a) count)

                let points =
                    [ 64; 128; 256; 512 ] |> List.map (fun n -> -log(float n), log (error n))

                [ Equation.scalar $"slope with damping {a}" 1.0 (ClosedFlow.slope points) 1.0 ])

    // 1 to 19 sixteenths, so that whole vectors, ragged ends and both are met.
    let private coordinates: Arbitrary<int[]> =
        let generate =
            gen {
                let! count = Gen.choose (1, 19)
                return! Gen.arrayOfLength count (Gen.choose (-32, 32))
            }

        let shrink (values: int[]) =
            seq {
                if values.Length > 1 then
                    yield values[.. values.Length / 2 - 1]
                    yield values[1..]

                yield! Generators.shrinkEach Generators.shrinkInt values
            }

        Arb.fromGenShrink (generate, shrink)

    let private started (values: int[]) =
        values |> Array.map (fun v -> float v / 16.0)

    // Each entry by itself.
    let private separate (x: float[]) =
        x |> Array.map (fun v -> sin (3.0 * v) - v * v * v)

    /// Coordinates move as they would alone.
    let alone (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-coordinates"
                Statement = "Where velocities are separate, every coordinate moves as it would alone."
                Source = ""
                Judge = Judge.Exact
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let start = started values
                let go = run step optimiser separate 6

                [
                    Equation.vector
                        "together against each alone"
                        1.0
                        (go start)
                        (start |> Array.collect (fun v -> go [| v |]))
                ])

    /// In other units of the velocity, with the rate or the epsilon in those units, the steps are the same.
    let units (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-units"
                Statement =
                    "With velocities four times as long the steps are the same at a quarter of the rate; for rules that divide by "
                    + "the size of velocities at the same rate and four times the epsilon."
                Source = ""
                Judge = Judge.Exact
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let scaled =
                    match optimiser.Rule with
                    | OptimiserRule.Adam(beta1, beta2, epsilon) ->
                        { optimiser with
                            Rule = OptimiserRule.Adam(beta1, beta2, 4.0 * epsilon)
                        }
                    | OptimiserRule.RmsProp(decay, epsilon) ->
                        { optimiser with
                            Rule = OptimiserRule.RmsProp(decay, 4.0 * epsilon)
                        }
                    | _ ->
                        { optimiser with
                            Rate = 0.25 * optimiser.Rate
                        }

                let long x =
                    separate x |> Array.map (fun v -> 4.0 * v)

                let start = started values

                [
                    Equation.vector
                        "in one unit against another"
                        1.0
                        (run step optimiser separate 6 start)
                        (run step scaled long 6 start)
                ])

    // The rate of step k, by its schedule's formula.
    let private rate (optimiser: Optimiser) (k: int) : float =
        let part (steps: int) = float k / float steps

        let factor =
            match optimiser.Schedule with
            | Schedule.Constant -> 1.0
            | Schedule.Linear steps -> max 0.0 (1.0 - part steps)
            | Schedule.Cosine steps -> pown (cos (0.5 * System.Math.PI * min 1.0 (part steps))) 2
            | Schedule.Halving steps -> exp (-(log 2.0) * part steps)
            | Schedule.InverseRoot steps -> (1.0 + part steps) ** -0.5

        factor * optimiser.Rate

    // 1 / (1 - beta) for the slowest of an optimiser's means: how much 1 - beta^k magnifies rounding.
    let private memory (optimiser: Optimiser) : float =
        match optimiser.Rule with
        | OptimiserRule.HeavyBall beta
        | OptimiserRule.Nesterov beta -> 1.0 / (1.0 - beta)
        | OptimiserRule.Adam(beta1, beta2, _) -> 1.0 / (1.0 - max beta1 beta2)
        | OptimiserRule.RmsProp(decay, _) -> 1.0 / (1.0 - decay)
        | OptimiserRule.GradientDescent
        | OptimiserRule.Extragradient
        | OptimiserRule.Optimistic -> 1.0

    let private rounding =
        Judge.Relative(
            64.0 * Rounding.ulp,
            "sums of at most eight terms, magnified by 1/(1 - beta) where 1 - beta^k is a divisor"
        )

    // The coordinates at the start and after each step.
    let private path (step: OptimiserStep) (optimiser: Optimiser) (field: float[] -> float[]) count (start: float[]) =
        List.scan
            (fun struct (x: float[], memory) _ -> step optimiser memory x (field x) field)
            (struct (start, Optimiser.start start.Length optimiser))
            [ 1..count ]
        |> List.map (fun struct (x, _) -> x)

    let private largest (values: float[]) = values |> Array.map abs |> Array.max

    /// Along a constant velocity every rule has steps in closed form, from the first on.
    let constantVelocity (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-constant-velocity"
                Statement =
                    "Along a constant velocity v step k = 1, 2, .. is tau v; tau v (1 - beta^k)/(1 - beta) for the heavy ball, tau v "
                    + "(1 - beta^(k+1))/(1 - beta) for Nesterov, tau v/(|v| + epsilon) for Adam and tau v/(sqrt(1 - decay^k) |v| + "
                    + "epsilon) for RMSProp."
                Source = ""
                Judge = rounding
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let v = started values

                let along (k: int) (v: float) =
                    match optimiser.Rule with
                    | OptimiserRule.GradientDescent
                    | OptimiserRule.Extragradient
                    | OptimiserRule.Optimistic -> v
                    | OptimiserRule.HeavyBall beta -> v * (1.0 - pown beta k) / (1.0 - beta)
                    | OptimiserRule.Nesterov beta -> v * (1.0 - pown beta (k + 1)) / (1.0 - beta)
                    | OptimiserRule.Adam(_, _, epsilon) -> v / (abs v + epsilon)
                    | OptimiserRule.RmsProp(decay, epsilon) -> v / (sqrt (1.0 - pown decay k) * abs v + epsilon)

                let places = path step optimiser (fun _ -> v) 8 (Array.map (fun _ -> 0.0) v)

                [
                    for k, (before, after) in List.indexed (List.pairwise places) do
                        let tau = rate optimiser k

                        Equation.vector
                            $"step {k + 1}"
                            (memory optimiser * (largest after + tau))
                            (Array.map2 (-) after before)
                            (v |> Array.map (fun v -> tau * along (k + 1) v))
                ])

    /// Every step is a sum over the velocities so far, with the weights of its rule.
    let history (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-history"
                Statement =
                    "Step k is tau times: sum_j beta^(k-j) v_j for the heavy ball, v_k plus beta times that for Nesterov, the mean "
                    + "of the v_j with weights beta1^(k-j) over the root of that of the v_j^2 with weights beta2^(k-j) (+ epsilon) for "
                    + "Adam, 2 v_k - v_(k-1) for the optimistic step, v(x + tau v) for extragradient."
                Source = ""
                Judge = rounding
            }
            (Optimiser.name optimiser)
            coordinates
            (fun values ->
                let places = path step optimiser separate 6 (started values)
                let velocities = places |> List.map separate |> List.toArray

                // Of one coordinate: sum_j beta^(k-j) f(v_j) and the sum of the weights.
                let sums beta (f: float -> float) k p =
                    Seq.init (k + 1) (fun j -> pown beta (k - j))
                    |> Seq.indexed
                    |> Seq.fold (fun (total, weight) (j, w) -> total + w * f (velocities[j][p]), weight + w) (0.0, 0.0)

                let total beta k p = fst (sums beta id k p)

                let mean beta f k p =
                    let total, weight = sums beta f k p
                    total / weight

                let square (v: float) = v * v

                let along (k: int) (tau: float) (x: float[]) (p: int) =
                    let v = velocities[k][p]

                    match optimiser.Rule with
                    | OptimiserRule.GradientDescent -> v
                    | OptimiserRule.HeavyBall beta -> total beta k p
                    | OptimiserRule.Nesterov beta -> v + beta * total beta k p
                    | OptimiserRule.Adam(beta1, beta2, epsilon) ->
                        mean beta1 id k p / (sqrt (mean beta2 square k p) + epsilon)
                    | OptimiserRule.RmsProp(decay, epsilon) ->
                        v / (sqrt ((1.0 - decay) * fst (sums decay square k p)) + epsilon)
                    | OptimiserRule.Extragradient -> (separate [| x[p] + tau * v |])[0]
                    | OptimiserRule.Optimistic -> if k = 0 then v else 2.0 * v - velocities[k - 1][p]

                [
                    for k, (before, after) in List.indexed (List.pairwise places) do
                        let tau = rate optimiser k
                        let sizes = largest before + largest after + tau * (1.0 + largest velocities[k])

                        Equation.vector
                            $"place after step {k + 1}"
                            (memory optimiser * sizes)
                            after
                            (before |> Array.mapi (fun p x -> x + tau * along k tau before p))
                ])

    // x_1 / x_0, and the factors of x_k and x_(k-1) in x_(k+1), on F = c x^2/2 with h = tau c.
    let private factors (h: float) (rule: OptimiserRule) : (float * float * float) option =
        match rule with
        | OptimiserRule.GradientDescent -> Some(1.0 - h, 1.0 - h, 0.0)
        | OptimiserRule.HeavyBall beta -> Some(1.0 - h, 1.0 + beta - h, -beta)
        | OptimiserRule.Nesterov beta -> Some(1.0 - (1.0 + beta) * h, (1.0 + beta) * (1.0 - h), -beta * (1.0 - h))
        | OptimiserRule.Extragradient -> Some(1.0 - h + h * h, 1.0 - h + h * h, 0.0)
        | OptimiserRule.Optimistic -> Some(1.0 - h, 1.0 - 2.0 * h, h)
        | OptimiserRule.Adam _
        | OptimiserRule.RmsProp _ -> None

    /// On a parabola rules without division obey a recursion over two steps.
    let recursion (step: OptimiserStep) (optimiser: Optimiser) : Law =
        Law.forAll
            {
                Name = "optimiser-recursion"
                Statement =
                    "On F = c x^2/2 with h = tau c: x_(k+1) = (1 + beta - h) x_k - beta x_(k-1) and x_1 = (1 - h) x_0 for the heavy "
                    + "ball; (1 + beta)(1 - h) x_k - beta (1 - h) x_(k-1) and (1 - (1 + beta) h) x_0 for Nesterov; (1 - 2 h) x_k + h "
                    + "x_(k-1) and (1 - h) x_0 for the optimistic step; (1 - h + h^2) x_k for extragradient."
                Source = ""
                Judge = rounding
            }
            (Optimiser.name optimiser)
            (Arb.fromGenShrink (
                Gen.zip (Gen.choose (1, 32)) (coordinates.Generator),
                Generators.shrinkEither (fun h -> if h = 1 then Seq.empty else Seq.singleton 1) coordinates.Shrinker
            ))
            (fun (sixteenths, values) ->
                let h = float sixteenths / 16.0

                match factors h optimiser.Rule with
                | None -> []
                | Some(first, one, two) ->
                    let c = h / optimiser.Rate

                    let places =
                        path step optimiser (Array.map (fun x -> -c * x)) 8 (started values)
                        |> List.toArray

                    let size = places |> Array.map largest |> Array.max

                    [
                        Equation.vector
                            "first step"
                            (memory optimiser * size)
                            places[1]
                            (places[0] |> Array.map (fun x -> first * x))

                        for k in 1..7 do
                            Equation.vector
                                $"step {k + 1}"
                                (memory optimiser * size)
                                places[k + 1]
                                (Array.map2 (fun x y -> one * x + two * y) places[k] places[k - 1])
                    ])

    /// In a box steps are the projections of those without one.
    let boxed (step: OptimiserStep) (optimiser: Optimiser) (c: float) : Law =
        Law.forAll
            {
                Name = "optimiser-box"
                Statement =
                    "In the box [-c, c]^P a step ends at the point of the box nearest to where the rule goes without one from the same "
                    + "place and memory, looking ahead only to points of the box; what it remembers is the same."
                Source = ""
                Judge = Judge.Exact
            }
            (Optimiser.name (Optimiser.inBox c optimiser))
            coordinates
            (fun values ->
                let inside = Optimiser.inBox c optimiser
                let alone = { optimiser with Box = None }
                let nearest = Array.map (fun v -> max -c (min c v))
                // Starts reach four times as far as the box.
                let start = started values |> Array.map (fun v -> 2.0 * c * v)

                let steps =
                    List.scan
                        (fun struct (x: float[], memory, _, _) _ ->
                            let v = separate x
                            let struct (moved, after) = step inside memory x v separate

                            let struct (free, own) = Optimiser.step alone memory x v (nearest >> separate)

                            struct (moved, after, nearest free, own))
                        (let memory = Optimiser.start start.Length inside
                         struct (start, memory, start, memory))
                        [ 1..6 ]
                    |> List.tail

                [
                    for k, struct (moved, after, projected, own) in List.indexed steps do
                        Equation.vector $"place after step {k + 1}" 1.0 moved projected
                        Equation.condition $"the box after step {k + 1}" (Vectors.largest moved <= c)

                        for at in 0 .. own.Arrays.Length - 1 do
                            Equation.vector
                                $"array {at} of the memory after step {k + 1}"
                                1.0
                                after.Arrays[at]
                                own.Arrays[at]
                ])

    /// Every law of an optimiser that does not clip.
    let all (optimiser: Optimiser) : Law list =
        [
            match speed optimiser with
            | Some speed when optimiser.Schedule = Schedule.Constant && optimiser.Box.IsNone ->
                limit Optimiser.step speed optimiser
            | _ -> ()

            if optimiser.Clip.IsNone then
                alone Optimiser.step optimiser
                units Optimiser.step optimiser

            match optimiser.Box with
            | Some c -> boxed Optimiser.step optimiser c
            | None when optimiser.Clip.IsNone ->
                constantVelocity Optimiser.step optimiser
                history Optimiser.step optimiser

                if optimiser.Schedule = Schedule.Constant && (factors 1.0 optimiser.Rule).IsSome then
                    recursion Optimiser.step optimiser
            | None -> ()
        ]
