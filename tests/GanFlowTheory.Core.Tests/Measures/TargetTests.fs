module GanFlowTheory.Core.Tests.TargetTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests.Testing
open MathNet.Numerics
open MathNet.Numerics.Integration
open Xunit

/// Coordinates in which a target is well resolved by equal cells of [-side, side]^2: the map to the plane, its inverse
/// and the logarithm of its Jacobian. The funnel is unrolled; the others are taken as they are.
type private View =
    {
        Side: float
        ToPlane: float * float -> float * float
        FromPlane: float * float -> float * float
        LogJacobian: float * float -> float
    }

let private view name =
    let plain side =
        {
            Side = side
            ToPlane = id
            FromPlane = id
            LogJacobian = fun _ -> 0.0
        }

    match name with
    | "checkerboard" -> plain 2.0
    | "two-moons" -> plain 3.0
    | "funnel" ->
        // x2 = exp(x1/2) t with t standard normal.
        {
            Side = 12.0
            ToPlane = fun (x, t) -> x, exp (0.5 * x) * t
            FromPlane = fun (x, y) -> x, exp (-0.5 * x) * y
            LogJacobian = fun (x, _) -> 0.5 * x
        }
    | _ -> plain 4.0

let private density (target: Target) =
    target.LogDensity
    |> Option.defaultWith (fun () -> failwith "every named target has a density")

let private cellsPerSide = 16

// The masses of 16 x 16 equal cells, computed once per target.
let private masses: Map<string, Lazy<float[,]>> =
    Map.ofList
        [
            for target in Target.all ->
                let v = view target.Name
                let side = (-v.Side, v.Side)

                let inView (z: Points) =
                    let at = Array.init z.Count (fun i -> z[i, 0], z[i, 1])
                    let plane = at |> Array.map v.ToPlane

                    density target (Points.init z.Count 2 (fun i k -> if k = 0 then fst plane[i] else snd plane[i]))
                    |> Array.map2 (fun z l -> exp (l + v.LogJacobian z)) at

                target.Name, lazy (Quadrature.overCells 14 cellsPerSide side side inView)
        ]

let names: TheoryData<string> = TheoryData<string>(Target.forms |> List.map _.Name)

[<Theory>]
[<MemberData(nameof names)>]
let ``the density integrates to one`` (name: string) =
    // Fourteen Gauss-Legendre nodes on a cell of width L standard deviations miss at most L^29 (14!)^4/(29 (28!)^3)
    // max|He_28 phi| of a Gaussian, 1e-12 at L = 5, the widest here: 0.5 against noise 0.1. The squares reach 7 or
    // more standard deviations past every centre (tails below 1e-11). The checkerboard is constant on the cells. Left
    // are the stated 1e-10 of the quadratures along arcs.
    close 1e-10 1.0 (masses[name].Value |> Seq.cast<float> |> Seq.sum)

[<Theory>]
[<MemberData(nameof names)>]
let ``draws fall into every cell as often as the density says`` (name: string) =
    // Bernstein's bound for each of the 256 cells; false alarm at most 1e-9 in all.
    let target = Target.parse name
    let v = view name
    let n = 50000
    let x = Target.sample (Seed.create 11) n target
    let counts = Array2D.zeroCreate cellsPerSide cellsPerSide

    for i in 0 .. n - 1 do
        let a, b = v.FromPlane(x[i, 0], x[i, 1])

        let cell t =
            int (floor ((t + v.Side) / (2.0 * v.Side) * float cellsPerSide))

        let a, b = cell a, cell b

        // Mass outside of the square is below 1e-11 per draw, at most 5e-7 for all of them: a second source of alarm.
        Assert.True(min a b >= 0 && max a b < cellsPerSide, $"draw {i + 1} is far out")
        counts[a, b] <- counts[a, b] + 1

    masses[name].Value
    |> Array2D.iteri (fun a b p ->
        let bound = Quadrature.frequencyBound (1e-9 / 256.0) n p
        let frequency = float counts[a, b] / float n

        Assert.True(
            abs (frequency - p) <= bound,
            $"cell {a}, {b}: frequency {frequency}, probability {p}, bound {bound}"
        ))

