module GanFlowTheory.Core.Tests.ProfileTests

open System
open MathNet.Numerics.Integration
open GanFlowTheory.Core
open Xunit
open GanFlowTheory.Core.Extending

let private ulp = 2.220446049250313e-16

/// One built-in profile, with the power of its argument that AddTo's error bound depends on.
type private Case =
    {
        Profile: Profile
        /// |z|, where the profile is a factor times exp(z): a relative error e of the argument shows as |z| e.
        Exponent: float -> float
        /// p and t, where the profile is (1 + rate s)^(-p) with t = 1 + rate s: p at order 0.
        Power: float
        Rate: float
        /// Whether the derivative of this order is as smooth as can be on s > 0 but has a cusp at 0.
        Cusp: bool
    }

let private radialProfile (kernel: Kernel) =
    match kernel.Terms with
    | [ KernelTerm.Radial(_, profile) ]
    | [ KernelTerm.Based(_, profile, _) ] -> profile
    | _ -> failwith $"{kernel.Name} is not one radial term"

let private exponential (kernel: Kernel) exponent cusp =
    {
        Profile = radialProfile kernel
        Exponent = exponent
        Power = 0.0
        Rate = 0.0
        Cusp = cusp
    }

let private power (kernel: Kernel) rate power =
    {
        Profile = radialProfile kernel
        Exponent = fun _ -> 0.0
        Power = power
        Rate = rate
        Cusp = false
    }

let private cases =
    [
        for s in [ 0.05; 1.0; 37.0 ] do
            exponential (Kernel.gaussian s) (fun t -> 0.5 * t / (s * s)) false
            exponential (Kernel.laplace s) (fun t -> sqrt t / s) true
            exponential (Kernel.matern32 s) (fun t -> sqrt (3.0 * t) / s) true
            exponential (Kernel.matern52 s) (fun t -> sqrt (5.0 * t) / s) true

        // Whole powers, half powers, and fractions below and above one: each has its own loop.
        for a in [ 0.1; 0.2; 0.5; 1.0; 1.5; 1.7; 2.0; 3.0; 4.0; 5.0; 6.0; 10.0; 12.25 ] do
            power (Kernel.rationalQuadratic a) (0.5 / a) a

        for c, b in [ 1.0, 0.5; 0.01, 1.0; 30.0, 2.5; 2.0, 0.3 ] do
            power (Kernel.inverseMultiquadric c b) (1.0 / (c * c)) b

        exponential Kernel.distance (fun _ -> 0.0) true

        // Powers of the squared distance with the loops of general powers, and the linear one.
        for beta in [ 0.25; 0.5; 1.3; 1.5; 1.99; 2.0 ] do
            exponential (Kernel.distanceOf beta) (fun _ -> 0.0) (beta < 2.0)
    ]

let names: TheoryData<int, string> =
    let data = TheoryData<int, string>()
    cases |> List.iteri (fun i case -> data.Add(i, case.Profile.Name))
    data

// 24 nodes: the integrands are analytic but for a point at s <= 0, so on [a, 1.5 a] (centre 1.25 a, half width a/4) the
// nearest singularity is 5 half widths away and the quadrature error is below (5 + sqrt 24)^(-48) = 1e-47.
// An exponential exp(-z) that varies by e^(2c) over the interval has a remainder below pi c^48 / (4^24 48!) of its
// value at the left end: intervals short enough for c <= 8 leave 7e-32.
let private integral (f: float -> float) a b =
    GaussLegendreRule.Integrate(f, a, b, 24)

[<Theory>]
[<MemberData(nameof names)>]
let ``each derivative integrates to the one before`` (index: int, _name: string) =
    let profile = cases[index].Profile

    for order in [ 1; 2 ] do
        for step in -40 .. 40 do
            let a = Math.Pow(1.5, float step)
            let b = a * min 1.5 (1.0 + 16.0 / cases[index].Exponent a)
            let lower s = profile.Derivative(order - 1, s)
            let change = lower b - lower a
            let through = integral (fun s -> profile.Derivative(order, s)) a b
            let exponent = cases[index].Exponent b
            let steep = profile.Derivative(order, a)
            // Both sides carry values of size |lower| and b |steep|. Each value is off by a few ulp, exponents z turn
            // into z ulp, powers p into p ulp; cancellation in the change keeps the error of the values.
            let scale = abs (lower a) + abs (lower b) + (b - a) * abs steep

            let bound =
                (16.0 + 4.0 * exponent + 4.0 * (cases[index].Power + 2.0)) * ulp * scale
                + 1e-280

            Assert.True(
                abs (through - change) <= bound,
                $"order {order} on [{a}, {b}]: integral {through:R}, change {change:R}, bound {bound}"
            )

