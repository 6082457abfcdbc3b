module GanFlowTheory.Core.Tests.Flows.LimitTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Core.Tests.LimitTesting

let private square (q: Particles) =
    let z = q.Nodes.Row 0
    z[0] * z[0] + z[1] * z[1]

let private studied integrator =
    Limit.study 1.0 0.1 4 [ "radius^2", square ] (family integrator [| 1.0; 0.5 |] (spiral 0.0))

// Where a turn by 1 takes (1, 1/2).
let private turned = [| cos 1.0 - 0.5 * sin 1.0; sin 1.0 + 0.5 * cos 1.0 |]

let private off (z: float[]) =
    sqrt (0.5 * ((z[0] - turned[0]) ** 2.0 + (z[1] - turned[1]) ** 2.0))

[<Fact>]
let ``orders of a rotation are measured, and its limit is within the estimate`` () =
    for integrator, order in
        [
            Integrator.euler 1.0, 1
            Integrator.heun 1.0, 2
            Integrator.midpoint 1.0, 2
            Integrator.rungeKutta4 1.0, 4
            Integrator.optimised (Optimiser.extragradient 1.0), 1
        ] do
        let study = studied integrator
        Assert.True(abs (study.Order.Value - float order) <= 0.1, study.Evidence)
        Assert.True(off study.Extrapolated.Value <= study.Error.Value, study.Evidence)
        Assert.True(study.Error.Value < off (Array.last study.Levels).End.Nodes.Data, study.Evidence)

[<Fact>]
let ``steps halve, and end all on the time`` () =
    let study =
        Limit.study 1.0 0.3 3 [] (family (Integrator.euler 1.0) [| 1.0; 0.5 |] (spiral 0.0))

    Assert.Equal<int list>([ 3; 6; 12 ], [ for level in study.Levels -> level.Steps ])

    for level in study.Levels do
        Assert.Equal(Outcome.ReachedTime 1.0, level.Outcome)
        Testing.close 1e-15 (1.0 / float level.Steps) level.Tau

[<Fact>]
let ``the radius drifts by the factor of Euler's step, and not under the midpoint rule`` () =
    let ofEuler = (studied (Integrator.euler 1.0)).Levels[0].Quantities[0]
    Assert.Equal("radius^2", ofEuler.Name)
    Assert.Equal(11, ofEuler.Values.Length)
    Testing.close 1e-13 (Math.Pow(1.01, 10.0) - 1.0) ofEuler.Drift
    Testing.close 1e-13 ofEuler.Drift ofEuler.Range
    let ofMidpoint = (studied (Integrator.midpoint 1.0)).Levels[0].Quantities[0]
    Assert.True(ofMidpoint.Range <= 1e-14, string ofMidpoint.Range)

[<Fact>]
let ``what steps solve exactly has no order, and the ends are the limit`` () =
    // A constant velocity: all steps are exact.
    let study =
        Limit.study 1.0 0.1 4 [] (family (Integrator.heun 1.0) [| 1.0; 0.5 |] (Array.map (fun _ -> 0.7)))

    Assert.Equal(None, study.Order)
    Assert.Contains("rounding", study.Evidence)
    Testing.close 1e-14 1.7 study.Extrapolated.Value[0]
    Assert.True(study.Error.Value <= 1e-13)

[<Fact>]
let ``an order is read above rounding, and the limit beyond it is the last end`` () =
    // Order 4 with steps down to 1/640: the error passes rounding on the way.
    let study =
        Limit.study 1.0 0.1 8 [] (family (Integrator.rungeKutta4 1.0) [| 1.0; 0.5 |] (spiral 0.0))

    Assert.True(abs (study.Order.Value - 4.0) <= 0.1, study.Evidence)
    Assert.Equal<float[]>((Array.last study.Levels).End.Nodes.Data, study.Extrapolated.Value)
    Assert.True(off study.Extrapolated.Value <= study.Error.Value)

[<Fact>]
let ``runs that do not reach the time are left out, and a family without two says so`` () =
    // z' = -z^3 from 4: Euler's steps of 1/4 and 1/8 leap ever farther, shorter ones come down.
    let cubic =
        family (Integrator.euler 1.0) [| 4.0 |] (Array.map (fun v -> -v * v * v))

    let study = Limit.study 2.0 0.25 6 [] cubic
    Assert.True(Double.IsNaN study.Differences[0])
    Assert.True(study.Order.IsSome, study.Evidence)
    Testing.close 1e-2 (4.0 / sqrt 65.0) study.Extrapolated.Value[0]
    let lost = Limit.study 2.0 0.5 2 [] cubic
    Assert.Equal(None, lost.Order)
    Assert.Equal(None, lost.Extrapolated)
    Assert.Contains("did not reach the time", lost.Evidence)

[<Fact>]
let ``ends that do not come together have no order`` () =
    // The sign of the velocity flips with the number of steps: the ends alternate.
    let alternating tau =
        let sign =
            if int (Math.Round(Math.Log2(1.0 / tau))) % 2 = 0 then
                1.0
            else
                -1.0

        family (Integrator.euler 1.0) [| 1.0 |] (Array.map (fun _ -> sign)) tau

    let study = Limit.study 1.0 0.5 4 [] alternating
    Assert.Equal(None, study.Order)
    Assert.Equal(None, study.Extrapolated)
    Assert.Contains("do not shrink", study.Evidence)

[<Fact>]
let ``steps of a given length replace what an integrator has, but for those that choose their own`` () =
    let name integrator =
        (Integrator.withStep 0.25 integrator).Name

    Assert.Equal("heun:0.25", name (Integrator.heun 1.0))
    Assert.Equal("midpoint:0.25", name (Integrator.midpoint 1.0))
    Assert.Equal("descent:0.25", name (Integrator.descent 1.0))
    Assert.Equal("dopri5-fixed:0.25", name (Integrator.dormandPrinceFixed 1.0))

    Assert.Equal(
        "optimistic:0.25@clip:1",
        name (Integrator.optimised (Optimiser.optimistic 1.0 |> Optimiser.clipped 1.0))
    )

    Assert.Contains(
        "dopri5-fixed:0.25",
        Testing.argumentError (fun () -> Integrator.withStep 0.25 (Integrator.dormandPrince 0.1 1e-6 1e-6))
    )

    Testing.argumentError (fun () -> Integrator.withStep 0.0 (Integrator.heun 1.0))
    |> ignore

[<Theory>]
[<InlineData("simultaneous:1", "simultaneous:0.25")>]
[<InlineData("alternating:1@order:2,1@inner:1,3", "alternating:0.25@order:2,1@inner:1,3")>]
[<InlineData("jacobi:1", "jacobi:0.25")>]
[<InlineData("gauss-seidel:1@inner:2,1", "gauss-seidel:0.25@inner:2,1")>]
[<InlineData("joint:1", "joint:0.25")>]
[<InlineData("rk4:1", "rk4:0.25")>]
let ``schemes take steps of a given length`` (text: string, name: string) =
    Assert.Equal(name, GameScheme.parse text |> GameScheme.withStep 0.25 |> GameScheme.name)

[<Theory>]
[<InlineData("own-steps", "other steps")>]
[<InlineData("dopri5:1e-6", "chooses its own steps")>]
let ``schemes that set their own steps refuse others`` (text: string, sentence: string) =
    Assert.Contains(sentence, Testing.argumentError (fun () -> GameScheme.parse text |> GameScheme.withStep 0.25))
