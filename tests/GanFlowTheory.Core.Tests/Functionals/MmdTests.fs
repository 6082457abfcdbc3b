module GanFlowTheory.Core.Tests.MmdTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private arrayX =
    Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 2.0 ]; [ 1.0; 1.0 ] ]

let private arrayY =
    Points.ofRows [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ -1.0; 1.0 ]; [ 0.5; 0.5 ] ]

let private kernels =
    [
        Kernel.gaussian 0.8
        Kernel.laplace 1.0
        Kernel.rqCodeStar
        Kernel.distance
        Kernel.matern32 1.3
        Kernel.poly3
    ]

let private weighted n seed =
    let raw = Seed.uniforms n (Seed.create seed) |> Array.map (fun u -> u + 0.05)
    let total = Array.sum raw
    Empirical.weighted (Array.map (fun u -> u / total) raw) (Seed.gaussian n 2 (Seed.create (seed + 100)))

let private functional kernel (p: Empirical) : Functional<Empirical> = Functional.mmd kernel p

// The oracles are given with 12 digits after the point.
[<Fact>]
let ``the W2 velocity and the dissipation of the four-point arrays`` () =
    let q = Empirical.ofPoints arrayY
    let f = functional (Kernel.gaussian 1.0) (Empirical.ofPoints arrayX)
    let gradient = (f.Evaluate q).Variation.Gradient
    close 1e-12 -0.187268175958 -gradient[0, 0]
    close 1e-12 -0.040412397087 -gradient[0, 1]
    // d/dt 1/2 MMD^2 = -E_q |grad xi|^2.
    let dissipation = Array.average (Points.rowDots gradient gradient)
    close 1e-12 -0.0601244956247 (-2.0 * dissipation)

[<Fact>]
let ``MMD^2 between the four-point arrays`` () =
    let x, y = Empirical.ofPoints arrayX, Empirical.ofPoints arrayY
    close 1e-12 0.167710037605921 (Mmd.squared (Kernel.gaussian 1.0) x y)
    close 1e-12 0.214448664899 (Mmd.squared Kernel.distance x y)
    close 1e-12 (0.5 * 0.167710037605921) ((functional (Kernel.gaussian 1.0) x).Value y)

/// Gauss-Hermite quadrature of N(mean, 1) with four nodes, exact for polynomials of degree up to 7.
let private hermite mean =
    let inner, outer = sqrt (3.0 - sqrt 6.0), sqrt (3.0 + sqrt 6.0)
    let heavy, light = (3.0 + sqrt 6.0) / 12.0, (3.0 - sqrt 6.0) / 12.0
    let nodes = [| -outer; -inner; inner; outer |] |> Array.map (fun z -> z + mean)
    Empirical.weighted [| light; heavy; heavy; light |] (Points.ofValues nodes)

[<Fact>]
let ``BSAG18-6: KID of N(0,1) against N(1,1) is 22`` () =
    // (x y + 1)^3 has degree 3 in each argument, so the quadrature is exact: 3 (1)^2 + 3 (1)^2 + 4^2 from the moments
    // 0, 1, 0 and 1, 2, 4. Values of size up to 200, rounded.
    close 1e-13 22.0 (Mmd.squared Kernel.poly3 (hermite 0.0) (hermite 1.0))

[<Fact>]
let ``the Gaussian kernel between Gaussians has its closed form`` () =
    // E exp(-(X-Y)^2/(2 s^2)) = s / sqrt(2 + s^2) exp(-m^2 / (2 (2 + s^2))) for unit variances. For s = 3 the four-node
    // rule is off by about f^(8)/8! times the norm 4! of the Hermite polynomial: f^(8) <= 105/3^8 gives 1e-5.
    let s, m = 3.0, 1.0
    let exact = s / sqrt (2.0 + s * s) * exp (-0.5 * m * m / (2.0 + s * s))
    let actual = Mmd.inner (Kernel.gaussian s) (hermite 0.0) (hermite m)
    Assert.True(abs (actual - exact) <= 2.0 * 105.0 / pown s 8 * 24.0 / 40320.0, $"{actual} against {exact}")

