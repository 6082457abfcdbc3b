module GanFlowTheory.Core.Tests.FDivergenceTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private number (v: float) = HighPrecision.Of v
let private one, private two = HighPrecision.Of 1, HighPrecision.Of 2

let private power (u: HighPrecision) (a: HighPrecision) = HighPrecision.Exp(a * u)

/// f and f' as on paper, functions of u = log r.
let private paper (name: string) : (HighPrecision -> HighPrecision) * (HighPrecision -> HighPrecision) =
    let exp, log = HighPrecision.Exp, HighPrecision.Log
    let half = one / two

    match name.Split ':' with
    | [| "kl" |] -> (fun u -> -u), (fun u -> -(one / exp u))
    | [| "forward-kl" |] -> (fun u -> u * exp u), (fun u -> u + one)
    | [| "chi2" |] -> (fun u -> (exp u - one) * (exp u - one)), (fun u -> two * (exp u - one))
    | [| "hellinger" |] ->
        let root u = exp (u * half)
        (fun u -> (root u - one) * (root u - one)), (fun u -> one - one / root u)
    | [| "jsd" |] ->
        (fun u -> half * (exp u * u - (one + exp u) * log (half * (one + exp u)))),
        (fun u -> half * (u - log (half * (one + exp u))))
    | [| "jeffreys" |] -> (fun u -> (exp u - one) * u), (fun u -> u + one - one / exp u)
    | [| "alpha"; "0" |] -> (fun u -> exp u - one - u), (fun u -> one - one / exp u)
    | [| "alpha"; "1" |] -> (fun u -> u * exp u - exp u + one), id
    | [| "alpha"; text |] ->
        let a = number (Double.Parse text)

        (fun u -> (power u a - one - a * (exp u - one)) / (a * (a - one))),
        (fun u -> (power u (a - one) - one) / (a - one))
    | _ ->
        let l =
            if name = "lecam" then
                half
            else
                number (Double.Parse(name.Split(':')[1]))

        let g u = one - l + l * exp u

        (fun u -> (exp u - one) * (exp u - one) / (two * g u)),
        (fun u -> (exp u - one) * (one + g u) / (two * g u * g u))

/// r^2 f'' = r df'/du by a central difference: the truncation, of relative size (a h)^2, is far below a float's ulp.
let private paperMobility (slope: HighPrecision -> HighPrecision) (u: HighPrecision) : HighPrecision =
    let h = number (Math.ScaleB(1.0, -40))
    HighPrecision.Exp u * (slope (u + h) - slope (u - h)) / (two * h)

let private shipped =
    let parameters =
        [
            "0"
            "1"
            "2"
            "0.5"
            "-1"
            "2.1"
            "1E-09"
            "1.0000000001"
            "0.9999"

        ]

    [
        "kl"
        "forward-kl"
        "chi2"
        "hellinger"
        "jsd"
        "jeffreys"
        "lecam"
        "lecam:0"
        "lecam:1"
        "lecam:0.3"
    ]
    @ List.map (fun a -> $"alpha:{a}") parameters

let private ratios =
    let half = [ 1e-300; 1e-8; 0.3; 1.0; 1.9; 7.3; 50.0; 700.0 ]
    (half |> List.map (fun u -> -u)) @ [ 0.0 ] @ half

let Names: seq<objnull[]> = shipped |> Seq.map (fun name -> [| box name |])

// A handful of operations of an ulp each, and the rounding of a u, |a| <= 2.1, before an exponential.
let private tolerance (u: float) = 2.2e-16 * (16.0 + 4.0 * abs u)

let private agrees (what: string) (u: float) (expected: float) (actual: float) =
    let slack =
        if Double.IsInfinity expected then
            0.0
        else
            // The smallest normal number: below it digits are lost.
            tolerance u * abs expected + 2.3e-308

    Assert.True(
        (expected = actual) || abs (actual - expected) <= slack,
        $"{what} at u = {u:R}: expected {expected:R}, got {actual:R}"
    )

[<Theory>]
[<MemberData(nameof Names)>]
let ``every member agrees with its formula in fifty digits`` (name: string) =
    let f = FDivergence.parse name
    let value, slope = paper name
    Assert.Equal(name, f.Name)

    for u in ratios do
        let v = number u
        let r = HighPrecision.Exp v
        let mobility = paperMobility slope v
        agrees "value" u (value v).Float (f.Value u)
        agrees "slope" u (slope v).Float (f.Slope u)
        agrees "first variation" u (value v - r * slope v).Float (f.FirstVariation u)
        agrees "mobility" u mobility.Float (f.Mobility u)
        // A logarithm is accurate to ulps of its terms, which are of the size of u.
        let log = (HighPrecision.Log mobility).Float
        Assert.True(abs (f.LogMobility u - log) <= tolerance u + 1e-15 * abs log, $"log mobility at {u}")

