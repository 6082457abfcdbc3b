namespace GanFlowTheory.Core

open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// <summary>Elementary functions on eight float64 lanes and on spans, with the error bounds that the tests
/// check.</summary>
/// <remarks>Polynomials are interpolants at Chebyshev nodes; their own relative error is below 2e-17.</remarks>
module internal VectorMath =

    type V = Vector512<float>

    let inline splat (x: float) : V = Vector512.Create x

    let inline fma (a: V) (b: V) (c: V) : V = Vector512.FusedMultiplyAdd(a, b, c)

    /// 2^n for integral n in a lane: exact within the normal range.
    let inline powerOfTwo (n: V) : V =
        // Adding 1.5 * 2^52 leaves n in the low bits; the exponent field is filled by a shift.
        let bits = (n + splat (6755399441055744.0 + 1023.0)).AsInt64()
        Vector512.ShiftLeft(bits, 52).AsDouble()

    // Adding this leaves a number rounded to sixteenths in the low bits: four bits of sixteenths below the whole part.
    let inline sixteenthsMagic () = splat 422212465065984.0

    // 2^y is taken as 2^n 2^u for y = n + u, n in sixteenths and |u| <= 1/32: one table of sixteen powers in two
    // registers, and a polynomial of degree 6.

    /// 2^n for n in sixteenths, in the low bits of shifted; n must be at least -1023, and there the exponent field is
    /// empty and the result exactly 0.
    let inline exp2Sixteenths (shifted: V) : V =
        // The bits of 2^(i/16) less i at the place where the shift below puts the index, so that one addition applies
        // both the table's power and the exponent.
        let low =
            Vector512.Create(
                0x3FF0000000000000L,
                0x3FEFB5586CF9890FL,
                0x3FEF72B83C7D517BL,
                0x3FEF387A6E756238L,
                0x3FEF06FE0A31B715L,
                0x3FEEDEA64C123422L,
                0x3FEEBFDAD5362A27L,
                0x3FEEAB07DD485429L
            )

        let high =
            Vector512.Create(
                0x3FEEA09E667F3BCDL,
                0x3FEEA11473EB0187L,
                0x3FEEACE5422AA0DBL,
                0x3FEEC49182A3F090L,
                0x3FEEE89F995AD3ADL,
                0x3FEF199BDD85529CL,
                0x3FEF5818DCFBA487L,
                0x3FEFA4AFA2A490DAL
            )

        let index = shifted.AsInt64()
        let power = Avx512F.PermuteVar8x64x2(low, index, high)
        (power + Vector512.ShiftLeft(index, 48)).AsDouble()

    /// (2^u - 1) / u for |u| <= 1/32.
    let inline exp2Slope (u: V) : V =
        // Estrin's scheme: the chain of dependent operations, not their number, is what the loops around this wait for.
        let square = u * u
        let q01 = fma u (splat 0.24022650695910075) (splat 0.6931471805599457)
        let q23 = fma u (splat 0.00961812910691897) (splat 0.05550410865663275)
        let q45 = fma u (splat 0.000154037240581924) (splat 0.0013333781666166004)
        fma square (fma square q45 q23) q01

    /// 2^(n + u), n and u as above.
    let inline exp2Split (shifted: V) (u: V) : V =
        let t = exp2Sixteenths shifted
        fma (t * u) (exp2Slope u) t

    /// exp(x) for -709.09 <= x <= 0 by a polynomial alone.
    let inline expByPolynomial (x: V) : V =
        let magic = splat 6755399441055744.0
        let shifted = fma x (splat 1.4426950408889634) magic
        let n = shifted - magic
        // ln 2 in two parts: n * high is exact for |n| < 2^11.
        let r = fma n (splat -0.6931471803691238) x
        let r = fma n (splat -1.9082149292705877e-10) r
        let q = splat 2.510038549551032e-08
        let q = fma q r (splat 2.7620088445409746e-07)
        let q = fma q r (splat 2.7557268459997064e-06)
        let q = fma q r (splat 2.4801521295954376e-05)
        let q = fma q r (splat 0.00019841269863053618)
        let q = fma q r (splat 0.0013888888917213717)
        let q = fma q r (splat 0.008333333333330062)
        let q = fma q r (splat 0.04166666666662413)
        let q = fma q r (splat 0.16666666666666669)
        let q = fma q r (splat 0.5000000000000001)
        let p = splat 1.0 + fma (r * r) q r
        p * powerOfTwo n

    /// exp(x) for -709.09 <= x <= 708: at most 2 ulp where the result is a normal number.
    let inline expSplit (x: V) : V =
        if Avx512F.IsSupported then
            // 1 / ln 2 in two parts; x * high - n is exact in one rounding.
            let shifted = fma x (splat 1.4426950408889634) (sixteenthsMagic ())
            let n = shifted - sixteenthsMagic ()
            let u = Avx512F.FusedMultiplySubtract(x, splat 1.4426950408889634, n)
            exp2Split shifted (fma x (splat 2.0355273740931033e-17) u)
        else
            expByPolynomial x

    /// exp(x) for x <= 0 (any negative value, -infinity included): at most 2 ulp where the result is a normal number (x
    /// above -708.39), within 2^-1022 below that, and 0 below -709.09.
    let inline expNonPositive (x: V) : V =
        expSplit (Vector512.MaxNative(x, splat -709.0895657128241))

    /// The rate of exp(rate * s) as a rate of a power of two.
    let binaryRate (rate: float) = rate * 1.4426950408889634

    /// The s at which exp(rate * s) is 2^-1023 and counts as 0: -1023 ln 2 over the rate.
    let boundOf (rate: float) = -709.0895657128241 / rate

    /// exp(rate * s) for rate < 0 and s >= 0, given the rate's binary rate and bound: at most 2 + |rate s| ulp, the
    /// second part from rounding the rate; 0 from the bound on.
    let inline expScaled (binary: V) (bound: V) (rate: V) (s: V) : V =
        let s = Vector512.MinNative(s, bound)

        if Avx512F.IsSupported then
            let shifted = fma s binary (sixteenthsMagic ())
            let n = shifted - sixteenthsMagic ()
            exp2Split shifted (Avx512F.FusedMultiplySubtract(s, binary, n))
        else
            expByPolynomial (s * rate)

    /// factor exp(rate * s), for s below the bound.
    let inline expWithinBound (factor: V) (binary: V) (rate: V) (s: V) : V =
        if Avx512F.IsSupported then
            let shifted = fma s binary (sixteenthsMagic ())
            let n = shifted - sixteenthsMagic ()
            let u = Avx512F.FusedMultiplySubtract(s, binary, n)
            // The factor meets the table's power while the polynomial is still under way.
            let t = factor * exp2Sixteenths shifted
            fma (t * u) (exp2Slope u) t
        else
            factor * expByPolynomial (s * rate)

    /// 1 / t for normal t > 0: at most 1 ulp.
    let inline reciprocal (t: V) : V =
        if Avx512F.IsSupported then
            let y = Avx512F.Reciprocal14 t
            let y = fma y (Avx512F.FusedMultiplyAddNegated(t, y, splat 1.0)) y
            fma y (Avx512F.FusedMultiplyAddNegated(t, y, splat 1.0)) y
        else
            splat 1.0 / t

    /// 1 / sqrt t for normal t > 0: at most 2 ulp.
    let inline reciprocalRoot (t: V) : V =
        if Avx512F.IsSupported then
            let half = splat 0.5
            let h = t * half
            let y = Avx512F.ReciprocalSqrt14 t
            let y = fma y (Avx512F.FusedMultiplyAddNegated(h * y, y, half)) y
            fma y (Avx512F.FusedMultiplyAddNegated(h * y, y, half)) y
        else
            splat 1.0 / Vector512.Sqrt t

    /// log2 t for a normal t > 0 by the series of the inverse hyperbolic tangent.
    let inline log2ByPolynomial (t: V) : V =
        let bits = t.AsInt64()
        // The exponent is taken so that the mantissa m lies in [sqrt(1/2), sqrt 2).
        let offset = Vector512.Create 0x3FE6A09E667F3BCDL
        let e = Vector512.ShiftRightArithmetic(bits - offset, 52)
        let m = (bits - Vector512.ShiftLeft(e, 52)).AsDouble()
        let exponent = Vector512.ConvertToDouble e
        let z = (m - splat 1.0) / (m + splat 1.0)
        let w = z * z
        let q = splat 0.21366122502798326
        let q = fma q w (splat 0.22091286734180157)
        let q = fma q w (splat 0.26233436060329546)
        let q = fma q w (splat 0.3205985347650481)
        let q = fma q w (splat 0.4121985858422942)
        let q = fma q w (splat 0.577078016345514)
        let q = fma q w (splat 0.9617966939259898)
        let q = fma q w (splat 2.8853900817779268)
        fma z q exponent

    /// log2 of a normal t > 0 by tables: absolute error at most 2e-16 (|log2 t| + 1).
    let inline log2ByTable (t: V) : V =
        // The leading four bits of the mantissa m pick 1/c near 1/m and log2 c; log2 m = log2 c + log2(1 + r).
        let reciprocalsLow =
            Vector512.Create(
                0.9696969696969697,
                0.9142857142857143,
                0.8648648648648649,
                0.8205128205128205,
                0.7804878048780488,
                0.7441860465116279,
                0.7111111111111111,
                0.6808510638297872
            )

        let reciprocalsHigh =
            Vector512.Create(
                0.6530612244897959,
                0.6274509803921569,
                0.6037735849056604,
                0.5818181818181818,
                0.5614035087719298,
                0.5423728813559322,
                0.5245901639344263,
                0.5079365079365079
            )

        let logarithmsLow =
            Vector512.Create(
                0.044394119358453395,
                0.1292830169449665,
                0.2094533656289497,
                0.28540221886224837,
                0.3575520046180836,
                0.42626475470209796,
                0.49185309632967467,
                0.5545888516776374
            )

        let logarithmsHigh =
            Vector512.Create(
                0.6147098441152083,
                0.6724253419714956,
                0.7279204545631992,
                0.7813597135246597,
                0.8328900141647417,
                0.8826430493618412,
                0.9307373375628862,
                0.9772799234999165
            )

        let index = Vector512.ShiftRightLogical(t.AsInt64(), 48)
        let m = Avx512F.GetMantissa(t, 0uy)
        let c = Avx512F.PermuteVar8x64x2(reciprocalsLow, index, reciprocalsHigh)
        let logarithm = Avx512F.PermuteVar8x64x2(logarithmsLow, index, logarithmsHigh)
        let r = Vector512.FusedMultiplyAdd(m, c, splat -1.0)
        let square = r * r
        let fourth = square * square
        let q01 = fma r (splat -0.721347520444477) (splat 1.4426950408889634)
        let q23 = fma r (splat -0.3606737602853344) (splat 0.4808983469629836)
        let q45 = fma r (splat -0.24044894093183347) (splat 0.288539008235152)
        let q67 = fma r (splat -0.18065426590394174) (splat 0.20609908014156156)
        let high = fma fourth (splat 0.16058798694856993) (fma square q67 q45)
        let q = fma fourth high (fma square q23 q01)
        fma r q (Avx512F.GetExponent t + logarithm)

    /// t^(-p) for t >= 1 and p > 0 by tables: relative error at most 3 + 2 p log2 t ulp; 0 beyond log2 t =
    /// bound = 1023 / p.
    let inline powerByTable (minusP: V) (bound: V) (t: V) : V =
        let y = Vector512.MinNative(log2ByTable t, bound) * minusP
        let shifted = y + sixteenthsMagic ()
        exp2Split shifted (y - (shifted - sixteenthsMagic ()))

    /// The same by polynomials, for any processor.
    let inline powerByPolynomial (minusP: V) (bound: V) (t: V) : V =
        expByPolynomial (
            Vector512.MinNative(log2ByPolynomial t, bound)
            * minusP
            * splat 0.6931471805599453
        )

    /// v^n, n >= 0, by repeated squaring.
    let inline wholePower (n: int) (v: V) : V =
        if n = 0 then
            splat 1.0
        else
            let mutable square = v
            let mutable rest = n

            while rest &&& 1 = 0 do
                square <- square * square
                rest <- rest >>> 1

            let mutable result = square
            rest <- rest >>> 1

            while rest > 0 do
                square <- square * square

                if rest &&& 1 = 1 then
                    result <- result * square

                rest <- rest >>> 1

            result

    // Inlined functions do not reach other assemblies; these do, and the tests check their bounds through them.

    /// exp(x) for x <= 0, as a call.
    let callExp (x: V) : V = expNonPositive x

    /// 1 / t, as a call.
    let callReciprocal (t: V) : V = reciprocal t

    /// 1 / sqrt t, as a call.
    let callReciprocalRoot (t: V) : V = reciprocalRoot t