[<Fact>]
let ``Evaluate agrees with Value and FirstVariation`` () =
    let p, q = weighted 7 1, weighted 5 2

    for kernel in kernels do
        let f = functional kernel p
        let evaluation = f.Evaluate q
        let variation = f.FirstVariation q
        // The same sums in another order; values up to some hundred for poly3.
        close 1e-12 (f.Value q) evaluation.Value
        Array.iter2 (close 1e-12) (variation.Value q.Nodes) evaluation.Variation.Values
        Array.iter2 (close 1e-12) (variation.Gradient q.Nodes).Data evaluation.Variation.Gradient.Data
        close 1e-12 (0.5 * Mmd.squared kernel p q) evaluation.Value

[<Fact>]
let ``the first variation is the derivative along mixtures`` () =
    // F((1-e) q + e s) is a quadratic in e: F(e) = F(0) + e <xi, s - q> + e^2/2 MMD^2(s, q), an identity without a
    // limit.
    let p, q, s = weighted 7 3, weighted 5 4, weighted 4 5
    let nodes = Points.append q.Nodes s.Nodes
    let mean (w: float[]) values = Array.sum (Array.map2 (*) w values)

    for kernel in kernels do
        let f = functional kernel p
        let xi = f.FirstVariation q
        let slope = mean s.Weights (xi.Value s.Nodes) - mean q.Weights (xi.Value q.Nodes)

        for e in [ 0.1; 0.5; 1.0 ] do
            let weights =
                Array.append (Array.map (fun w -> (1.0 - e) * w) q.Weights) (Array.map (fun w -> e * w) s.Weights)

            let expected = f.Value q + e * slope + 0.5 * e * e * Mmd.squared kernel s q
            close 1e-12 expected (f.Value(Empirical.weighted weights nodes))

[<Fact>]
let ``the gradient is the derivative of the variation`` () =
    // Central differences of step h = 1e-4: truncation h^2/6 |f'''| with |f'''| below 1e3 at these points (distance
    // kernels have 1/r^2, r > 0.05), that is below 2e-6, plus rounding 1e-16 * 1e2 / h = 1e-10.
    let p, q = weighted 7 6, weighted 5 7
    let h = 1e-4

    for kernel in kernels do
        let xi = (functional kernel p).FirstVariation q
        let probe = Points.ofRows [ [ 0.3; -0.2 ] ]

        let nearest =
            Seq.append (Points.toRows p.Nodes) (Points.toRows q.Nodes)
            |> Seq.map (fun row -> sqrt (pown (row[0] - 0.3) 2 + pown (row[1] + 0.2) 2))
            |> Seq.min

        Assert.True(nearest > 0.05)
        let gradient = xi.Gradient probe

        for axis in 0..1 do
            let moved step =
                Points.init 1 2 (fun _ k -> probe[0, k] + (if k = axis then step else 0.0))

            let difference = ((xi.Value(moved h))[0] - (xi.Value(moved -h))[0]) / (2.0 * h)
            close 2e-6 difference gradient[0, axis]

[<Fact>]
let ``weights count points: a doubled point is a double weight`` () =
    let x = Seed.gaussian 3 2 (Seed.create 8)
    let doubled = Points.select [| 0; 0; 1; 2 |] x |> Empirical.ofPoints
    let byWeight = Empirical.weighted [| 0.5; 0.25; 0.25 |] x
    let p = weighted 4 9

    for kernel in kernels do
        close 1e-13 (Mmd.squared kernel p doubled) (Mmd.squared kernel p byWeight)
        // Zero up to the rounding of the three inner products.
        let size = Mmd.inner kernel doubled doubled
        Assert.True(abs (Mmd.squared kernel doubled byWeight) <= 1e-14 * size)

