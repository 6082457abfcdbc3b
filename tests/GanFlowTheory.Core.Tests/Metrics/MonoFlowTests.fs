module GanFlowTheory.Core.Tests.MonoFlowTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private report (name: string) =
    MonoFlow.verify (GeneratorLoss.parse name) (-20.0, 20.0)

[<Theory>]
[<InlineData("vanilla")>]
[<InlineData("non-saturating")>]
[<InlineData("logit")>]
[<InlineData("mle")>]
[<InlineData("exp")>]
[<InlineData("arcsinh")>]
[<InlineData("shifted:3")>]
[<InlineData("chi2")>]
[<InlineData("hellinger")>]
[<InlineData("jsd")>]
[<InlineData("jeffreys")>]
[<InlineData("lecam")>]
[<InlineData("alpha:-1")>]
[<InlineData("f:kl")>]
let ``the dictionary is admissible`` (name: string) =
    for range in [ -20.0, 20.0; -700.0, 700.0; 3.0, 4.0 ] do
        let r = MonoFlow.verify (GeneratorLoss.parse name) range
        Assert.True(r.Admissible && r.Strict)
        Assert.Empty r.Violations
        Assert.Contains("descends KL", r.Verdict)

/// h = -f(r) falls where f rises: f' = log r + 1 is positive from log r = -1 on, f' of the others from 0 on.
[<Theory>]
[<InlineData("f:forward-kl", -1.0)>]
[<InlineData("f:jsd", 0.0)>]
[<InlineData("f:chi2", 0.0)>]
[<InlineData("f:hellinger", 0.0)>]
[<InlineData("f:jeffreys", 0.0)>]
[<InlineData("f:alpha:0", 0.0)>]
let ``a detached f is found out where it rises`` (name: string) (from: float) =
    let r = report name
    Assert.False(r.Admissible || r.Strict)
    let v = Assert.Single r.Violations
    Assert.Equal((from, 20.0, true), (v.From, v.To, v.Decreasing))
    Assert.True(v.Slope < 0.0)
    Assert.Equal(v.Slope, (GeneratorLoss.parse name).Slope v.Worst)
    Assert.Contains("can raise KL(q||p)", r.Verdict)
    // On the other side nothing is wrong.
    Assert.True((MonoFlow.verify (GeneratorLoss.parse name) (-20.0, from - 1e-9)).Admissible)

let private user name slope =
    GeneratorLoss.create name (fun _ -> 0.0) slope

[<Fact>]
let ``ends are refined to neighbouring floats`` () =
    // h' = u^2 - 2 is negative within sqrt 2 of 0.
    let r = MonoFlow.verify (user "dip" (fun u -> u * u - 2.0)) (-7.0, 9.0)
    let v = Assert.Single r.Violations
    Assert.InRange(v.To, sqrt 2.0 - 4e-16, sqrt 2.0)
    Assert.InRange(v.From, -(sqrt 2.0), -(sqrt 2.0) + 4e-16)
    Assert.Equal((0.0, -2.0), (v.Worst, v.Slope))

[<Fact>]
let ``a dip between the points of the grid is found`` () =
    // Below 0 on 2e-5 around 0.1234567; cells are 40/8192 = 5e-3 wide.
    let r =
        MonoFlow.verify (user "narrow" (fun u -> (u - 0.1234567) ** 2.0 - 1e-10)) (-20.0, 20.0)

    let v = Assert.Single r.Violations
    Assert.True v.Decreasing
    close 1e-9 0.1234467 v.From
    close 1e-9 0.1234667 v.To

[<Fact>]
let ``several stretches are told in order, flat ones as flat`` () =
    let waves = MonoFlow.verify (user "cos" cos) (-10.0, 10.0)
    Assert.Equal(4, waves.Violations.Length)
    let v = waves.Violations[1]
    close 1e-15 (-1.5 * Math.PI) v.From
    close 1e-15 (-0.5 * Math.PI) v.To
    close 1e-15 -10.0 waves.Violations[0].From

    let flat =
        MonoFlow.verify (user "flat" (fun u -> if u > 1.0 && u < 2.0 then 0.0 else 1.0)) (-5.0, 5.0)

    let v = Assert.Single flat.Violations
    Assert.False(v.Decreasing || flat.Admissible)
    Assert.Equal((Math.BitIncrement 1.0, Math.BitDecrement 2.0, 0.0), (v.From, v.To, v.Slope))
    Assert.Contains("do not move", flat.Verdict)

