module GanFlowTheory.Core.Tests.MeasureTests

open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private corners = Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 2.0 ] ]

[<Fact>]
let ``points get equal weights`` () =
    let q = Empirical.ofPoints corners
    Assert.Equal<float[]>(Array.create 3 (1.0 / 3.0), q.Weights)
    Assert.Same(corners, q.Nodes)

[<Fact>]
let ``mean and covariance use the weights`` () =
    let q = Empirical.weighted [| 0.5; 0.25; 0.25 |] corners
    let m = Measure.mean q
    close 1e-15 0.25 m[0]
    close 1e-15 0.5 m[1]
    // E x^2 - (E x)^2 = 0.25 - 0.0625; E x y - E x E y = 0 - 0.125; E y^2 - (E y)^2 = 1 - 0.25.
    let c = Measure.covariance q
    close 1e-15 0.1875 c[0, 0]
    close 1e-15 -0.125 c[0, 1]
    close 1e-15 -0.125 c[1, 0]
    close 1e-15 0.75 c[1, 1]

[<Fact>]
let ``with equal weights mean and covariance are those of the points`` () =
    let x = Seed.gaussian 50 3 (Seed.create 1)
    let q = Empirical.ofPoints x
    Array.iter2 (close 1e-14) (Points.mean x) (Measure.mean q)

    Seq.iter2 (close 1e-14) (Points.covariance x |> Seq.cast<float>) (Measure.covariance q |> Seq.cast<float>)

[<Fact>]
let ``a repeated point is a point of twice the weight`` () =
    let twice = Empirical.ofPoints (Points.select [| 0; 1; 1; 2 |] corners)
    let once = Empirical.weighted [| 0.25; 0.5; 0.25 |] corners
    Array.iter2 (close 1e-15) (Measure.mean once) (Measure.mean twice)

    Seq.iter2 (close 1e-15) (Measure.covariance once |> Seq.cast<float>) (Measure.covariance twice |> Seq.cast<float>)

[<Fact>]
let ``weights are copied and must be probabilities`` () =
    let weights = [| 1.0; 0.0; 0.0 |]
    let q = Empirical.weighted weights corners
    weights[0] <- 0.5
    Assert.Equal(1.0, q.Weights[0])

    let refused weights =
        argumentError (fun () -> Empirical.weighted weights corners)

    Assert.Contains("2", refused [| 0.5; 0.5 |])
    Assert.Contains("-0.5", refused [| -0.5; 0.5; 1.0 |])
    Assert.Contains("NaN", refused [| nan; 0.5; 0.5 |])
    Assert.Contains("1.25", refused [| 0.5; 0.5; 0.25 |])
