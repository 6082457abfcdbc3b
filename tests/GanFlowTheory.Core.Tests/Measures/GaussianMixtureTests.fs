module GanFlowTheory.Core.Tests.GaussianMixtureTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open MathNet.Numerics
open Xunit

let private correlated =
    GaussianMixture.gaussian [| 1.0; -0.5 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

let private three =
    GaussianMixture.mixture
        [| 0.5; 0.2; 0.3 |]
        [
            correlated
            GaussianMixture.isotropic [| -1.5; 1.0 |] 0.4
            GaussianMixture.gaussian [| 0.0; 2.0 |] (array2D [ [ 0.5; -0.3 ]; [ -0.3; 0.6 ] ])
        ]

let private at (x: float) (y: float) = Points.ofRows [ [ x; y ] ]

let private logAt (p: GaussianMixture) (x: float) (y: float) : float =
    GaussianMixture.logDensity (at x y) p |> Array.head

[<Fact>]
let ``the log-density of a Gaussian is the textbook formula`` () =
    // Determinant 1 * 0.89 - 0.64 = 0.25, inverse [[3.56, -3.2], [-3.2, 4]].
    let x, y = 0.3, 0.9
    let u, v = x - 1.0, y + 0.5

    let expected =
        -0.5 * (3.56 * u * u - 6.4 * u * v + 4.0 * v * v) - log (2.0 * Math.PI * 0.5)

    close 1e-13 expected (logAt correlated x y)
    let score = GaussianMixture.score (at x y) correlated
    close 1e-13 (-(3.56 * u - 3.2 * v)) score[0, 0]
    close 1e-13 (-(4.0 * v - 3.2 * u)) score[0, 1]

[<Fact>]
let ``the density of a mixture is the weighted sum of its components' densities, across block and thread bounds`` () =
    let x = Seed.gaussian 700 2 (Seed.create 1)

    let parts =
        Array.map2 (fun m c -> GaussianMixture.gaussian m c) three.Means three.Covariances

    let expected =
        Array.init x.Count (fun i ->
            Array.map2 (fun w p -> w * exp (logAt p x[i, 0] x[i, 1])) three.Weights parts
            |> Array.sum
            |> log)

    GaussianMixture.logDensity x three |> Array.iter2 (close 1e-13) expected

[<Fact>]
let ``the density integrates to one and has the stated mean and covariance`` () =
    // Twenty cells of 0.9, each with fourteen nodes, against standard deviations from 0.37 (the least axis of the
    // correlated component) up: the rule is exact to rounding. The square reaches eight standard deviations out: 1e-14
    // is missed.
    let integral (g: float -> float -> float) =
        Quadrature.overRectangle 14 20 (-9.0, 9.0) (-9.0, 9.0) (fun x ->
            GaussianMixture.logDensity x three
            |> Array.mapi (fun i l -> exp l * g x[i, 0] x[i, 1]))

    close 1e-12 1.0 (integral (fun _ _ -> 1.0))
    let m = GaussianMixture.mean three
    close 1e-12 (integral (fun x _ -> x)) m[0]
    close 1e-12 (integral (fun _ y -> y)) m[1]
    let c = GaussianMixture.covariance three
    close 1e-11 (integral (fun x _ -> (x - m[0]) * (x - m[0]))) c[0, 0]
    close 1e-11 (integral (fun x y -> (x - m[0]) * (y - m[1]))) c[0, 1]
    close 1e-11 (integral (fun _ y -> (y - m[1]) * (y - m[1]))) c[1, 1]
    Assert.Equal(c[0, 1], c[1, 0])

[<Fact>]
let ``the score is the gradient of the log-density, in three dimensions too`` () =
    let covariance seed =
        let a = Seed.gaussian 5 3 (Seed.create seed)
        Array2D.init 3 3 (fun i j -> (Points.covariance a)[i, j] + (if i = j then 0.3 else 0.0))

    let spatial =
        GaussianMixture.mixture
            [| 0.25; 0.75 |]
            [
                GaussianMixture.gaussian [| 0.0; 1.0; 2.0 |] (covariance 1)
                GaussianMixture.gaussian [| 1.0; 0.0; -1.0 |] (covariance 2)
            ]

    for p in [ correlated; three; spatial; GaussianMixture.standard 1 ] do
        let x = Seed.gaussian 300 p.Dimension (Seed.create 3) |> Points.scale 1.5
        let score = GaussianMixture.score x p
        let expected = Quadrature.gradient 1e-3 (fun x -> GaussianMixture.logDensity x p) x

        // The fifth derivative where two components meet is at most about (distance/least variance)^5 <= 25^5 = 1e7:
        // h^4/30 of it is 3e-7; rounding adds 1e-12.
        for i in 0 .. x.Count - 1 do
            for k in 0 .. p.Dimension - 1 do
                close 1e-6 expected[i, k] score[i, k]

[<Fact>]
let ``log-density and score stay exact far out, where every density underflows`` () =
    let p =
        GaussianMixture.mixture
            [| 0.5; 0.5 |]
            [
                GaussianMixture.isotropic [| -1.0; 0.0 |] 1.0
                GaussianMixture.isotropic [| 1.0; 0.0 |] 1.0
            ]

    let x = at 1000.0 0.0
    // The component at -1 weighs exp(-2000) of the other one.
    close 1e-15 (log 0.5 - log (2.0 * Math.PI) - 0.5 * 999.0 * 999.0) (logAt p 1000.0 0.0)
    Assert.Equal(-999.0, (GaussianMixture.score x p)[0, 0])

[<Fact>]
let ``where the logarithm overflows it is -infinity and the score that of the nearest component in its own metric`` () =
    let wide, narrow =
        GaussianMixture.isotropic [| 0.0; 0.0 |] 2.0, GaussianMixture.isotropic [| 0.0; 0.0 |] 1.0

    for parts in [ [ wide; narrow ]; [ narrow; wide ] ] do
        let values, score =
            GaussianMixture.logDensityAndScore (at 1e200 -1e200) (GaussianMixture.mixture [| 0.5; 0.5 |] parts)

        Assert.Equal(Double.NegativeInfinity, values[0])
        close 1e-15 -0.25e200 score[0, 0]
        close 1e-15 0.25e200 score[0, 1]

[<Fact>]
let ``a component of weight zero changes nothing`` () =
    let padded = GaussianMixture.mixture [| 0.0; 1.0 |] [ three; correlated ]
    let x = Seed.gaussian 20 2 (Seed.create 5)
    Assert.Equal<float[]>(GaussianMixture.logDensity x correlated, GaussianMixture.logDensity x padded)
    Assert.Equal<float[]>(GaussianMixture.mean correlated, GaussianMixture.mean padded)
    let seed = Seed.create 6
    Assert.Equal<float[]>((GaussianMixture.sample seed 9 correlated).Data, (GaussianMixture.sample seed 9 padded).Data)

[<Fact>]
let ``draws along any direction follow the mixture's law`` () =
    // Dvoretzky-Kiefer-Wolfowitz-Massart: P(sup |F_n - F| > t) <= 2 exp(-2 n t^2) = 1e-9 for each of three directions.
    let n = 20000
    let bound = sqrt (log (2.0 / 1e-9) / (2.0 * float n))
    let x = GaussianMixture.sample (Seed.create 7) n three

    for a, b in [ 1.0, 0.0; 0.0, 1.0; 0.6, 0.8 ] do
        let cdf t =
            Array.map3
                (fun w (m: float[]) (c: float[,]) ->
                    let sd = sqrt (a * a * c[0, 0] + 2.0 * a * b * c[0, 1] + b * b * c[1, 1])
                    w * Distributions.Normal.CDF(a * m[0] + b * m[1], sd, t))
                three.Weights
                three.Means
                three.Covariances
            |> Array.sum

        let sorted = Array.init n (fun i -> a * x[i, 0] + b * x[i, 1]) |> Array.sort

        for i in 0 .. n - 1 do
            let f = cdf sorted[i]
            Assert.True(abs (f - float i / float n) < bound && abs (f - float (i + 1) / float n) < bound)

[<Fact>]
let ``equal seeds give equal draws and other seeds other ones`` () =
    let draw seed =
        (GaussianMixture.sample (Seed.create seed) 10 three).Data

    Assert.Equal<float[]>(draw 1, draw 1)
    Assert.NotEqual<float[]>(draw 1, draw 2)

[<Fact>]
let ``bad arguments are named`` () =
    let refused words action =
        let message = argumentError action

        for word: string in words do
            Assert.Contains(word, message)

    let gaussian rows () =
        GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D rows)

    refused [ "covariance"; "positive definite"; "1 2; 2 1" ] (gaussian [ [ 1.0; 2.0 ]; [ 2.0; 1.0 ] ])
    refused [ "covariance"; "positive definite" ] (gaussian [ [ 1.0; 1.0 ]; [ 1.0; 1.0 ] ])
    refused [ "covariance"; "symmetric"; "0.5"; "0.25" ] (gaussian [ [ 1.0; 0.5 ]; [ 0.25; 1.0 ] ])
    refused [ "covariance[0, 1]"; "NaN" ] (gaussian [ [ 1.0; nan ]; [ nan; 1.0 ] ])
    refused [ "covariance"; "2 x 2"; "1 x 2" ] (gaussian [ [ 1.0; 0.0 ] ])
    refused [ "sd"; "-1" ] (fun () -> GaussianMixture.isotropic [| 0.0 |] -1.0)
    refused [ "dimension"; "0" ] (fun () -> GaussianMixture.standard 0)
    refused [ "weights"; "0.9" ] (fun () -> GaussianMixture.mixture [| 0.9 |] [ correlated ])
    refused [ "components"; "empty" ] (fun () -> GaussianMixture.mixture [||] [])

    refused [ "components"; "dimension 2"; "dimension 3" ] (fun () ->
        GaussianMixture.mixture [| 0.5; 0.5 |] [ correlated; GaussianMixture.standard 3 ])

    refused [ "points"; "dimension 2"; "dimension 1" ] (fun () ->
        GaussianMixture.logDensity (Points.ofValues [| 1.0 |]) correlated)

[<Fact>]
let ``arrays are copied in and out`` () =
    let mean = [| 0.0 |]
    let p = GaussianMixture.gaussian mean (array2D [ [ 1.0 ] ])
    mean[0] <- 5.0
    p.Means[0][0] <- 5.0
    p.Weights[0] <- 5.0
    p.Covariances[0][0, 0] <- 5.0
    let atZero = GaussianMixture.logDensity (Points.ofValues [| 0.0 |]) p
    close 1e-15 (-0.5 * log (2.0 * Math.PI)) atZero[0]
