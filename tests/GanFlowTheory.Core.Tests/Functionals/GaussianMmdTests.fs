module GanFlowTheory.Core.Tests.GaussianMmdTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private terms = [ 1.0, 1.0; 0.5, 0.4; 2.0, 3.0 ]

let private k (x: float[]) (y: float[]) =
    let square = Array.map2 (fun u v -> (u - v) * (u - v)) x y |> Array.sum
    terms |> List.sumBy (fun (a, s) -> a * exp (-square / (2.0 * s * s)))

let private planar =
    GaussianMixture.mixture
        [| 0.4; 0.6 |]
        [
            GaussianMixture.gaussian [| 1.0; -0.5 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])
            GaussianMixture.isotropic [| -1.5; 1.0 |] 0.5
        ]

let private other =
    GaussianMixture.gaussian [| 0.2; 0.3 |] (array2D [ [ 0.7; -0.2 ]; [ -0.2; 0.5 ] ])

let private density (p: GaussianMixture) (x: Points) =
    GaussianMixture.logDensity x p |> Array.map exp

// Cells of 1 with fourteen nodes: a density times a kernel has standard deviations of 0.27 and more, and the rule
// misses less than 1e-12 of a Gaussian on 5 of them; the square reaches seven standard deviations past the means
// (tails below 1e-11).
let private integrate (f: Points -> float[]) =
    Quadrature.overRectangle 14 16 (-8.0, 8.0) (-8.0, 8.0) f

let private cloud =
    Particles.weighted [| 0.5; 0.2; 0.3 |] (Points.ofRows [ [ 0.3; 0.4 ]; [ -1.0; 0.9 ]; [ 2.5; -1.5 ] ])

let private functional: Functional<Particles> = Functional.gaussianMmd terms planar

[<Fact>]
let ``the embedding is the integral of the kernel against the density`` () =
    let x = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; -0.4 ]; [ -2.0; 3.0 ] ]
    let values = (GaussianMmd.meanEmbedding terms planar).Value x

    for i in 0 .. x.Count - 1 do
        let expected =
            integrate (fun y -> density planar y |> Array.mapi (fun j p -> p * k (x.Row i) (y.Row j)))

        close 1e-10 expected values[i]

[<Fact>]
let ``the embedding's gradient is its derivative`` () =
    let mu = GaussianMmd.meanEmbedding terms planar
    let x = Seed.gaussian 50 2 (Seed.create 1) |> Points.scale 2.0
    let actual = mu.Gradient x
    // Derivatives of a kernel of bandwidth s are at most of size 1/s^5 <= 100, and smaller once smoothed: h^4/30 of it
    // is 3e-12; rounding 3.5 * 2e-16 * 1.5/h = 1e-12.
    let expected = Quadrature.gradient 1e-3 mu.Value x

    for i in 0 .. x.Count - 1 do
        for k in 0..1 do
            close 1e-11 expected[i, k] actual[i, k]

[<Fact>]
let ``between isotropic Gaussians in five dimensions the energies are the textbook formula`` () =
    // S = (1 + 0.25 + s^2) I between the two laws.
    let p, q =
        GaussianMixture.standard 5, GaussianMixture.isotropic [| 1.0; 0.0; 0.0; 0.0; 2.0 |] 0.5

    let energy v square =
        terms
        |> List.sumBy (fun (a, s) ->
            let v = v + s * s
            a * Math.Pow(s * s / v, 2.5) * exp (-square / (2.0 * v)))

    close 1e-14 (energy 2.0 0.0 - 2.0 * energy 1.25 5.0 + energy 0.5 0.0) (GaussianMmd.squaredMmd terms p q)

[<Fact>]
let ``on the line MMD^2 is the double integral of the kernel against the difference of the densities`` () =
    let p =
        GaussianMixture.mixture
            [| 0.3; 0.7 |]
            [
                GaussianMixture.isotropic [| -1.0 |] 0.5
                GaussianMixture.isotropic [| 1.0 |] 1.0
            ]

    let q = GaussianMixture.isotropic [| 0.5 |] 0.8

    let difference x =
        Array.map2 (-) (density p (Points.ofValues x)) (density q (Points.ofValues x))

    let column (points: Points) k = points.Coordinate(k).ToArray()

    let expected =
        Quadrature.overRectangle 14 18 (-9.0, 9.0) (-9.0, 9.0) (fun z ->
            let x, y = column z 0, column z 1

            Array.map2 (*) (difference x) (difference y)
            |> Array.mapi (fun i v -> v * k [| x[i] |] [| y[i] |]))

    close 1e-12 expected (GaussianMmd.squaredMmd terms p q)

[<Fact>]
let ``in the plane MMD^2 is the integral of the witness against the difference of the densities`` () =
    let p, q =
        GaussianMmd.meanEmbedding terms planar, GaussianMmd.meanEmbedding terms other

    let expected =
        integrate (fun x ->
            Array.map2
                (*)
                (Array.map2 (-) (p.Value x) (q.Value x))
                (Array.map2 (-) (density planar x) (density other x)))

    close 1e-10 expected (GaussianMmd.squaredMmd terms planar other)

