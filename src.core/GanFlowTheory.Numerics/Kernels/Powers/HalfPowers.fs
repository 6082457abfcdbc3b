namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics.X86

/// Powers with a half, from a reciprocal root.
module internal HalfPowers =

    open VectorMath
    open PowerLoops

    /// t^(-m - 1/2) from the series' coefficients and y^2 -> y^(2 m): |e| <= 2^-13, and four terms leave e^5.
    let inline private halfPower c1 c2 c3 c4 ([<InlineIfLambda>] power: V -> V) (t: V) : V =
        let y = Avx512F.ReciprocalSqrt14 t
        let square = y * y
        let e = Avx512F.FusedMultiplyAddNegated(t, square, splat 1.0)
        let q = fma (e * e) (fma e c4 c3) (fma e c2 c1)
        let root = y * power square
        fma (root * e) q root

    let inline private halfLoop
        (term: PowerTerm)
        (c: float[])
        (s: ReadOnlySpan<float>)
        (sum: Span<float>)
        ([<InlineIfLambda>] power: V -> V)
        =
        let source = &MemoryMarshal.GetReference s
        let target = &MemoryMarshal.GetReference sum
        let c1, c2, c3, c4 = splat c[1], splat c[2], splat c[3], splat c[4]
        let rate, one, scale = splat term.Rate, splat 1.0, splat term.Scale
        let mutable j = 0

        while j < s.Length do
            let t = fma (load &source j) rate one
            store (fma scale (halfPower c1 c2 c3 c4 power t) (load &target j)) &target j
            j <- j + 8

    let private addHalf1 (term, c, s, sum) = halfLoop term c s sum id

    let private addHalf2 (term, c, s, sum) = halfLoop term c s sum (fun y -> y * y)

    let private addHalfOf (term: PowerTerm, c, s, sum) =
        let m = int term.Power
        halfLoop term c s sum (wholePower m)

    /// sum += the term, of power m + 1/2; c is the series for it.
    let addHalf (term: PowerTerm, c: float[], s: ReadOnlySpan<float>, sum: Span<float>) =
        match int term.Power with
        | 1 -> addHalf1 (term, c, s, sum)
        | 2 -> addHalf2 (term, c, s, sum)
        | _ -> addHalfOf (term, c, s, sum)

    let inline private halfLoopBoth
        (term: PowerTerm)
        (c: float[])
        (s: ReadOnlySpan<float>)
        (values: Span<float>)
        (slopes: Span<float>)
        ([<InlineIfLambda>] power: V -> V)
        =
        let source = &MemoryMarshal.GetReference s
        let toValues = &MemoryMarshal.GetReference values
        let toSlopes = &MemoryMarshal.GetReference slopes
        let c1, c2, c3, c4 = splat c[1], splat c[2], splat c[3], splat c[4]
        let rate, one, scale = splat term.Rate, splat 1.0, splat term.Scale
        let slope = splat (-term.Rate * term.Power * term.Scale)
        let mutable j = 0

        while j < s.Length do
            let t = fma (load &source j) rate one
            let steep = halfPower c1 c2 c3 c4 power t
            store (fma scale (steep * t) (load &toValues j)) &toValues j
            store (fma slope steep (load &toSlopes j)) &toSlopes j
            j <- j + 8

    let private addHalfBoth1 (term, c, s, values, slopes) = halfLoopBoth term c s values slopes id

    let private addHalfBothOf (term: PowerTerm, c, s, values, slopes) =
        let m = int term.Power + 1
        halfLoopBoth term c s values slopes (wholePower m)

    /// values += the term, of power m + 1/2; slopes += its slope; c is the series for the power plus one.
    let addHalfBoth (term: PowerTerm, c: float[], s: ReadOnlySpan<float>, values: Span<float>, slopes: Span<float>) =
        match int term.Power with
        | 0 -> addHalfBoth1 (term, c, s, values, slopes)
        | _ -> addHalfBothOf (term, c, s, values, slopes)