[<Theory>]
[<MemberData(nameof Names)>]
let ``the value vanishes at r = 1 and is nowhere NaN`` (name: string) =
    let f = FDivergence.parse name
    Assert.Equal(0.0, f.Value 0.0)

    for i in -1400 .. 1400 do
        let u = 0.5 * float i

        for v in [ f.Value u; f.Slope u; f.FirstVariation u; f.Mobility u ] do
            Assert.False(Double.IsNaN v, $"{name} at {u}")

        Assert.True(Double.IsFinite(f.LogMobility u))
        Assert.True(f.Mobility u >= 0.0)

/// The same f, but for a multiple of r - 1, at the opposite log-ratio: D_f(p||q) = D_f(q||p) exactly when
/// r f(1/r) = f(r) + c (r - 1).
[<Theory>]
[<InlineData("jsd", "jsd", 1.0)>]
[<InlineData("hellinger", "hellinger", 1.0)>]
[<InlineData("jeffreys", "jeffreys", 1.0)>]
[<InlineData("lecam", "lecam", 1.0)>]
[<InlineData("kl", "forward-kl", 1.0)>]
[<InlineData("alpha:0", "alpha:1", 1.0)>]
[<InlineData("alpha:0.3", "alpha:0.7", 1.0)>]
[<InlineData("alpha:-1", "alpha:2", 1.0)>]
[<InlineData("lecam:0.2", "lecam:0.8", 1.0)>]
[<InlineData("chi2", "lecam:0", 2.0)>]
[<InlineData("chi2", "alpha:-1", 2.0)>]
let ``exchanging p and q exchanges the divergences`` (name: string) (other: string) (factor: float) =
    let f, g = FDivergence.parse name, FDivergence.parse other
    // chi2 is not symmetric: its reverse is alpha:-1, and lecam:0 is half of itself.
    let same = (other = "lecam:0")

    for i in -80 .. 80 do
        let u = 0.5 * float i

        if same then
            agrees "double" u (f.Value u) (factor * g.Value u)
        else
            agrees "reverse" u (f.Value u) (factor * exp u * g.Value -u)

[<Fact>]
let ``jsd of two laws is the same both ways, and at most log 2`` () =
    let p, q = [| 0.5; 0.3; 0.2 |], [| 0.1; 0.2; 0.7 |]

    let divergence p q =
        Array.map2 (fun p q -> q * FDivergence.jsd.Value(log (p / q))) p q |> Array.sum

    close 1e-15 (divergence p q) (divergence q p)
    Assert.InRange(divergence p q, 0.0, log 2.0)

[<Fact>]
let ``limits of the families are the named divergences`` () =
    for u in ratios |> List.filter (fun u -> abs u < 300.0) do
        let r = exp u
        // The normalised f differs by r - 1 from the plain one: terms of size r + |u| cancel.
        let near (expected: float) (actual: float) =
            Assert.True(abs (actual - expected) <= 1e-14 * (1.0 + r) * (1.0 + abs u), $"at {u}")

        near (FDivergence.kl.Value u + r - 1.0) ((FDivergence.alpha 0.0).Value u)
        near (FDivergence.forwardKl.Value u - r + 1.0) ((FDivergence.alpha 1.0).Value u)
        agrees "chi2" u (FDivergence.chi2.Value u) (2.0 * (FDivergence.alpha 2.0).Value u)
        agrees "hellinger" u (FDivergence.hellinger.Value u) (0.5 * (FDivergence.alpha 0.5).Value u)
        agrees "lecam" u (FDivergence.leCam.Value u) ((FDivergence.leCamWith 0.5).Value u)

[<Fact>]
let ``alpha takes its limits without a jump`` () =
    for a in [ 0.0; 1.0 ] do
        for u in [ -30.0; -1.0; -1e-6; 0.5; 30.0 ] do
            let at b = (FDivergence.alpha b).Value u
            // df/da is of the size of |u| f.
            for e in [ 1e-14; -1e-14; 1e-10; -1e-10 ] do
                Assert.True(abs (at (a + e) - at a) <= (2.0 * abs (e * u) + tolerance u) * at a)

[<Fact>]
let ``sums and multiples act on every member`` () =
    let f =
        FDivergence.add (FDivergence.scale 0.5 FDivergence.forwardKl) (FDivergence.scale 2.0 FDivergence.chi2)

    Assert.Equal("0.5*forward-kl + 2*chi2", f.Name)

    for u in [ -700.0; -3.0; 0.0; 0.4; 9.0 ] do
        let r = exp u
        agrees "value" u (0.5 * u * r + 2.0 * (r - 1.0) * (r - 1.0)) (f.Value u)
        agrees "slope" u (0.5 * (u + 1.0) + 4.0 * (r - 1.0)) (f.Slope u)
        agrees "mobility" u (0.5 * r + 4.0 * r * r) (f.Mobility u)
        close 1e-15 (u + log (0.5 + 4.0 * r)) (f.LogMobility u)

    // The sum r/2 + 4 r^2 is dominated by one term where the other underflows.
    close 1e-15 (-700.0 + log 0.5) (f.LogMobility -700.0)
    close 1e-15 (1400.0 + log 4.0) (f.LogMobility 700.0)
    Assert.Contains("a must be positive", argumentError (fun () -> FDivergence.scale 0.0 f))
    Assert.Equal("mine", (FDivergence.named "mine" f).Name)

