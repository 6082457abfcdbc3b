module GanFlowTheory.Core.Tests.DifferentiableFunctionalTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private weighted n d seed =
    let raw = Seed.uniforms n (Seed.create seed) |> Array.map (fun u -> u + 0.05)
    // A node without weight.
    raw[n / 2] <- 0.0
    let total = Array.sum raw
    Empirical.weighted (Array.map (fun u -> u / total) raw) (Seed.gaussian n d (Seed.create (seed + 100)))

// 1/2 sum_ij w_i w_j k(x_i, x_j) - sum_ij w_i v_j k(x_i, y_j), k = phi(|x - y|^2).
let private halfMmd (phi: Tensor -> Tensor) (p: IMeasure) (x: Tensor) (w: Tensor) : Tensor =
    let y = Tensor.ofPoints p.Nodes
    let v = Tensor.constant [| p.Weights.Length |] p.Weights

    let inner a (u: Tensor) b (v: Tensor) =
        Tensor.sum (Tensor.reshape [| u.Size; 1 |] u * phi (Tensor.squaredDistances a b) * v)

    0.5 * (inner x w x w - 2.0 * inner x w y v + inner y v y v)

let private gaussian (s: Tensor) = Tensor.exp (-0.5 * s)

let private inverseMultiquadric (s: Tensor) = Tensor.power -0.5 (1.0 + s)

// Sums of at most 40 terms of size 1 in two orders.
let private rounding = 1e-13

let private same (expected: float[]) (actual: float[]) =
    Assert.Equal(expected.Length, actual.Length)
    Array.iter2 (close rounding) expected actual

// Up to a constant.
let private rooted (values: float[]) =
    values |> Array.map (fun v -> v - values[0])