[<Theory>]
[<InlineData(0.0)>]
[<InlineData(0.1234567)>]
let ``a single zero is admissible but not strict`` (at: float) =
    let r = MonoFlow.verify (user "touch" (fun u -> (u - at) ** 2.0)) (-20.0, 20.0)
    Assert.True r.Admissible
    Assert.False r.Strict
    close 1e-7 at (Assert.Single r.Touches)
    Assert.Contains("0 only at log r", r.Verdict)

[<Fact>]
let ``a decreasing h is wrong on the whole range, and a constant one too`` () =
    let falling = MonoFlow.verify (user "-u" (fun _ -> -1.0)) (-2.0, 3.0)
    Assert.Equal<(float * float) list>([ -2.0, 3.0 ], falling.Violations |> List.map (fun v -> v.From, v.To))
    let constant = MonoFlow.verify (user "1" (fun _ -> 0.0)) (-2.0, 3.0)
    Assert.False constant.Admissible
    Assert.False constant.Violations.Head.Decreasing

[<Fact>]
let ``samples show the slope and the induced f`` () =
    let r = report "vanilla"
    Assert.Equal(41, r.Samples.Length)
    Assert.Equal((-20.0, 20.0), (r.Samples[0].LogRatio, r.Samples[40].LogRatio))
    Assert.Equal(0.5, r.Samples[20].Slope)
    Assert.Equal(2.0 * FDivergence.jsd.Value 5.0, r.Samples[25].InducedValue)
    Assert.Equal(2.0 * FDivergence.jsd.Slope 5.0, r.Samples[25].InducedSlope)

[<Fact>]
let ``a bad range is refused`` () =
    Assert.Contains(
        "the range of log r must increase, but is 1 to 1.",
        argumentError (fun () -> MonoFlow.verify GeneratorLoss.logit (1.0, 1.0))
    )

    Assert.Contains("low must be finite", argumentError (fun () -> MonoFlow.verify GeneratorLoss.logit (nan, 1.0)))

let private particles =
    Particles.ofPoints (Points.ofRows [ [ -1.0; 0.5 ]; [ 2.0; 1.0 ]; [ 0.0; -3.0 ] ])

// log r of N(0, I) against N(0, 4 I), say, at the nodes.
let private logRatio (q: Particles) =
    Points.rowDots q.Nodes q.Nodes |> Array.map (fun s -> 1.3 - 0.375 * s)

let private covector =
    let potential =
        Potential.ofPointwise (fun x -> x[0] * x[1]) (fun x -> [| x[1]; x[0] |])

    Potential.at particles.Nodes potential

[<Fact>]
let ``the metric multiplies gradients with h'(log r)`` () =
    let loss = GeneratorLoss.vanilla
    let metric: Metric<Particles> = Metric.monoFlow loss logRatio
    Assert.Equal("monoflow:vanilla", metric.Name)
    let factors = logRatio particles |> Array.map loss.Slope
    let expected = (Points.scaleRows factors covector.Gradient).Data
    Assert.Equal<float[]>(expected, (metric.Apply particles covector).Rate)
    let field: Metric<Particles> = MonoFlow.field loss logRatio
    Assert.Equal<float[]>(expected, (field.Apply particles covector).Rate)

[<Fact>]
let ``a decreasing h is no metric, but a field`` () =
    let loss = GeneratorLoss.parse "f:jsd"
    let metric: Metric<Particles> = Metric.monoFlow loss logRatio

    let message = argumentError (fun () -> metric.Apply particles covector)

    Assert.Contains(
        "loss f:jsd gives no metric: its mobility h'(log r) must be non-negative and finite, but is -",
        message
    )

    Assert.Contains("at log r = 0.83125.", message)

    let field: Metric<Particles> = MonoFlow.field loss logRatio
    Assert.Equal("monoflow-field:f:jsd", field.Name)
    // A potential that changes at the first node only, where h' < 0.
    let gradient = Points.ofRows [ [ 1.0; 0.0 ]; [ 0.0; 0.0 ]; [ 0.0; 0.0 ] ]
    let first = Covector(lazy [| 1.0; 0.0; 0.0 |], lazy gradient)
    Assert.True(Metric.inner field particles first first < 0.0)
