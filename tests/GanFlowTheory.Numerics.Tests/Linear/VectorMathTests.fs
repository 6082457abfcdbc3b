module GanFlowTheory.Core.Tests.VectorMathTests

open System
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open Xunit
open GanFlowTheory.Core

/// A float64 as a decimal number, exact to about 1e-27: the conversion operator keeps 15 digits only.
let private exact (v: float) : decimal =
    let coarse = Math.Round(v * 1048576.0)
    let rest = v - coarse / 1048576.0
    let fine = Math.Round(rest * 1e17)
    decimal coarse / 1048576m + decimal fine / 1e17m + decimal (rest - fine / 1e17)

/// exp of a float64 to about 25 digits, as a significand in [0.7, 1.42) and a power of two: decimal arithmetic after
/// subtracting the nearest multiple of ln 2.
let private preciseExp (x: float) : struct (decimal * int) =
    let ln2 = 0.6931471805599453094172321215m
    let n = int (round (x / 0.6931471805599453))
    let r = exact x - decimal n * ln2
    let mutable term = 1m
    let mutable total = 1m
    let mutable k = 1

    while abs term > 1e-27m do
        term <- term * r / decimal k
        total <- total + term
        k <- k + 1

    struct (total, n)

/// The error of a computed exp(x) in units of its last place.
let private ulpsOff (x: float) (computed: float) : float =
    let struct (significand, n) = preciseExp x
    // Two exact steps: 2^n alone may be subnormal's reciprocal.
    let scaled = Math.ScaleB(Math.ScaleB(computed, -n / 2), -n + n / 2)
    let ulp = Math.BitIncrement scaled - scaled
    float (exact scaled - significand) / ulp

let private lanes (x: float) = Vector512.Create x

[<Fact>]
let ``the exponential is within two ulp wherever its result is normal`` () =
    // Every sixteenth of a power of two is a case of its own, and the reduction changes table entry midway between:
    // points on, just beside and between both, over the whole range: 16,341 sixteenths, four points each.
    let step = Math.Log 2.0 / 16.0

    for i in 0..16340 do
        for shift in [ 0.0; 0.25; 0.4999999; 0.5000001 ] do
            let x = -(float i + shift) * step

            if x > -708.39 then
                let computed = (VectorMath.callExp (lanes x)).GetElement 0
                let off = ulpsOff x computed
                Assert.True(abs off <= 2.0, $"exp({x:R}) = {computed:R} is {off} ulp off")

[<Fact>]
let ``the exponential of 0 is 1 and of the far negative 0`` () =
    let at x =
        (VectorMath.callExp (lanes x)).GetElement 0

    Assert.Equal(1.0, at 0.0)
    Assert.Equal(1.0, at -0.0)
    Assert.Equal(1.0, at -1e-300)

    for x in [ -709.1; -745.2; -1e3; -1e100; -Double.MaxValue; Double.NegativeInfinity ] do
        Assert.Equal(0.0, at x)

    // Between the last normal result and 0: within the smallest normal number.
    for x in [ -708.4; -708.7; -709.0; -709.08 ] do
        Assert.InRange(at x, 0.0, exp x + 2.2250738585072014e-308)

[<Fact>]
let ``exponentials of a scaled argument lose at most one more ulp per unit of the argument`` () =
    let s = Array.init 4096 (fun i -> 0.17 * float i)
    let sum = Array.zeroCreate<float> s.Length
    LaneSums.addExp (1.0, -1.0, ReadOnlySpan s, Span sum)

    for i in 0 .. s.Length - 1 do
        let off = ulpsOff -s[i] sum[i]
        Assert.True(abs off <= 2.0 + s[i], $"exp(-{s[i]:R}) is {off} ulp off")

/// Arguments over the whole range that squared distances and 1 + rate s can take.
let private positives =
    [|
        for exponent in -290..10..290 do
            for significand in [ 1.0; 1.0000000000000002; 1.3; 1.4142135623730951; 1.9999999999999998 ] do
                significand * Math.Pow(10.0, float exponent)
    |]

let private ulp (v: float) = Math.BitIncrement(abs v) - abs v

[<Fact>]
let ``reciprocals are within one ulp`` () =
    for t in positives do
        let y = (VectorMath.callReciprocal (lanes t)).GetElement 0
        // 1/t itself is rounded once.
        Assert.True(abs (y - 1.0 / t) <= 1.5 * ulp (1.0 / t), $"1/{t:R} = {y:R}")

[<Fact>]
let ``reciprocal roots are within two ulp`` () =
    for t in positives do
        let y = (VectorMath.callReciprocalRoot (lanes t)).GetElement 0
        // The comparison's root and quotient are each rounded once.
        Assert.True(abs (y - 1.0 / sqrt t) <= 3.5 * ulp (1.0 / sqrt t), $"1/sqrt {t:R} = {y:R}")

[<Fact>]
let ``the processor's path is the one that was meant`` () =
    // Says in the log which of the two paths the checks above went through.
    let switchedOff = Environment.GetEnvironmentVariable "DOTNET_EnableAVX512" = "0"
    Assert.False(switchedOff && Avx512F.IsSupported)