let private agrees (f: Functional<'q>) (g: Functional<'q>) (q: 'q) (elsewhere: Points) =
    close rounding (f.Value q) (g.Value q)
    let e, h = f.Evaluate q, g.Evaluate q
    close rounding e.Value h.Value
    same (rooted e.Variation.Values) (rooted h.Variation.Values)
    same e.Variation.Gradient.Data h.Variation.Gradient.Data
    let a, b = f.FirstVariation q, g.FirstVariation q
    same (rooted (a.Value elsewhere)) (rooted (b.Value elsewhere))
    same (a.Gradient elsewhere).Data (b.Gradient elsewhere).Data
    // One constant at the nodes and elsewhere.
    close rounding (h.Variation.Values[0] - e.Variation.Values[0]) ((b.Value elsewhere)[0] - (a.Value elsewhere)[0])

[<Theory>]
[<InlineData(1, 1)>]
[<InlineData(2, 3)>]
[<InlineData(17, 2)>]
let ``1/2 MMD^2 by its value is the functional with the first variation in closed form`` (n: int) (d: int) =
    let p = weighted 9 d 3

    let q =
        if n = 1 then
            Empirical.ofPoints (Seed.gaussian 1 d (Seed.create 8))
        else
            weighted n d 4

    let elsewhere = Seed.gaussian 5 d (Seed.create 5)

    for phi, kernel in
        [
            gaussian, Kernel.gaussian 1.0
            inverseMultiquadric, Kernel.inverseMultiquadric 1.0 0.5
        ] do
        agrees (Functional.mmd kernel p: Functional<IMeasure>) (Functional.ofValue "mmd" (halfMmd phi p)) q elsewhere

let private bowl: Potential =
    Potential.ofPointwise (fun x -> x |> Array.sumBy (fun v -> v ** 4.0)) (Array.map (fun v -> 4.0 * v ** 3.0))

let private bowlByValue (x: Tensor) (w: Tensor) =
    x |> Tensor.square |> Tensor.square |> Tensor.sumAlong 1 |> Tensor.inner w

[<Fact>]
let ``a potential energy by its value, on every kind of state`` () =
    let elsewhere = Seed.gaussian 4 2 (Seed.create 1)
    let x = Seed.gaussian 7 2 (Seed.create 2)

    let on (q: 'q) elsewhere =
        agrees (Functional.potential "bowl" bowl) (Functional.ofValue "bowl" bowlByValue) q elsewhere

    on (Particles.ofPoints x) elsewhere
    on (WeightedParticles.ofPoints x) elsewhere

    on
        (GaussianState.onRule (GaussHermite.symmetric 2) [| 0.5; -1.0 |] (array2D [ [ 1.0; 0.25 ]; [ 0.0; 0.5 ] ]))
        elsewhere

    on (QuantileState.ofValues [| -1.0; 0.0; 0.5; 2.0 |]) (Points.ofValues [| 0.25; 3.0 |])
    let grid = Grid.line -1.0 1.0 4
    on (GridDensity.ofMasses [| 0.5; 0.0; 0.25; 0.25 |] grid) (Points.ofValues [| 0.25; 3.0 |])

[<Fact>]
let ``a value that is not linear in the measure: half the squared distance of the mean from a point`` () =
    let value (x: Tensor) (w: Tensor) =
        let mean = Tensor.dot (Tensor.reshape [| 1; w.Size |] w) x
        0.5 * Tensor.sum (Tensor.square (mean - 1.0))

    let f: Functional<IMeasure> =
        Functional.create "mean" (fun q -> 0.5 * Array.sumBy (fun m -> (m - 1.0) ** 2.0) (Measure.mean q)) (fun q ->
            let gap = Measure.mean q |> Array.map (fun m -> m - 1.0)
            Potential.ofPointwise (fun x -> Array.fold2 (fun t a b -> t + a * b) 0.0 gap x) (fun _ -> gap))

    agrees f (Functional.ofValue "mean" value) (weighted 11 3 6) (Seed.gaussian 3 3 (Seed.create 7))

[<Fact>]
let ``points elsewhere pass in blocks without seeing each other`` () =
    let p, q = weighted 5 2 3, weighted 70 2 4

    let f: Functional<IMeasure> = Functional.ofValue "mmd" (halfMmd gaussian p)

    let many = Seed.gaussian 300 2 (Seed.create 9)
    let xi = f.FirstVariation q
    let values, gradient = xi.Value many, xi.Gradient many

    for i in [ 0; 127; 128; 255; 256; 299 ] do
        let one = Points.select [| i |] many
        let value, slope = (xi.Value one)[0], (xi.Gradient one)[0, 1]
        close 1e-14 value values[i]
        close 1e-14 slope gradient[i, 1]

[<Fact>]
let ``a flow of a value runs as the flow of the closed form does`` () =
    let p = Empirical.ofPoints (Seed.gaussian 12 2 (Seed.create 1))
    let start = Particles.ofPoints (Seed.gaussian 10 2 (Seed.create 2))

    let final (f: Functional<Particles>) =
        (Flow.descend f
         |> Flow.steppedBy (Integrator.euler 0.5)
         |> Flow.from start
         |> Flow.steps 20)
            .Final

    let a = final (Functional.mmd (Kernel.gaussian 1.0) p)
    let b = final (Functional.ofValue "mmd" (halfMmd gaussian p))
    // Twenty steps of a contraction or a slow expansion: rounding grows by at most (1 + 0.5 L)^20, L = 1.
    Array.iter2 (close 1e-10) a.Nodes.Data b.Nodes.Data

[<Fact>]
let ``a value that is no number is refused with its shape`` () =
    let f: Functional<IMeasure> = Functional.ofValue "rows" (fun x _ -> x)
    let message = argumentError (fun () -> f.Value(weighted 3 2 1))
    Assert.Contains("'rows'", message)
    Assert.Contains("3 x 2", message)

[<Fact>]
let ``points of another dimension are refused`` () =
    let f: Functional<IMeasure> = Functional.ofValue "bowl" bowlByValue
    let xi = f.FirstVariation(weighted 3 2 1)
    let message = argumentError (fun () -> xi.Value(Points.ofValues [| 1.0 |]))
    Assert.Contains("dimension 2", message)