[<Theory>]
[<MemberData(nameof names)>]
let ``the score is the gradient of the log-density`` (name: string) =
    let target = Target.parse name

    match target.Score with
    | None -> Assert.Equal("checkerboard", name)
    | Some score ->
        // Draws from the target, and generic points on and off it.
        let x =
            Points.append
                (Target.sample (Seed.create 12) 200 target)
                (Seed.gaussian 200 2 (Seed.create 13) |> Points.scale 1.5)

        let actual = score x
        let expected = Quadrature.gradient 2e-4 (density target) x

        // log p = -|x|^2/(2 s^2) + log E exp(<x, c>/s^2) over the noiseless c: the fifth derivative is at most about
        // (diameter/(2 s^2))^5, (1.5/0.08)^5 = 2e6 between two of the eight Gaussians, but (2/0.02)^5 = 1e10 between
        // curves of noise 0.1: h^4/30 of it is 5e-7, next to scores of size 1e2. Rounding: 2e-16 * 200 * 1.5/h =
        // 3e-10.
        for i in 0 .. x.Count - 1 do
            for k in 0..1 do
                close 2e-6 expected[i, k] actual[i, k]

[<Theory>]
[<MemberData(nameof names)>]
let ``nothing is NaN anywhere, and equal seeds give equal draws`` (name: string) =
    let target = Target.parse name
    let axis = [ 0.0; 1.0; -2.0; 50.0; -800.0; 1e5; 1e160; -1e200 ]
    let x = Points.ofRows (List.allPairs axis axis |> List.map (fun (a, b) -> [ a; b ]))
    Assert.All(density target x, (fun v -> Assert.False(Double.IsNaN v)))

    target.Score
    |> Option.iter (fun score -> Assert.All((score x).Data, (fun v -> Assert.False(Double.IsNaN v))))

    let draw seed =
        (Target.sample (Seed.create seed) 10 target).Data

    Assert.Equal<float[]>(draw 1, draw 1)
    Assert.NotEqual<float[]>(draw 1, draw 2)

[<Theory>]
[<InlineData("two-moons", 10.0)>]
[<InlineData("s-curve", 8.0)>]
let ``the quadrature along arcs is as accurate as stated`` (name: string, reach: float) =
    // The same integral by brute force: 64 Gauss-Legendre rules of order 32 along each arc.
    let arcs =
        if name = "two-moons" then
            [ (0.0, 0.0), (0.0, Math.PI); (1.0, 0.5), (Math.PI, 2.0 * Math.PI) ]
        else
            [
                (0.0, -1.0), (-Math.PI, 0.5 * Math.PI)
                (0.0, 1.0), (-2.0 * Math.PI, -0.5 * Math.PI)
            ]

    let reference (x: float) (y: float) =
        let squares =
            [|
                for (a, b), range in arcs do
                    for t, w, _ in Quadrature.cells 32 64 range ->
                        let u, v = x - a - cos t, y - b - sin t
                        u * u + v * v, 0.5 * w / (snd range - fst range)
            |]

        let least = squares |> Array.map fst |> Array.min

        log (squares |> Array.sumBy (fun (s, w) -> w * exp (-50.0 * (s - least))))
        - 50.0 * least
        - log (2.0 * Math.PI * 0.01)

    let target = Target.parse name

    for r in [ 0.0; 0.5; 1.0; 2.0; 4.0; reach ] do
        for j in 0..16 do
            let x, y = r * cos (0.4 * float j), r * sin (0.4 * float j)
            let log = (density target (Points.ofRows [ [ x; y ] ]))[0]
            // Relative error 1e-10 of the density; the logarithm itself, up to 4000 in size, is rounded at 1e-12.
            Assert.True(
                abs (log - reference x y) < 1e-10 + 1e-15 * abs log,
                $"at ({x}, {y}): {log} for {reference x y}"
            )