[<Fact>]
let ``MMD^2 vanishes exactly at equality, is symmetric, and positive otherwise`` () =
    for p in [ planar; other; GaussianMixture.standard 4 ] do
        Assert.Equal(0.0, GaussianMmd.squaredMmd terms p p)

    let forth = GaussianMmd.squaredMmd terms planar other
    // The three energies are sums of at most four terms of size 3.5 at most: a few ulp.
    close 1e-14 forth (GaussianMmd.squaredMmd terms other planar)
    Assert.True(forth > 0.01)

[<Fact>]
let ``the value is half of MMD^2 from the nodes to the density`` () =
    let x, w = cloud.Nodes, cloud.Weights

    let self =
        Seq.sum (
            seq {
                for i in 0..2 do
                    for j in 0..2 -> w[i] * w[j] * k (x.Row i) (x.Row j)
            }
        )

    let cross =
        integrate (fun y ->
            density planar y
            |> Array.mapi (fun j p -> p * Array.sum (Array.init 3 (fun i -> w[i] * k (x.Row i) (y.Row j)))))

    let target =
        integrate (fun y -> Array.map2 (*) (density planar y) ((GaussianMmd.meanEmbedding terms planar).Value y))

    close 1e-10 (0.5 * (self - 2.0 * cross + target)) (functional.Value cloud)

[<Fact>]
let ``with vanishing covariances the target tends to point masses at the rate of the squared width`` () =
    let at = [ [| 0.0; 0.0 |]; [| 1.0; 0.0 |]; [| 0.0; 2.0 |]; [| 1.0; 1.0 |] ]

    let cloud =
        Particles.ofPoints (Points.ofRows [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ]; [ -1.0; 1.0 ]; [ 0.5; 0.5 ] ])

    let narrow width : Functional<Particles> =
        at
        |> List.map (fun centre -> GaussianMixture.isotropic centre width)
        |> GaussianMixture.mixture (Array.create 4 0.25)
        |> Functional.gaussianMmd [ 1.0, 1.0 ]

    // The biased MMD^2 between the two clouds of four, Gaussian kernel of bandwidth 1.
    let limit = 0.5 * 0.167710037605921

    // Smoothing a function by N(0, e^2 I) changes it by at most e^2/2 sup|Laplacian|, here e^2/2 * 2; the cross term
    // counts once and the target's own energy, smoothed on both sides, twice at a half: in all at most 2 e^2.
    for width in [ 0.3; 0.1; 1e-2; 1e-3; 1e-9 ] do
        let apart = (narrow width).Value cloud - limit
        Assert.True(abs apart <= 2.0 * width * width + 1e-14, $"width {width}: {apart}")

    // And the rate is met: a hundredth of the difference at a tenth of the width, up to a relative e^2.
    let apart width = (narrow width).Value cloud - limit
    close 0.02 100.0 (apart 1e-2 / apart 1e-3)

    let velocity =
        (narrow 1e-9).FirstVariation(cloud).Gradient(cloud.Nodes) |> Points.scale -1.0

    close 1e-11 -0.187268175958 velocity[0, 0]
    close 1e-11 -0.040412397087 velocity[0, 1]

[<Fact>]
let ``moving a node changes the value by its weight times the first variation's gradient`` () =
    let gradient = functional.FirstVariation(cloud).Gradient cloud.Nodes
    let h = 1e-3

    for i in 0..2 do
        for k in 0..1 do
            let value by =
                Points.init 3 2 (fun j l -> cloud.Nodes[j, l] + (if j = i && l = k then by else 0.0))
                |> Particles.weighted cloud.Weights
                |> functional.Value

            let slope =
                (8.0 * (value h - value -h) - (value (2.0 * h) - value (-2.0 * h))) / (12.0 * h)
            // h^4/30 of a fifth derivative of size 100, 3e-12, and rounding 3.5 * 2e-16 * 1.5/h, 1e-12.
            close 1e-11 slope (cloud.Weights[i] * gradient[i, k])

[<Fact>]
let ``moving mass changes the value by the first variation, to second order exactly`` () =
    // F is quadratic in q: F(q + s) = F(q) + int xi ds + 1/2 int int k ds ds, with no remainder.
    let change = [| 0.1; -0.15; 0.05 |]
    let x = cloud.Nodes
    let moved = Particles.weighted (Array.map2 (+) cloud.Weights change) x
    let xi = functional.FirstVariation(cloud).Value x
    let first = Array.map2 (*) change xi |> Array.sum

    let second =
        Seq.sum (
            seq {
                for i in 0..2 do
                    for j in 0..2 -> change[i] * change[j] * k (x.Row i) (x.Row j)
            }
        )

    close 1e-14 (functional.Value cloud + first + 0.5 * second) (functional.Value moved)

