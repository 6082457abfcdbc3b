namespace GanFlowTheory.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86

/// <summary>Elementary functions on eight float64 lanes and on spans, with the error bounds that the tests check.</summary>
/// <remarks>Polynomials are interpolants at Chebyshev nodes; their own relative error is below 2e-17.</remarks>
module internal VectorMath =

    type V = Vector512<float>

    let inline private splat (x: float) : V = Vector512.Create x

    let inline private fma (a: V) (b: V) (c: V) : V = Vector512.FusedMultiplyAdd(a, b, c)

    /// 2^n for integral n in a lane: exact within the normal range.
    let inline private powerOfTwo (n: V) : V =
        // Adding 1.5 * 2^52 leaves n in the low bits; the exponent field is filled by a shift.
        let bits = (n + splat (6755399441055744.0 + 1023.0)).AsInt64()
        Vector512.ShiftLeft(bits, 52).AsDouble()

    /// p * 2^n, with underflow to subnormal numbers and to 0.
    let inline private scaleByPowerOfTwo (p: V) (n: V) : V =
        if Avx512F.IsSupported then
            Avx512F.Scale(p, n)
        else
            // Two halves keep each factor normal; the second product rounds once, into the subnormal range if it must.
            let half = Vector512.Floor(n * splat 0.5)
            p * powerOfTwo half * powerOfTwo (n - half)

    /// exp(x) for x <= 0 (any negative value, -infinity included): at most 2 ulp; 0 below -745.2.
    let inline expNonPositive (x: V) : V =
        let magic = splat 6755399441055744.0
        // Below -800 the result is 0 all the same; the bound keeps n finite.
        let x = Vector512.Max(x, splat -800.0)
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
        scaleByPowerOfTwo p n

    /// 1 / t for normal t > 0: at most 1 ulp.
    let inline reciprocal (t: V) : V =
        if Avx512F.IsSupported then
            let y = Avx512F.Reciprocal14 t
            let y = fma y (Vector512.FusedMultiplyAdd(-t, y, splat 1.0)) y
            fma y (Vector512.FusedMultiplyAdd(-t, y, splat 1.0)) y
        else
            splat 1.0 / t

    /// 1 / sqrt t for normal t > 0: at most 2 ulp.
    let inline reciprocalRoot (t: V) : V =
        if Avx512F.IsSupported then
            let half = splat 0.5
            let h = t * half
            let y = Avx512F.ReciprocalSqrt14 t
            let y = fma y (Vector512.FusedMultiplyAdd(-(h * y), y, half)) y
            fma y (Vector512.FusedMultiplyAdd(-(h * y), y, half)) y
        else
            splat 1.0 / Vector512.Sqrt t

    /// log2 of a normal t > 0: absolute error at most 2e-16 (|log2 t| + 1).
    let inline private log2Normal (t: V) : V =
        let bits = t.AsInt64()
        // The exponent is taken so that the mantissa m lies in [sqrt(1/2), sqrt 2).
        let offset = Vector512.Create 0x3FE6A09E667F3BCDL
        let e = Vector512.ShiftRightArithmetic(bits - offset, 52)
        let m = (bits - Vector512.ShiftLeft(e, 52)).AsDouble()
        let exponent = Vector512.ConvertToDouble e
        let z = (m - splat 1.0) * reciprocal (m + splat 1.0)
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

    /// t^(-p) for t >= 1 and 0 < p < 1: relative error at most (2 + p log2 t) ulp.
    let inline private fractionalPower (p: float) (t: V) : V =
        expNonPositive (log2Normal t * splat (-p * 0.6931471805599453))

    /// Runs f over the span in steps of eight lanes and adds scale * f(s) to the sum; a ragged end goes through a copy.
    let inline private accumulate
        (scale: float)
        (s: ReadOnlySpan<float>)
        (sum: Span<float>)
        ([<InlineIfLambda>] f: V -> V)
        =
        if sum.Length <> s.Length then
            invalidArg "sum" "sum must be as long as s."

        let source = &MemoryMarshal.GetReference s
        let target = &MemoryMarshal.GetReference sum
        let factor = splat scale
        let whole = s.Length &&& ~~~7
        let mutable j = 0

        while j < whole do
            let v = f (Vector512.LoadUnsafe(&source, unativeint j))
            let old = Vector512.LoadUnsafe(&target, unativeint j)
            Vector512.StoreUnsafe(fma factor v old, &target, unativeint j)
            j <- j + 8

        if whole < s.Length then
            let ragged = Array.create 8 1.0
            s.Slice(whole).CopyTo(Span ragged)
            let v = factor * f (Vector512.Create<float>(values = ragged))

            for l in 0 .. s.Length - whole - 1 do
                sum[whole + l] <- sum[whole + l] + v.GetElement l

    /// Runs f over the span once and adds first * g(f(s)) to one sum and second * f(s) to another.
    let inline private accumulateTwo
        (first: float)
        (second: float)
        (s: ReadOnlySpan<float>)
        (values: Span<float>)
        (slopes: Span<float>)
        ([<InlineIfLambda>] f: V -> V)
        ([<InlineIfLambda>] g: V -> V)
        =
        if values.Length <> s.Length || slopes.Length <> s.Length then
            invalidArg "values" "values and slopes must be as long as s."

        let source = &MemoryMarshal.GetReference s
        let toValues = &MemoryMarshal.GetReference values
        let toSlopes = &MemoryMarshal.GetReference slopes
        let whole = s.Length &&& ~~~7
        let mutable j = 0

        while j < whole do
            let v = f (Vector512.LoadUnsafe(&source, unativeint j))
            let oldValue = Vector512.LoadUnsafe(&toValues, unativeint j)
            Vector512.StoreUnsafe(fma (splat first) (g v) oldValue, &toValues, unativeint j)
            let oldSlope = Vector512.LoadUnsafe(&toSlopes, unativeint j)
            Vector512.StoreUnsafe(fma (splat second) v oldSlope, &toSlopes, unativeint j)
            j <- j + 8

        if whole < s.Length then
            accumulate first (s.Slice whole) (values.Slice whole) (fun v -> g (f v))
            accumulate second (s.Slice whole) (slopes.Slice whole) f

    // The squared distance 0 has no reciprocal root; this floor keeps it finite and disappears in the product with s.
    let inline private awayFromZero (s: V) = Vector512.Max(s, splat 1e-300)

    let inline private zeroWhereZero (s: V) (v: V) =
        Vector512.ConditionalSelect(Vector512.GreaterThan(s, Vector512<float>.Zero), v, Vector512<float>.Zero)

    /// sum += scale * exp(rate * s), rate * s <= 0.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addExp (scale: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v -> expNonPositive (v * splat rate))

    /// values += scale * exp(rate * s) and slopes += scale * rate * exp(rate * s), rate * s <= 0.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addExpBoth (scale: float, rate: float, s: ReadOnlySpan<float>, values: Span<float>, slopes: Span<float>) =
        accumulateTwo scale (scale * rate) s values slopes (fun v -> expNonPositive (v * splat rate)) (fun v -> v)

    /// sum += scale * (1 + a r) exp(rate r), r = sqrt s, rate <= 0.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addExpRoot (scale: float, a: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v ->
            let r = v * reciprocalRoot (awayFromZero v)
            fma r (splat a) (splat 1.0) * expNonPositive (r * splat rate))

    /// sum += scale * exp(rate r) / r, r = sqrt s, rate <= 0; nothing where s = 0.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addExpRootOver (scale: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v ->
            let y = reciprocalRoot (awayFromZero v)
            zeroWhereZero v (y * expNonPositive (v * y * splat rate)))

    /// sum += scale * sqrt s.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addRoot (scale: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v -> v * reciprocalRoot (awayFromZero v))

    /// sum += scale / sqrt s; nothing where s = 0.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addReciprocalRoot (scale: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v -> zeroWhereZero v (reciprocalRoot (awayFromZero v)))

    /// v^n, n >= 0, by repeated squaring.
    let inline private wholePower (n: int) (v: V) : V =
        let mutable result = splat 1.0
        let mutable square = v
        let mutable rest = n

        while rest > 0 do
            if rest &&& 1 = 1 then
                result <- result * square

            rest <- rest >>> 1

            if rest > 0 then
                square <- square * square

        result

    let inline private accumulateShifted
        (scale: float)
        (rate: float)
        (s: ReadOnlySpan<float>)
        (sum: Span<float>)
        ([<InlineIfLambda>] f: V -> V)
        =
        accumulate scale s sum (fun v -> f (fma v (splat rate) (splat 1.0)))

    /// sum += scale * (1 + rate s)^(-power), rate s >= 0, power > 0. Whole and half powers cost no logarithm.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addPower (scale: float, rate: float, power: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let whole = int (floor power)
        let fraction = power - floor power

        if fraction = 0.0 then
            match whole with
            | 1 -> accumulateShifted scale rate s sum reciprocal
            | 2 ->
                accumulateShifted scale rate s sum (fun t ->
                    let y = reciprocal t
                    y * y)
            | 3 ->
                accumulateShifted scale rate s sum (fun t ->
                    let y = reciprocal t
                    y * y * y)
            | 6 ->
                accumulateShifted scale rate s sum (fun t ->
                    let y = reciprocal t
                    let cube = y * y * y
                    cube * cube)
            | _ -> accumulateShifted scale rate s sum (fun t -> wholePower whole (reciprocal t))
        elif fraction = 0.5 then
            match whole with
            | 0 -> accumulateShifted scale rate s sum reciprocalRoot
            | 1 ->
                accumulateShifted scale rate s sum (fun t ->
                    let y = reciprocalRoot t
                    y * y * y)
            | _ ->
                accumulateShifted scale rate s sum (fun t ->
                    let y = reciprocalRoot t
                    y * wholePower whole (y * y))
        elif whole = 0 then
            accumulateShifted scale rate s sum (fractionalPower fraction)
        elif whole = 1 then
            accumulateShifted scale rate s sum (fun t -> reciprocal t * fractionalPower fraction t)
        else
            accumulateShifted scale rate s sum (fun t -> wholePower whole (reciprocal t) * fractionalPower fraction t)

    /// sum += scale * (rate s + shift)^degree.
    [<MethodImpl(MethodImplOptions.AggressiveOptimization)>]
    let addPolynomial (scale: float, rate: float, shift: float, degree: int, s: ReadOnlySpan<float>, sum: Span<float>) =
        match degree with
        | 0 -> accumulate scale s sum (fun _ -> splat 1.0)
        | 1 -> accumulate scale s sum (fun v -> fma v (splat rate) (splat shift))
        | 2 ->
            accumulate scale s sum (fun v ->
                let t = fma v (splat rate) (splat shift)
                t * t)
        | 3 ->
            accumulate scale s sum (fun v ->
                let t = fma v (splat rate) (splat shift)
                t * t * t)
        | _ -> accumulate scale s sum (fun v -> wholePower degree (fma v (splat rate) (splat shift)))