[<Fact>]
let ``the rings' Bessel functions agree with their integral`` () =
    // I_n(k) exp(-k) = mean over t of exp(k (cos t - 1)) cos(n t): the trapezoid rule with 4096 nodes is exact to
    // rounding while k < 4096^2/100.
    let mean (f: float -> float) =
        Seq.init 4096 (fun j -> f (2.0 * Math.PI * float j / 4096.0)) |> Seq.average

    for k in [ 0.0; 1e-3; 0.7; 3.75; 8.0; 20.0; 49.9; 50.0; 75.0; 300.0; 1e4; 1e5 ] do
        let struct (logI0, ratio) = NoisyArc.bessel k
        let i0 = mean (fun t -> exp (k * (cos t - 1.0)))
        let i1 = mean (fun t -> exp (k * (cos t - 1.0)) * cos t)
        // cos t - 1 is rounded to 1e-16, which k magnifies.
        Assert.True(abs (logI0 - log i0) < 1e-14 + 2e-16 * k, $"log I0 at {k}: {logI0} for {log i0}")
        Assert.True(abs (ratio - i1 / i0) < 1e-14, $"I1/I0 at {k}: {ratio} for {i1 / i0}")

[<Fact>]
let ``the checkerboard is -log 8 on its dark cells and -infinity off them`` () =
    let logDensity = density (Target.parse "checkerboard")

    let at x y =
        (logDensity (Points.ofRows [ [ x; y ] ]))[0]

    Assert.Equal(-log 8.0, at 0.5 0.5)
    Assert.Equal(-log 8.0, at -2.0 -2.0)
    Assert.Equal(-log 8.0, at -0.5 1.5)
    Assert.Equal(Double.NegativeInfinity, at 0.5 1.5)
    Assert.Equal(Double.NegativeInfinity, at 2.0 0.5)
    Assert.Equal(Double.NegativeInfinity, at 1e300 -1e300)

[<Fact>]
let ``the funnel's logarithm is its formula`` () =
    let logDensity = density (Target.parse "funnel")
    let x, y = 0.7, -1.3

    let expected =
        log (
            Distributions.Normal.PDF(0.0, 1.5, x)
            * Distributions.Normal.PDF(0.0, exp (0.35), y)
        )

    Points.ofRows [ [ x; y ] ] |> logDensity |> Array.head |> close 1e-14 expected

[<Fact>]
let ``the eight Gaussians are a mixture with the stated moments`` () =
    let target = Target.parse "eight-gaussians"
    let mixture = target.Mixture.Value
    Assert.Equal(8, mixture.Count)
    // By symmetry the covariance is (2^2/2 + 0.2^2) I.
    let c = GaussianMixture.covariance mixture
    close 1e-14 2.04 c[0, 0]
    close 1e-14 2.04 c[1, 1]
    Assert.True(abs c[0, 1] < 1e-15)
    let x = Target.sample (Seed.create 1) 5 target
    Assert.Equal<float[]>(GaussianMixture.logDensity x mixture, density target x)

[<Fact>]
let ``names are distinct, found, and suggested`` () =
    Assert.Equal<string list>(
        [ "eight-gaussians"; "two-moons"; "rings"; "checkerboard"; "funnel"; "s-curve" ],
        Target.forms |> List.map _.Shape
    )

    for name in Target.forms |> List.map _.Name do
        Assert.Equal(name, (Target.parse name).Name)

    let message = argumentError (fun () -> Target.parse "eigth-gaussians")

    Assert.Contains(
        "unknown target 'eigth-gaussians'; did you mean 'eight-gaussians'? known: eight-gaussians,",
        message
    )

[<Fact>]
let ``bad arguments are named`` () =
    for target in Target.all do
        Assert.Contains("count", argumentError (fun () -> Target.sample (Seed.create 1) 0 target))

        Assert.Contains(
            "dimension 2, but has dimension 1",
            argumentError (fun () -> density target (Points.ofValues [| 1.0 |]))
        )

[<Fact>]
let ``the s-curve lies along the curve of its description`` () =
    // Points on (sin t, sign(t) (cos t - 1)) are of about one density, away from the ends and from the other branch.
    for t in [ -4.0; -3.0; -2.0; -1.0; -0.25; 0.25; 1.0; 2.0; 3.0; 4.0 ] do
        let x = Points.ofRows [ [ sin t; float (sign t) * (cos t - 1.0) ] ]
        let along = (density Target.sCurve x)[0] |> exp
        // A straight line of length 3 pi with noise 0.1 has the density 1/(3 pi 0.1 sqrt(2 pi)) on it.
        let line = 1.0 / (3.0 * Math.PI * 0.1 * sqrt (2.0 * Math.PI))
        Assert.True(abs (along / line - 1.0) < 0.01, $"{along} at t = {t} is not {line}")