[<Fact>]
let ``the first variation's gradient is the derivative of its values`` () =
    let xi = functional.FirstVariation cloud
    let x = Seed.gaussian 30 2 (Seed.create 2)
    let expected = Quadrature.gradient 1e-3 xi.Value x
    let actual = xi.Gradient x

    for i in 0 .. x.Count - 1 do
        for k in 0..1 do
            // As for the embedding, with the unsmoothed kernel of bandwidth 0.4: fifth derivatives up to 6/0.4^5 = 600.
            close 1e-10 expected[i, k] actual[i, k]

[<Fact>]
let ``evaluating at once agrees with the members`` () =
    let evaluation = functional.Evaluate cloud
    let xi = functional.FirstVariation cloud
    // The same sums, possibly in another order: a few ulp of the largest term, 3.5.
    close 1e-14 (functional.Value cloud) evaluation.Value
    Array.iter2 (close 1e-14) (xi.Value cloud.Nodes) evaluation.Variation.Values
    Array.iter2 (close 1e-14) (xi.Gradient cloud.Nodes).Data evaluation.Variation.Gradient.Data

[<Fact>]
let ``the functional is linear in the kernel`` () =
    let parts =
        terms
        |> List.map (fun term -> (Functional.gaussianMmd [ term ] planar: Functional<Particles>).Value cloud)

    close 1e-14 (List.sum parts) (functional.Value cloud)

    let padded: Functional<Particles> =
        Functional.gaussianMmd (terms @ [ 0.0, 2.0 ]) planar

    Assert.Equal(functional.Value cloud, padded.Value cloud)

[<Fact>]
let ``a kernel of scale zero gives zero`` () =
    let nothing: Functional<Particles> = Functional.gaussianMmd [ 0.0, 1.0 ] planar
    Assert.Equal(0.0, nothing.Value cloud)
    Assert.All((nothing.FirstVariation(cloud).Gradient cloud.Nodes).Data, (fun v -> Assert.Equal(0.0, v)))

[<Fact>]
let ``the value is never negative, and draws from the target come as close as they must`` () =
    // With k <= K = 3.5: P(|MMD(sample, r) - MMD(q, r)| > sqrt(K/n) + t) <= exp(-n t^2/(2 K)) for n draws from q
    // (bounded differences); 1e-9 for each of two seeds and two laws.
    let n = 500
    let bound = (1.0 + sqrt (2.0 * log 1e9)) * sqrt (3.5 / float n)
    let distant = GaussianMixture.isotropic [| 3.0; 3.0 |] 0.3
    let apart = sqrt (GaussianMmd.squaredMmd terms planar distant)
    Assert.True(apart > 2.0 * bound, "the two laws are too close for the check to tell them apart")

    for seed in 1..2 do
        let mmd p =
            let half =
                GaussianMixture.sample (Seed.create seed) n p
                |> Particles.ofPoints
                |> functional.Value

            Assert.True(half >= 0.0)
            sqrt (2.0 * half)

        Assert.True(mmd planar <= bound)
        Assert.True(abs (mmd distant - apart) <= bound)

[<Fact>]
let ``far away everything vanishes and nothing is NaN`` () =
    let far = Particles.ofPoints (Points.ofRows [ [ 1e200; 0.0 ]; [ 1e3; -1e3 ] ])
    let evaluation = functional.Evaluate far
    Assert.All(evaluation.Variation.Gradient.Data, (fun v -> Assert.Equal(0.0, v)))
    // Both energies of the two points are left: 1/2 (2 * 3.5/4 + E_pp k), E_pp k = MMD^2 between p and a law far away,
    // less that law's own energy.
    let wide = GaussianMixture.isotropic [| 1e6; 0.0 |] 1.0
    let own = terms |> List.sumBy (fun (a, s) -> a * s * s / (2.0 + s * s))
    close 1e-14 (0.5 * (1.75 + GaussianMmd.squaredMmd terms planar wide - own)) evaluation.Value

[<Fact>]
let ``bad arguments are named`` () =
    let refused (words: string list) (terms: (float * float) list) =
        let message =
            argumentError (fun () -> (Functional.gaussianMmd terms planar: Functional<Particles>))

        for word in words do
            Assert.Contains(word, message)

    refused [ "terms"; "empty" ] []
    refused [ "terms[1].scale"; "-2" ] [ 1.0, 1.0; -2.0, 1.0 ]
    refused [ "terms[0].bandwidth"; "0" ] [ 1.0, 0.0 ]
    let line = Particles.ofPoints (Points.ofValues [| 0.0; 1.0 |])
    Assert.Contains("dimension 2, but has dimension 1", argumentError (fun () -> functional.Value line))

    Assert.Contains(
        "dimension 2, but has dimension 4",
        argumentError (fun () -> GaussianMmd.squaredMmd terms planar (GaussianMixture.standard 4))
    )