[<Fact>]
let ``a point of weight 0 is not there`` () =
    let x = Seed.gaussian 3 2 (Seed.create 10)
    let p = weighted 4 11
    let withNothing = Empirical.weighted [| 0.5; 0.5; 0.0 |] x
    let pair = Points.select [| 0; 1 |] x |> Empirical.ofPoints

    for kernel in kernels do
        close 1e-14 (Mmd.squared kernel p pair) (Mmd.squared kernel p withNothing)

[<Fact>]
let ``identical measures are at distance 0 and do not move`` () =
    let q = weighted 6 12

    for kernel in kernels do
        // The three inner products, and the two embeddings, are the same operations: exactly 0.
        Assert.Equal(0.0, Mmd.squared kernel q q)
        let evaluation = (functional kernel q).Evaluate q
        Assert.Equal(0.0, evaluation.Value)
        Assert.All(evaluation.Variation.Gradient.Data, (fun v -> Assert.Equal(0.0, v)))

[<Fact>]
let ``measures in different dimensions are an argument error`` () =
    let p = Empirical.ofPoints (Seed.gaussian 3 2 (Seed.create 13))
    let q = Empirical.ofPoints (Seed.gaussian 3 4 (Seed.create 14))
    let f = functional (Kernel.gaussian 1.0) p
    let sentence = "the flowing distribution must have dimension 2, but has dimension 4"
    Assert.Contains(sentence, argumentError (fun () -> f.Value q))
    Assert.Contains(sentence, argumentError (fun () -> f.FirstVariation q))
    Assert.Contains(sentence, argumentError (fun () -> f.Evaluate q))
    Assert.Contains(sentence, argumentError (fun () -> Mmd.squared (Kernel.gaussian 1.0) p q))

// Unix times: {0, 20} and {10, 30}, 1.7e9 from the origin. 1/2 MMD^2 of <x, y> is 1/2 (10 - 20)^2 = 50 anywhere.
[<Fact>]
let ``MMD of a kernel that sees differences keeps its digits far from the origin`` () =
    for offset in [ 0.0; 1.7e9; -1e12 ] do
        let measure (values: float list) =
            Empirical.ofPoints (Points.ofValues [| for v in values -> offset + v |])

        let p, q = measure [ 10.0; 30.0 ], measure [ 0.0; 20.0 ]

        for kernel, exact in
            [
                Kernel.dot, 100.0
                Kernel.polynomial 1, 100.0
                Kernel.scale 2.0 Kernel.dot, 200.0
                // E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'| = 15 - 5 - 5.
                Kernel.distance, 5.0
            ] do
            Assert.Equal(exact, Mmd.squared kernel p q)
            let f = functional kernel p
            Assert.Equal(0.5 * exact, f.Value q)
            let evaluation = f.Evaluate q
            Assert.Equal(0.5 * exact, evaluation.Value)

            // The potential is determined up to a constant, its gradient is not.
            let xi = (f.FirstVariation q).At q.Nodes
            Assert.Equal<float[]>(xi.Values, evaluation.Variation.Values)
            Assert.Equal<float[]>(xi.Gradient.Data, evaluation.Variation.Gradient.Data)

        Assert.Equal<float[]>(
            [| -10.0; -10.0 |],
            ((functional Kernel.dot p).FirstVariation q).At(q.Nodes).Gradient.Data
        )

[<Fact>]
let ``digits lost to a polynomial`` () =
    let measure (values: float list) =
        Empirical.ofPoints (Points.ofValues [| for v in values -> 1.7e9 + v |])

    // Variance 500/4 about the mean, farthest point 1.7e9 + 30.
    Assert.Equal(
        2.0 * log10 (1.7e9 / sqrt 125.0),
        Mmd.lostDigits Kernel.poly3 (measure [ 0.0; 20.0 ]) (measure [ 10.0; 30.0 ]),
        6
    )

    Assert.Equal(0.0, Mmd.lostDigits Kernel.dot (measure [ 0.0; 20.0 ]) (measure [ 10.0; 30.0 ]))
