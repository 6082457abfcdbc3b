module GanFlowTheory.Core.Tests.GeneratorLossTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private one, private two = HighPrecision.Of 1, HighPrecision.Of 2

/// h as on paper, a function of u.
let private paper (name: string) : HighPrecision -> HighPrecision =
    let exp, log = HighPrecision.Exp, HighPrecision.Log
    let softplus u = log (one + exp u)

    match name with
    | "vanilla" -> softplus
    | "non-saturating" -> fun u -> -(softplus -u)
    | "logit" -> id
    | "mle" -> exp
    | "exp" -> fun u -> exp (u + u / two)
    | "shifted:2.5" -> fun u -> softplus (u + HighPrecision.Of 2.5)
    | "chi2" -> fun u -> exp (two * u) - one
    | "hellinger" -> fun u -> exp (u / two) - one
    | "f:forward-kl" -> fun u -> -(u * exp u)
    | "f:kl" -> id
    | "f:chi2" -> fun u -> -((exp u - one) * (exp u - one))
    | "f:hellinger" -> fun u -> -((exp (u / two) - one) * (exp (u / two) - one))
    | "f:jsd" -> fun u -> ((one + exp u) * log ((one + exp u) / two) - exp u * u) / two
    | _ ->
        // arcsinh u = log(u + sqrt(1 + u^2)), the root by e^(log/2).
        fun u -> log (u + exp (log (one + u * u) / two))

let private shipped =
    [
        "vanilla"
        "non-saturating"
        "logit"
        "mle"
        "exp"
        "arcsinh"
        "shifted:2.5"
        "chi2"
        "hellinger"
        "f:kl"
        "f:forward-kl"
        "f:chi2"
        "f:hellinger"
        "f:jsd"
    ]

let Names: seq<objnull[]> = shipped |> Seq.map (fun name -> [| box name |])

let private ratios =
    let half = [ 1e-8; 0.3; 2.0; 50.0; 700.0 ]
    (half |> List.map (fun u -> -u)) @ [ 0.0 ] @ half

// A handful of operations, and the rounding of multiples of u before an exponential.
let private tolerance (u: float) = 2.2e-16 * (16.0 + 4.0 * abs u)

[<Theory>]
[<MemberData(nameof Names)>]
let ``h and its derivative agree with their formulas in fifty digits`` (name: string) =
    let loss, h = GeneratorLoss.parse name, paper name
    Assert.Equal(name, loss.Name)
    // A central difference; the truncation is of relative size (2 h)^2, far below an ulp, but for zeros of h'.
    let step = HighPrecision.Of(Math.ScaleB(1.0, -60))

    let near what u (expected: float) (actual: float) =
        let slack =
            if Double.IsInfinity expected then
                0.0
            else
                tolerance u * abs expected + 2.3e-308

        Assert.True(expected = actual || abs (actual - expected) <= slack, $"{what} at {u}: {expected:R}, {actual:R}")

    for u in ratios do
        let v = HighPrecision.Of u
        let slope = (h (v + step) - h (v - step)) / (two * step)
        // A detached f has its minimum at r = 1: there, f and f' are 0.
        let vanishes = name.StartsWith "f:" && u = 0.0 && loss.Slope u = 0.0

        // softplus is positive, arcsinh odd: their own small values are met too.
        near "h" u (h v).Float (loss.Value u)

        if vanishes then
            Assert.True(abs slope.Float < 1e-30)
            Assert.Equal(0, loss.Sign u)
            Assert.Equal(Double.NegativeInfinity, loss.LogSlope u)
        else
            near "h'" u slope.Float (loss.Slope u)
            Assert.Equal(slope.Scaled.Sign, loss.Sign u)
            let size = if slope.Scaled.Sign < 0 then -slope else slope
            let log = (HighPrecision.Log size).Float
            Assert.True(abs (loss.LogSlope u - log) <= tolerance u + 1e-15 * abs log, $"log h' at {u}")

[<Fact>]
let ``every loss is finite or infinite, never NaN, for log r up to 700`` () =
    for name in
        shipped
        @ [
            "jsd"
            "kl"
            "jeffreys"
            "alpha:0.3"
            "lecam"
            "f:alpha:-1"
            "f:lecam:1"
            "shifted:-40"
        ] do
        let loss = GeneratorLoss.parse name

        for i in -700 .. 700 do
            let u = float i
            Assert.False(Double.IsNaN(loss.Value u) || Double.IsNaN(loss.Slope u), $"{name} at {u}")

            if loss.Sign u <> 0 then
                Assert.True(Double.IsFinite(loss.LogSlope u), $"{name} at {u}")

[<Fact>]
let ``quadrature gives the closed form of the induced f`` () =
    for name in
        [
            "vanilla"
            "non-saturating"
            "logit"
            "mle"
            "exp"
            "chi2"
            "hellinger"
            "jeffreys"
            "lecam:0.3"
        ] do
        let loss = GeneratorLoss.parse name
        let closed = loss.Divergence.Value

        for u in [ -700.0; -50.0; -3.3; -0.2; -1e-4; 0.0; 1e-4; 0.7; 2.0; 40.0 ] do
            // The integrands have one sign: rounding of up to 700 panels' sums, and of exponents up to 2 u.
            let allowed v = 4.0 * tolerance u * abs v
            let slope, value = closed.Slope u, closed.Value u
            let byRule = GeneratorLoss.slopeByQuadrature loss u
            Assert.True(abs (byRule - slope) <= allowed slope, $"slope of {name} at {u}: {slope:R}, {byRule:R}")
            let byRule = GeneratorLoss.valueByQuadrature loss u
            Assert.True(abs (byRule - value) <= allowed value, $"value of {name} at {u}: {value:R}, {byRule:R}")

