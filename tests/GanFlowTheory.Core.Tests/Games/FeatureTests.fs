module GanFlowTheory.Core.Tests.Games.FeatureTests

open System
open Xunit
open GanFlowTheory.Core

let private near (expected: float) (actual: float) =
    Assert.True(abs (expected - actual) <= 1e-13 * (1.0 + abs expected), $"{actual} is not {expected}")

[<Fact>]
let ``moments are x and x^2 with their slopes`` () =
    let x = Points.ofValues [| -1.5; 2.0 |]
    Assert.Equal<float[][]>([| [| -1.5; 2.25 |]; [| 2.0; 4.0 |] |], Points.toRows (Features.moments.Values x))

    Assert.Equal<float[][]>(
        [| [| 1.0; 1.0 |]; [| -3.0; 4.0 |] |],
        Features.moments.Jacobians x |> Array.map (fun g -> [| g[0, 0]; g[1, 0] |])
    )

[<Fact>]
let ``polynomial features are all monomials up to the degree`` () =
    let features = Features.polynomial 2 2
    let row = (features.Values(Points.ofRows [ [ 2.0; 3.0 ] ])).Row 0
    Assert.Equal<float[]>([| 2.0; 3.0; 4.0; 6.0; 9.0 |], row)
    // Monomials of degree 1 to k on R^d: (d + k choose k) - 1.
    Assert.Equal(34, (Features.polynomial 4 3).Count)

let private all: Features list =
    [
        Features.moments
        Features.polynomial 1 4
        Features.polynomial 3 3
        Features.randomFourier 2 7 0.8 (Seed.create 3)
    ]

[<Fact>]
let ``gradients are the slopes of the values`` () =
    for features in all do
        let d = features.Dimension
        let x = Seed.gaussian 4 d (Seed.create 11)
        let gradients = features.Jacobians x
        let h = 1e-5

        for k in 0 .. d - 1 do
            let moved e =
                features.Values(Points.init 4 d (fun i c -> x[i, c] + (if c = k then e else 0.0)))

            let plus, minus = moved h, moved -h

            for m in 0 .. features.Count - 1 do
                for i in 0..3 do
                    let slope = (plus[i, m] - minus[i, m]) / (2.0 * h)
                    // h^2/6 of third derivatives, all below 100, and rounding over h.
                    Assert.True(abs (slope - gradients[m][i, k]) <= 1e-8, $"{features.Name} {m} {i} {k}")

[<Fact>]
let ``random Fourier features are those of the network of the same seed`` () =
    let seed = Seed.create 3
    let x = Seed.gaussian 5 2 (Seed.create 4)
    let network = Network.randomFourierFeatures 2 7 0.8 seed
    let expected = Network.evaluate network [||] x

    Assert.Equal<float[][]>(Points.toRows expected, Points.toRows ((Features.randomFourier 2 7 0.8 seed).Values x))

let private refusal (action: unit -> unit) =
    Assert.ThrowsAny<ArgumentException>(action).Message

let private p = Particles.ofPoints (Points.ofValues [| 1.0; 3.0 |])
let private q = Particles.ofPoints (Points.ofValues [| 0.0; 1.0; 2.0 |])

[<Fact>]
let ``the best response is the difference of means over the ridge`` () =
    // E_p (x, x^2) = (2, 5), E_q = (1, 5/3).
    let a = FeatureWitness.bestResponse Features.moments 2.0 p q
    near 0.5 a[0]
    near (5.0 / 3.0) a[1]

[<Fact>]
let ``both players of a witness move along their own slopes, the critic by its clock`` () =
    let start = Product.create q (Particles.point [| 0.5; -0.25 |])

    let path =
        Game.featureWitness 3.0 Features.moments 2.0 Metric.wasserstein p
        |> Game.from start (GameScheme.simultaneous 0.1)
        |> Flow.steps 1

    for i in 0..2 do
        near (float i + 0.1 * (0.5 - 0.5 * float i)) path.Final.First.Nodes[i, 0]

    near (0.5 + 0.3 * (1.0 - 2.0 * 0.5)) path.Final.Second.Nodes[0, 0]
    near (-0.25 + 0.3 * (10.0 / 3.0 + 2.0 * 0.25)) path.Final.Second.Nodes[0, 1]

[<Fact>]
let ``what a critic wins at its best response is the largest that it can`` () =
    let q': IMeasure = q
    let won = (Functional.featureResponse Features.moments 2.0 p).Value q'
    near (0.5 * 0.5 * (1.0 + 100.0 / 9.0)) won

    // <a, E_p Phi - E_q Phi> - |a|^2 at the best response and beside it, E_p - E_q = (1, 10/3).
    let wins (a: float[]) =
        a[0] + 10.0 / 3.0 * a[1] - (a[0] * a[0] + a[1] * a[1])

    let best = FeatureWitness.bestResponse Features.moments 2.0 p q
    near won (wins best)

    for shift in [ [| 0.1; 0.0 |]; [| -0.1; 0.1 |]; [| 0.0; -0.1 |] ] do
        Assert.True(wins (Array.map2 (+) best shift) < won)

    Assert.Contains(
        "lambda",
        refusal (fun () ->
            Functional.featureResponse Features.moments 0.0 p
            |> ignore<Functional<IMeasure>>)
    )

[<Fact>]
let ``the best response's flow lowers 1/(2 lambda) MMD^2 in full correlation`` () =
    let path =
        Game.featureBestResponse Features.moments 2.0 Metric.wasserstein p
        |> Flow.steppedBy (Integrator.euler 0.01)
        |> Flow.from q
        |> Flow.steps 3

    let first = path.Steps[0].Diagnostics
    near (0.5 * 0.5 * (1.0 + 100.0 / 9.0)) first.Functional.Value
    near 1.0 first.KCorrelation.Value
    Assert.True(path.Steps[3].Diagnostics.Functional.Value < first.Functional.Value)

[<Fact>]
let ``what does not fit is refused in a sentence`` () =
    let plane = Particles.ofPoints (Points.ofRows [ [ 0.0; 1.0 ] ])

    let step game start =
        game |> Game.from start (GameScheme.simultaneous 0.1) |> Flow.steps 1 |> ignore

    let game = Game.featureWitness 1.0 Features.moments 1.0 Metric.wasserstein p

    Assert.Contains(
        "dimension",
        refusal (fun () ->
            Game.featureWitness 1.0 Features.moments 1.0 Metric.wasserstein plane
            |> ignore<Game<Product<Particles, Particles>>>)
    )

    Assert.Contains("one point of R^2", refusal (fun () -> step game (Product.create q (Particles.point [| 0.0 |]))))
    Assert.Contains("lambda", refusal (fun () -> FeatureWitness.bestResponse Features.moments 0.0 p q |> ignore))

    Assert.Contains(
        "lambda",
        refusal (fun () ->
            Game.featureWitness 1.0 Features.moments -1.0 Metric.wasserstein p
            |> ignore<Game<Product<Particles, Particles>>>)
    )

    Assert.Contains(
        "kappa",
        refusal (fun () ->
            Game.featureWitness -1.0 Features.moments 1.0 Metric.wasserstein p
            |> ignore<Game<Product<Particles, Particles>>>)
    )

[<Fact>]
let ``features of a user's own are checked where they come in`` () =
    let wrong = Features.create "wrong" 1 2 (fun x -> x) (fun x -> [| x |])

    Assert.Contains("must be 3 x 2", refusal (fun () -> wrong.Values q.Nodes |> ignore))
    Assert.Contains("2 gradients", refusal (fun () -> wrong.Jacobians q.Nodes |> ignore))
