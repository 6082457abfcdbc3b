namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of functionals. The functional may depend on the target of the case; one that has its own ignores
/// it.</summary>
[<RequireQualifiedAccess>]
module FunctionalLaws =

    let private dots (a: float[]) (b: float[]) =
        let mutable total = 0.0
        let mutable size = 0.0

        for i in 0 .. a.Length - 1 do
            total <- total + a[i] * b[i]
            size <- size + abs (a[i] * b[i])

        struct (total, size)

    let private measured (weights: float[]) (nodes: Points) : IMeasure = Empirical(nodes, weights)

    let private sizeWith (weights: float[]) (f: Functional<IMeasure>) (q: Cloud) =
        Differences.size f (measured weights) q.Points q.Spread / q.Spread

    let private sizeAt (f: Functional<IMeasure>) (q: Cloud) = sizeWith q.Weights f q

    /// d/de F(nodes x_i + e u_i) = sum_i w_i &lt;grad xi(x_i), u_i>.
    let movingNodes (scenes: Arbitrary<Scene>) (name: string) (make: IMeasure -> Functional<IMeasure>) : Law =
        Law.forAll
            {
                Name = "first-variation-nodes"
                Statement =
                    "The first variation's gradient drives moving nodes: d/de F(x + e u) = sum_i w_i <grad xi(x_i), u_i>."
                Source = "MN21"
                Judge = Differences.judge
            }
            name
            scenes
            (fun scene ->
                let f = make scene.P.Measure
                let q, x, w = scene.Q, scene.Q.Points, scene.Q.Weights
                let u = Scene.Vectors scene.First q
                let gradient = (f.FirstVariation(measured w x)).Gradient x
                let struct (predicted, size) = dots w (Points.rowDots gradient u)

                let observed =
                    Differences.derivative (Differences.step q.Spread) (fun e ->
                        f.Value(measured w (Points.combine 1.0 x e u)))

                [
                    Equation.scalar "d/de F against sum w <grad xi, u>" (size + sizeAt f q) observed predicted
                ])

    /// d/de F(weights w_i + e dw_i) = sum_i xi(x_i) dw_i for sum_i dw_i = 0.
    let movingWeights (scenes: Arbitrary<Scene>) (name: string) (make: IMeasure -> Functional<IMeasure>) : Law =
        Law.forAll
            {
                Name = "first-variation-weights"
                Statement =
                    "The first variation's value drives moving weights: d/de F(w + e dw) = sum_i xi(x_i) dw_i for sum_i "
                    + "dw_i = 0."
                Source = "MN21"
                Judge = Differences.judge
            }
            name
            scenes
            (fun scene ->
                let f = make scene.P.Measure
                let q, x = scene.Q, scene.Q.Points
                // At least a quarter of the mass is spread evenly, so that weights stay positive along the stencil.
                let w = q.Weights |> Array.map (fun v -> 0.75 * v + 0.25 / float q.Count)
                let raw = Scene.Numbers scene.First q
                let mean = Array.average raw
                let change = raw |> Array.map (fun v -> (v - mean) / float q.Count)
                let values = (f.FirstVariation(measured w x)).Value x
                let struct (predicted, size) = dots values change

                // Weights are numbers of size 1 whatever the spread; F is a polynomial or a smooth function of them.
                let observed =
                    Differences.derivative (1.0 / 64.0) (fun e ->
                        f.Value(measured (Array.map2 (fun a b -> a + e * b) w change) x))

                [
                    Equation.scalar "d/de F against sum xi dw" (size + sizeWith w f q * q.Spread) observed predicted
                ])

    /// Evaluate agrees with Value and FirstVariation, on measures made from clouds.
    let evaluateOn
        (scenes: Arbitrary<Scene>)
        (name: string)
        (of': float[] -> Points -> 'q)
        (make: Scene -> Functional<'q>)
        : Law when 'q :> IMeasure =
        Law.forAll
            {
                Name = "functional-evaluate"
                Statement = "Evaluate(q) gives Value(q), and FirstVariation(q) at q's own nodes up to a constant."
                Source = ""
                Judge =
                    Judge.Relative(1e-11, "the same sums in another order: at most about 1000 terms of one ulp each")
            }
            name
            scenes
            (fun scene ->
                let f = make scene
                let cloud = scene.Q
                let q = of' cloud.Weights cloud.Points
                let e = f.Evaluate q
                let xi = f.FirstVariation q
                let values, gradient = xi.Value q.Nodes, xi.Gradient q.Nodes

                let size =
                    Differences.size f (of' cloud.Weights) cloud.Points cloud.Spread / cloud.Spread

                // A first variation is defined up to a constant.
                let rooted (a: float[]) = a |> Array.map (fun v -> v - a[0])

                [
                    Equation.scalar "value" (size * cloud.Spread) e.Value (f.Value q)
                    Equation.vector
                        "values of the first variation together with its gradient"
                        (Vectors.largest values + size * cloud.Spread)
                        (xi.At q.Nodes).Values
                        values
                    Equation.vector
                        "values of the first variation"
                        (Vectors.largest values + size * cloud.Spread)
                        (rooted e.Variation.Values)
                        (rooted values)
                    Equation.vector
                        "gradient of the first variation"
                        (Vectors.largest gradient.Data + size)
                        e.Variation.Gradient.Data
                        gradient.Data
                ])

    /// Evaluate agrees with Value and FirstVariation.
    let evaluate (scenes: Arbitrary<Scene>) (name: string) (make: IMeasure -> Functional<IMeasure>) : Law =
        evaluateOn scenes name measured (fun scene -> make scene.P.Measure)

    /// Every law of a functional.
    let all (scenes: Arbitrary<Scene>) (name: string) (make: IMeasure -> Functional<IMeasure>) : Law list =
        [
            movingNodes scenes name make
            movingWeights scenes name make
            evaluate scenes name make
        ]