[<Fact>]
let ``the induced f of the shifted loss is its formula`` () =
    let c = exp 1.5
    let f = GeneratorLoss.induced (GeneratorLoss.shifted 1.5)

    for u in [ -20.0; -1.0; 0.5; 6.0 ] do
        let r = exp u
        let expected = c * r * u - (1.0 + c * r) * log ((1.0 + c * r) / (1.0 + c))
        Assert.True(abs (f.Value u - expected) <= 1e-13 * (1.0 + c * r) * (1.0 + abs u))
        close 1e-14 (c * (u - log ((1.0 + c * r) / (1.0 + c)))) (f.Slope u)
        close 1e-14 (log ((1.0 + c) / (1.0 + c * r))) (f.FirstVariation u)

[<Fact>]
let ``the induced f of arcsinh has h as its first variation`` () =
    let f = GeneratorLoss.induced GeneratorLoss.arcsinh

    for u in [ -30.0; -2.0; 0.4; 10.0 ] do
        // f - r f' = h(0) - h(u): terms of size f cancel.
        let xi = f.Value u - exp u * f.Slope u

        Assert.True(
            abs (xi + Math.Asinh u)
            <= 1e-14 * (abs (f.Value u) + exp u * abs (f.Slope u) + 1.0)
        )

        Assert.Equal(f.FirstVariation u, -(Math.Asinh u))

[<Fact>]
let ``quadrature sees a kink`` () =
    // h' = max(0, v): f'(e^u) = 1 - (1 + u) e^-u for u > 0, and 0 below.
    let loss =
        GeneratorLoss.create "half square above 0" (fun u -> 0.5 * (max 0.0 (u - 0.3)) ** 2.0) (fun u ->
            max 0.0 (u - 0.3))

    let expected u =
        let v = u - 0.3
        exp -0.3 * (1.0 - (1.0 + v) * exp -v)

    // Panels of 2^-11 around the kink, where the rule misses some of (2^-11)^2.
    Assert.True(abs (GeneratorLoss.inducedSlope loss 3.0 - expected 3.0) <= 1e-8)
    Assert.Equal(0.0, GeneratorLoss.inducedSlope loss -2.0)

[<Fact>]
let ``the loss of a divergence has minus its first variation as h`` () =
    for name in [ "kl"; "jsd"; "alpha:0.3"; "lecam" ] do
        let f = FDivergence.parse name
        let loss = GeneratorLoss.parse name

        for u in ratios do
            Assert.Equal(-(f.FirstVariation u), loss.Value u)
            Assert.Equal(f.Mobility u, loss.Slope u)

        // And its induced f is f, but for f'(1) (r - 1).
        let g = GeneratorLoss.induced loss

        for u in [ -5.0; 0.1; 3.0 ] do
            close 1e-14 (f.Value u - f.Slope 0.0 * (exp u - 1.0)) (g.Value u)
            close 1e-14 (f.Slope u - f.Slope 0.0) (g.Slope u)
            close 1e-14 (f.FirstVariation u - f.FirstVariation 0.0) (g.FirstVariation u)

[<Fact>]
let ``the detached f depends on f, not only on its divergence`` () =
    // -log r and r - 1 - log r are both reverse KL.
    let plain, normalised = GeneratorLoss.parse "f:kl", GeneratorLoss.parse "f:alpha:0"

    Assert.Equal((1, 1), (plain.Sign -2.0, normalised.Sign -2.0))
    Assert.Equal((1, -1), (plain.Sign 2.0, normalised.Sign 2.0))

[<Fact>]
let ``a decreasing loss induces no divergence`` () =
    let message =
        argumentError (fun () -> GeneratorLoss.induced (GeneratorLoss.parse "f:jsd"))

    Assert.Contains("loss f:jsd induces no convex f: h'(u) = -", message)
    Assert.Contains("at u = log r = 0.125", message)

[<Fact>]
let ``a user's loss is its functions`` () =
    let loss = GeneratorLoss.create "tanh" tanh (fun u -> 1.0 - tanh u * tanh u)
    Assert.Equal((tanh 0.4, 1), (loss.Value 0.4, loss.Sign 0.4))
    close 1e-15 (log (1.0 - tanh 0.4 ** 2.0)) (loss.LogSlope 0.4)
    Assert.Contains("h(0) must be finite", argumentError (fun () -> GeneratorLoss.create "log" log (fun u -> 1.0 / u)))

    let broken =
        GeneratorLoss.create "broken" id (fun u -> if u > 1.0 then nan else 1.0)

    Assert.Contains("h'(u) must be a number, but is NaN at u = 2.", argumentError (fun () -> broken.Sign 2.0))

[<Theory>]
[<InlineData("vanila", "did you mean 'vanilla'?")>]
[<InlineData("nonsaturating", "did you mean 'non-saturating'?")>]
[<InlineData("helinger", "did you mean 'hellinger'?")>]
[<InlineData("shifted", "loss shifted:C needs a finite number, but has ''.")>]
[<InlineData("shifted:x", "loss shifted:C needs a finite number, but has 'x'.")>]
[<InlineData("f:jds", "unknown f-divergence 'jds'; did you mean 'jsd'?")>]
[<InlineData("zzzzzzzz", "unknown loss 'zzzzzzzz'; known: vanilla,")>]
let ``an unknown name is refused`` (name: string) (sentence: string) =
    Assert.Contains(sentence, argumentError (fun () -> GeneratorLoss.parse name))

[<Fact>]
let ``every name is parsed`` () =
    for form in GeneratorLoss.forms do
        let filled =
            form.Shape.Replace(":A", ":0.3").Replace(":L", ":0.3").Replace(":C", ":-1").Replace("NAME", "alpha:0.3")

        Assert.Equal(filled, (GeneratorLoss.parse filled).Name)
