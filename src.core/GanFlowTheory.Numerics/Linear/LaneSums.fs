namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// Functions of each entry of a span, eight lanes at a time, added to sums: what profiles of kernels are made of.
module internal LaneSums =

    open VectorMath

    /// Runs f over the span in steps of eight lanes and adds scale * f(s) to the sum; a ragged end goes through a copy.
    let inline accumulate (scale: float) (s: ReadOnlySpan<float>) (sum: Span<float>) ([<InlineIfLambda>] f: V -> V) =
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

    /// Runs f over the span once and adds first * f(s) to one sum and second * f(s) to another.
    let inline accumulateTwo
        (first: float)
        (second: float)
        (s: ReadOnlySpan<float>)
        (values: Span<float>)
        (slopes: Span<float>)
        ([<InlineIfLambda>] f: V -> V)
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
            Vector512.StoreUnsafe(fma (splat first) v oldValue, &toValues, unativeint j)
            let oldSlope = Vector512.LoadUnsafe(&toSlopes, unativeint j)
            Vector512.StoreUnsafe(fma (splat second) v oldSlope, &toSlopes, unativeint j)
            j <- j + 8

        if whole < s.Length then
            accumulate first (s.Slice whole) (values.Slice whole) f
            accumulate second (s.Slice whole) (slopes.Slice whole) f

    // The squared distance 0 has no reciprocal root, nor has infinity; between these bounds it is finite, and the lower
    // one disappears in the product with s.
    let inline private awayFromZero (s: V) =
        Vector512.MinNative(Vector512.MaxNative(s, splat 1e-300), splat 1e300)

    let inline private zeroWhereZero (s: V) (v: V) =
        Vector512.ConditionalSelect(Vector512.GreaterThan(s, Vector512<float>.Zero), v, Vector512<float>.Zero)

    /// sum += scale * exp(rate * s), rate * s <= 0.
    let addExp (scale: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let rates = splat rate
        let binary = splat (binaryRate rate)
        let bound = splat (boundOf rate)
        accumulate scale s sum (fun v -> expScaled binary bound rates v)

    /// values += scale * exp(rate * s) and slopes += scale * rate * exp(rate * s), rate * s <= 0.
    let addExpBoth (scale: float, rate: float, s: ReadOnlySpan<float>, values: Span<float>, slopes: Span<float>) =
        let rates = splat rate
        let binary = splat (binaryRate rate)
        let bound = splat (boundOf rate)
        accumulateTwo scale (scale * rate) s values slopes (fun v -> expScaled binary bound rates v)

    /// sum += scale * (1 + a r) exp(rate r), r = sqrt s, rate <= 0.
    let addExpRoot (scale: float, a: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v ->
            // An infinite s would give infinity times 0.
            let s = awayFromZero v
            let r = s * reciprocalRoot s
            fma r (splat a) (splat 1.0) * expNonPositive (r * splat rate))

    /// sum += scale * exp(rate r) / r, r = sqrt s, rate <= 0; nothing where s = 0.
    let addExpRootOver (scale: float, rate: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v ->
            let y = reciprocalRoot (awayFromZero v)
            zeroWhereZero v (y * expNonPositive (v * y * splat rate)))

    /// sum += scale * sqrt s.
    let addRoot (scale: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v -> v * reciprocalRoot (awayFromZero v))

    /// sum += scale / sqrt s; nothing where s = 0.
    let addReciprocalRoot (scale: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        accumulate scale s sum (fun v -> zeroWhereZero v (reciprocalRoot (awayFromZero v)))

    /// sum += scale * (rate s + shift)^degree.
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