// Arguments from 1e-12 to 1e12, and 0, where cusps are.
let private formulaArguments =
    Array.append [| 0.0 |] [| for step in -40 .. 40 -> Math.Pow(2.0, float step) |]

let private formulaAgrees
    (engine: Engine)
    (profile: Profile)
    (order: int)
    (s: float[])
    (bound: float -> float -> float)
    =
    let input = Tensor.input "s" [| s.Length |]

    let values =
        (Engine.compile engine [ input ] [ profile.Formula.Value order input ]).Evaluate([| s |])[0]

    for at in 0 .. s.Length - 1 do
        let expected = profile.Derivative(order, s[at])

        Assert.True(
            abs (values[at] - expected) <= bound s[at] expected,
            $"{profile.Name}, order {order} at {s[at]} on {engine.Name}: {values[at]:R}, not {expected:R}"
        )

[<Theory>]
[<MemberData(nameof names)>]
let ``formulas are the derivatives on every engine`` (index: int, _name: string) =
    let case = cases[index]

    // A few ulp of each function, of the argument, which exponents z multiply by z and powers p by p.
    let bound (s: float) (expected: float) =
        (16.0 + 6.0 * case.Exponent s + 8.0 * (case.Power + 2.0)) * ulp * abs expected
        + 1e-300

    for engine in TestEngines.all do
        for order in 0..2 do
            formulaAgrees engine case.Profile order formulaArguments bound

[<Fact>]
let ``formulas of inner products are the derivatives`` () =
    for kernel in [ Kernel.dot; Kernel.poly3; Kernel.polynomial 1; Kernel.polynomial 5 ] do
        for d in [ 1; 4 ] do
            match kernel.Terms with
            | [ KernelTerm.InnerProduct(_, profile) ] ->
                for engine in TestEngines.all do
                    for order in 0..2 do
                        // Powers of t/d + 1, whose rounding the power multiplies; sums near 0 round at the scale of 1.
                        formulaAgrees engine (profile d) order [| -7.5; -1.0; 0.0; 0.25; 3.0; 1e6 |] (fun t expected ->
                            32.0 * ulp * (abs expected + (if abs t < 10.0 then 1.0 else 0.0)))
            | _ -> failwith "one inner product"

[<Theory>]
[<MemberData(nameof names)>]
let ``the derivatives see the profile`` (index: int, _name: string) =
    // The check above would hold for a profile that is constant in float64: this one says it is not.
    let profile = cases[index].Profile

    let values =
        [ for step in -40 .. 40 -> profile.Derivative(0, Math.Pow(1.5, float step)) ]

    Assert.True(List.max values - List.min values > 0.01)

/// What AddTo may differ by, relative to the derivative: VectorMath's bounds (exp 2 ulp, reciprocal 1, reciprocal
/// root 2, t^(-p) 2 + p log2 t) with two ulp for the root r or for t = 1 + rate s on either side, which exponent |z|
/// and power p multiply, one ulp more for each of the p factors, and ten for the scale, the constants and the scalar's
/// own functions.
let private relativeBound (case: Case) order (s: float) =
    let p = if case.Power = 0.0 then 0.0 else case.Power + float order
    let t = 1.0 + case.Rate * s
    (12.0 + 6.0 * case.Exponent s + 4.0 * p + p * Math.Log2 t) * ulp

// 0, the floor below which a squared distance counts as 0, tiny, ordinary and huge arguments.
let private arguments =
    Array.concat
        [
            [| 0.0; 1e-300; 1e-200; 1e-100; 1e-30; 1e-16 |]
            [| for step in -60 .. 60 -> 0.01 + Math.Pow(1.31, float step) |]
            [| 1e10; 1e30; 1e100; 1e200; 1e290 |]
        ]