[<Fact>]
let ``a user's f is the divergence of its formula`` () =
    let mine =
        FDivergence.create "r log r" (fun r -> r * log r) (fun r -> 1.0 + log r) (fun r -> 1.0 / r)

    for u in ratios |> List.filter (fun u -> abs u >= 1e-3) do
        let f = FDivergence.forwardKl
        // The formula takes log(e^u), off by an ulp of 1.
        Assert.True(abs (f.Value u - mine.Value u) <= 1e-15 * exp u * (1.0 + abs u))
        agrees "mobility" u (f.Mobility u) (mine.Mobility u)
        // log r - 1 + 1 at r near 1, and r log r - r (1 + log r), cancel.
        close 1e-15 (f.Slope u) (mine.Slope u)

        Assert.True(
            abs (f.FirstVariation u - mine.FirstVariation u)
            <= 1e-15 * exp u * (1.0 + abs u)
        )

        close 1e-15 (f.LogMobility u) (mine.LogMobility u)

[<Fact>]
let ``a user's f that grows beyond the floats is infinite there, not NaN`` () =
    let mine = FDivergence.create "e^r - e" (fun r -> exp r - Math.E) exp exp
    Assert.Equal(Double.PositiveInfinity, mine.Value 20.0)
    Assert.Equal(Double.NegativeInfinity, mine.FirstVariation 20.0)

[<Fact>]
let ``a user's f is refused where it is no f`` () =
    let refused f slope curvature =
        argumentError (fun () -> FDivergence.create "bad" f slope curvature)

    Assert.Contains("f must vanish at r = 1, but f(1) = 1.", refused (fun r -> r) (fun _ -> 1.0) (fun _ -> 0.0))
    Assert.Contains("f(1) = NaN", refused (fun _ -> nan) (fun _ -> 1.0) (fun _ -> 0.0))

    Assert.Contains(
        "f must be convex, but f''(r) = -1 at r =",
        refused (fun r -> 0.5 * (1.0 - r * r)) (fun r -> -r) (fun _ -> -1.0)
    )

    // Concave between r = 2 and 3 only; log 2 is 0.69 and log 3 is 1.10: the first point of the grid is 0.75.
    let dip = refused (fun _ -> 0.0) (fun _ -> 0.0) (fun r -> (r - 2.0) * (r - 3.0))
    Assert.Contains("(log r = 0.75)", dip)
    Assert.Contains("f''(r) = NaN", refused (fun _ -> 0.0) (fun _ -> 0.0) (fun r -> if r > 3.0 then nan else 1.0))

[<Fact>]
let ``an f that is linear in places is convex`` () =
    // Huber's function of log-free r: quadratic within 1/2 of 1, linear outside.
    let f =
        FDivergence.create
            "huber"
            (fun r ->
                if abs (r - 1.0) < 0.5 then
                    0.5 * (r - 1.0) * (r - 1.0)
                else
                    0.5 * abs (r - 1.0) - 0.125)
            (fun r -> Math.Clamp(r - 1.0, -0.5, 0.5))
            (fun r -> if abs (r - 1.0) < 0.5 then 1.0 else 0.0)

    Assert.Equal(0.0, f.Mobility 5.0)
    Assert.Equal(1.0, f.Mobility 0.0)

[<Theory>]
[<InlineData("kll", "did you mean 'kl'?")>]
[<InlineData("jds", "did you mean 'jsd'?")>]
[<InlineData("helinger", "did you mean 'hellinger'?")>]
[<InlineData("chi", "did you mean 'chi2'?")>]
[<InlineData("forward-k", "did you mean 'forward-kl'?")>]
[<InlineData("nothing", "unknown f-divergence 'nothing'; known: kl, forward-kl,")>]
[<InlineData("alpha", "f-divergence alpha:A needs a finite number, but has ''.")>]
[<InlineData("alpha:x", "f-divergence alpha:A needs a finite number, but has 'x'.")>]
[<InlineData("alpha:NaN", "needs a finite number, but has 'NaN'.")>]
[<InlineData("alpha:2000", "a must lie between -1000 and 1000, but is 2000.")>]
[<InlineData("lecam:", "f-divergence lecam:L needs a finite number, but has ''.")>]
[<InlineData("lecam:2", "l must lie between 0 and 1, but is 2.")>]
[<InlineData("lecam:-0.1", "l must lie between 0 and 1, but is -0.1.")>]
let ``an unknown name is refused`` (name: string) (sentence: string) =
    Assert.Contains(sentence, argumentError (fun () -> FDivergence.parse name))

[<Fact>]
let ``every name is parsed`` () =
    for form in FDivergence.forms do
        let filled = form.Shape.Replace(":A", ":0.3").Replace(":L", ":0.3")
        Assert.Equal(filled, (FDivergence.parse $" {filled} ").Name)