[<Theory>]
[<MemberData(nameof names)>]
let ``AddTo adds the derivative, whatever the argument`` (index: int, _name: string) =
    let case = cases[index]

    for order in 0..2 do
        let sums = Array.zeroCreate arguments.Length
        case.Profile.AddTo(order, 1.7, ReadOnlySpan arguments, Span sums)

        for j in 0 .. arguments.Length - 1 do
            let s = arguments[j]
            let expected = 1.7 * case.Profile.Derivative(order, s)

            if Double.IsInfinity expected then
                // A derivative of a cusp beyond float64: nothing to compare, and never NaN.
                Assert.False(Double.IsNaN sums[j])
            else
                // Where values leave the normal range, a factor of the product has lost its last bits.
                let floor = 1e-305
                let bound = relativeBound case order s * abs expected + floor

                Assert.True(
                    abs (sums[j] - expected) <= bound,
                    $"order {order} at s = {s}: got {sums[j]:R}, expected {expected:R}, bound {bound}"
                )

[<Theory>]
[<MemberData(nameof names)>]
let ``AddTo treats every length alike and adds to what is there`` (index: int, _name: string) =
    let case = cases[index]
    let all = Array.init 17 (fun j -> 0.03 * float (j * j))

    for order in 0..2 do
        for length in 0..17 do
            // Two guards beyond the end must stay as they are.
            let sums = Array.init (length + 2) (fun j -> 100.0 + float j)
            case.Profile.AddTo(order, -0.6, ReadOnlySpan(all, 0, length), Span(sums, 0, length))

            for j in 0 .. length - 1 do
                let start = 100.0 + float j
                let part = -0.6 * case.Profile.Derivative(order, all[j])
                let expected = start + part
                // The sum rounds twice at its own size.
                let bound =
                    relativeBound case order all[j] * abs part + 2.0 * ulp * (start + abs part)

                Assert.True(
                    abs (sums[j] - expected) <= bound,
                    $"order {order}, length {length}, entry {j}: got {sums[j]:R}, expected {expected:R}"
                )

            Assert.Equal(100.0 + float length, sums[length])
            Assert.Equal(101.0 + float length, sums[length + 1])

[<Theory>]
[<MemberData(nameof names)>]
let ``mixed second derivatives exist exactly where phi' is bounded at 0`` (index: int, _name: string) =
    let profile = cases[index].Profile
    let slope s = abs (profile.Derivative(1, s))

    if profile.HasMixedDerivatives then
        // Bounded and continuous at 0: phi'(s) - phi'(0) = O(sqrt s) relative to bandwidths of 0.01 and more.
        Assert.True(abs (slope 1e-30 - slope 0.0) <= 1e-10 * slope 0.0)
        Assert.True(slope 0.0 > 0.0)
    else
        // A cusp: phi' grows like s^(b/2 - 1), b = 1 but for the named powers of the distance, by 10^(10 - 5 b) from
        // 1e-20 to 1e-30; at 0 the minimal-norm subgradient.
        let b =
            match profile.Name.Split ':' with
            | [| "distance"; b |] -> Double.Parse(b, Globalization.CultureInfo.InvariantCulture)
            | _ -> 1.0

        Assert.True(abs (slope 1e-30 / slope 1e-20 / Math.Pow(10.0, 10.0 - 5.0 * b) - 1.0) < 1e-6)
        Assert.Equal(0.0, slope 0.0)

[<Theory>]
[<InlineData(0.0)>]
[<InlineData(-1.0)>]
[<InlineData(2.5)>]
[<InlineData(Double.NaN)>]
[<InlineData(Double.PositiveInfinity)>]
let ``distances of powers outside (0, 2] are refused`` (beta: float) =
    let message = Testing.argumentError (fun () -> Kernel.distanceOf beta)
    Assert.StartsWith($"beta must be above 0, from 1E-60 on, and at most 2, but is {beta}.", message)

[<Fact>]
let ``distances of powers have gradients 0 at coincident points, and 2 is the inner product`` () =
    let x, y = [| 0.5; -2.0 |], [| 1.5; 0.25 |]

    for beta in [ 0.3; 1.0; 1.7 ] do
        let slope = Kernel.gradientAt (Kernel.distanceOf beta) x x
        let expected = Math.Pow(4.25, 0.5 * beta - 1.0) * 0.5 * beta
        // At x = y only the base point's term is left, beta/2 |x|^(beta - 2) x.
        Assert.Equal(expected * 0.5, slope[0], 1e-14)
        Assert.Equal(expected * -2.0, slope[1], 1e-14)
        Assert.Equal<float[]>([| 0.0; 0.0 |], Kernel.gradientAt (Kernel.distanceOf beta) [| 0.0; 0.0 |] [| 0.0; 0.0 |])

    let two = Kernel.distanceOf 2.0
    Assert.Equal(Kernel.value Kernel.dot x y, Kernel.value two x y, 1e-14)
    Assert.Equal<float[]>(y, Kernel.gradientAt two x y)
    Assert.True(Kernel.hasMixedDerivatives two)
    Assert.Equal<float[,]>(array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ], Kernel.mixedAt two x x)

[<Fact>]
let ``Laplace and distance have cusps, the others do not`` () =
    Assert.False(Kernel.hasMixedDerivatives (Kernel.laplace 1.0))
    Assert.False(Kernel.hasMixedDerivatives Kernel.distance)
    Assert.False(Kernel.hasMixedDerivatives (Kernel.add (Kernel.gaussian 1.0) (Kernel.laplace 1.0)))

    for kernel in
        [
            Kernel.gaussian 1.0
            Kernel.rqPaper
            Kernel.inverseMultiquadric 1.0 0.5
            Kernel.matern32 1.0
            Kernel.matern52 1.0
            Kernel.dot
            Kernel.poly3
            Kernel.rqCodeStar
        ] do
        Assert.True(Kernel.hasMixedDerivatives kernel, kernel.Name)

[<Theory>]
[<MemberData(nameof names)>]
let ``a kernel's value at distance 0 is 1, and all derivatives there are finite`` (index: int, _name: string) =
    let case = cases[index]
    let isDistance = case.Profile.Name.StartsWith "distance"
    Assert.Equal((if isDistance then 0.0 else 1.0), case.Profile.Derivative(0, 0.0))

    for order in 1..2 do
        Assert.True(Double.IsFinite(case.Profile.Derivative(order, 0.0)))

[<Theory>]
[<InlineData(1)>]
[<InlineData(2)>]
[<InlineData(3)>]
[<InlineData(4)>]
[<InlineData(7)>]
let ``polynomial profiles have the derivatives of their binomial expansion`` (degree: int) =
    let choose =
        [|
            for j in 0..degree -> MathNet.Numerics.Combinatorics.Combinations(degree, j)
        |]

    for d in [ 1; 2; 5 ] do
        let profile =
            match (Kernel.polynomial degree).Terms with
            | [ KernelTerm.InnerProduct(1.0, make) ] -> make d
            | _ -> failwith "not one inner product"

        // (t/d + 1)^D = sum_j C(D, j) (t/d)^j, differentiated term by term: exact but for rounding at the size of the
        // sum of absolute values.
        for t in [ -7.5; -1.0; 0.0; 0.3; 2.0; 11.0 ] do
            for order in 0..2 do
                let terms =
                    [
                        for j in order..degree do
                            let falling = Seq.init order (fun i -> float (j - i)) |> Seq.fold (*) 1.0
                            choose[j] * falling * pown t (j - order) / pown (float d) j
                    ]

                let expected = List.sum terms
                let bound = 4.0 * float (degree + 2) * ulp * (List.sumBy abs terms)
                let actual = profile.Derivative(order, t)

                Assert.True(
                    abs (actual - expected) <= bound,
                    $"order {order}, d {d}, t {t}: {actual} against {expected}"
                )

                let sums = [| 0.0 |]
                profile.AddTo(order, 1.0, ReadOnlySpan [| t |], Span sums)
                Assert.True(abs (sums[0] - expected) <= bound, $"AddTo: {sums[0]} against {expected}")
