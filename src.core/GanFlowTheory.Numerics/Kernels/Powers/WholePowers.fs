namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics.X86

/// Three whole powers from one reciprocal, that of the product of their arguments.
module internal WholePowers =

    open VectorMath
    open PowerLoops

    let inline private square (y: V) = y * y
    let inline private cube (y: V) = y * y * y

    let inline private fourth (y: V) =
        let y2 = y * y
        y2 * y2

    let inline private fifth (y: V) =
        let y2 = y * y
        y2 * y2 * y

    let inline private sixth (y: V) =
        let y2 = y * y
        y2 * y2 * y2

    let inline private seventh (y: V) =
        let y2 = y * y
        (y2 * y2) * (y2 * y)

    /// inverse = 1 / (t0 t1 t2).
    let reciprocals (rate0, rate1, rate2, s: ReadOnlySpan<float>, inverse: Span<float>) =
        let source = &MemoryMarshal.GetReference s
        let target = &MemoryMarshal.GetReference inverse
        let rates0, rates1, rates2, one = splat rate0, splat rate1, splat rate2, splat 1.0
        let mutable j = 0

        while j < s.Length do
            let v = load &source j
            let product = fma v rates0 one * fma v rates1 one * fma v rates2 one
            let y = Avx512F.Reciprocal14 product
            // e <= 2^-14: y (1 + e)(1 + e^2) leaves e^4.
            let e = Avx512F.FusedMultiplyAddNegated(product, y, one)
            let z = fma y e y
            store (fma z (e * e) z) &target j
            j <- j + 8

    let inline private tripleLoop
        (term0: PowerTerm)
        (term1: PowerTerm)
        (term2: PowerTerm)
        (s: ReadOnlySpan<float>)
        (inverse: ReadOnlySpan<float>)
        (sum: Span<float>)
        ([<InlineIfLambda>] power0: V -> V)
        ([<InlineIfLambda>] power1: V -> V)
        ([<InlineIfLambda>] power2: V -> V)
        =
        let source = &MemoryMarshal.GetReference s
        let given = &MemoryMarshal.GetReference inverse
        let target = &MemoryMarshal.GetReference sum

        let rate0, rate1, rate2, one =
            splat term0.Rate, splat term1.Rate, splat term2.Rate, splat 1.0

        let scale0, scale1, scale2 = splat term0.Scale, splat term1.Scale, splat term2.Scale
        let mutable j = 0

        while j < s.Length do
            let v = load &source j
            let t0 = fma v rate0 one
            let t1 = fma v rate1 one
            let y = load &given j
            let pair = y * fma v rate2 one
            let first = fma scale2 (power2 (y * (t0 * t1))) (load &target j)
            let second = scale0 * power0 (pair * t1)
            store (first + fma scale1 (power1 (pair * t0)) second) &target j
            j <- j + 8

    // One small method a case, the powers written out: a loop over their bits costs more than the arithmetic. These are
    // the powers of the paper's mixture and of its first two derivatives.

    let private addTriple125 (term0, term1, term2, s, inverse, sum) =
        tripleLoop term0 term1 term2 s inverse sum id square fifth

    let private addTriple236 (term0, term1, term2, s, inverse, sum) =
        tripleLoop term0 term1 term2 s inverse sum square cube sixth

    let private addTriple347 (term0, term1, term2, s, inverse, sum) =
        tripleLoop term0 term1 term2 s inverse sum cube fourth seventh

    let private addTripleOf (term0: PowerTerm, term1: PowerTerm, term2: PowerTerm, s, inverse, sum) =
        let n0, n1, n2 = int term0.Power, int term1.Power, int term2.Power
        tripleLoop term0 term1 term2 s inverse sum (wholePower n0) (wholePower n1) (wholePower n2)

    /// sum += the three terms, of whole powers, given the reciprocals of t0 t1 t2.
    let addTriple
        (
            term0: PowerTerm,
            term1: PowerTerm,
            term2: PowerTerm,
            s: ReadOnlySpan<float>,
            inverse: ReadOnlySpan<float>,
            sum: Span<float>
        ) =
        match int term0.Power, int term1.Power, int term2.Power with
        | 1, 2, 5 -> addTriple125 (term0, term1, term2, s, inverse, sum)
        | 2, 3, 6 -> addTriple236 (term0, term1, term2, s, inverse, sum)
        | 3, 4, 7 -> addTriple347 (term0, term1, term2, s, inverse, sum)
        | _ -> addTripleOf (term0, term1, term2, s, inverse, sum)

    let inline private tripleLoopBoth
        (term0: PowerTerm)
        (term1: PowerTerm)
        (term2: PowerTerm)
        (s: ReadOnlySpan<float>)
        (inverse: ReadOnlySpan<float>)
        (values: Span<float>)
        (slopes: Span<float>)
        ([<InlineIfLambda>] power0: V -> V)
        ([<InlineIfLambda>] power1: V -> V)
        ([<InlineIfLambda>] power2: V -> V)
        =
        let source = &MemoryMarshal.GetReference s
        let given = &MemoryMarshal.GetReference inverse
        let toValues = &MemoryMarshal.GetReference values
        let toSlopes = &MemoryMarshal.GetReference slopes

        let rate0, rate1, rate2, one =
            splat term0.Rate, splat term1.Rate, splat term2.Rate, splat 1.0

        let scale0, scale1, scale2 = splat term0.Scale, splat term1.Scale, splat term2.Scale
        let slope0 = splat (-term0.Rate * term0.Power)
        let slope1 = splat (-term1.Rate * term1.Power)
        let slope2 = splat (-term2.Rate * term2.Power)
        let mutable j = 0

        while j < s.Length do
            let v = load &source j
            let t0 = fma v rate0 one
            let t1 = fma v rate1 one
            let y = load &given j
            let pair = y * fma v rate2 one
            let y0 = pair * t1
            let y1 = pair * t0
            let y2 = y * (t0 * t1)
            let p0 = scale0 * power0 y0
            let p1 = scale1 * power1 y1
            let p2 = scale2 * power2 y2
            store (load &toValues j + (p0 + (p1 + p2))) &toValues j
            let slope = fma (slope0 * p0) y0 (load &toSlopes j)
            store (slope + fma (slope1 * p1) y1 (slope2 * p2 * y2)) &toSlopes j
            j <- j + 8

    let private addTripleBoth125 (term0, term1, term2, s, inverse, values, slopes) =
        tripleLoopBoth term0 term1 term2 s inverse values slopes id square fifth

    let private addTripleBothOf (term0: PowerTerm, term1: PowerTerm, term2: PowerTerm, s, inverse, values, slopes) =
        let n0, n1, n2 = int term0.Power, int term1.Power, int term2.Power
        tripleLoopBoth term0 term1 term2 s inverse values slopes (wholePower n0) (wholePower n1) (wholePower n2)

    /// values += the three terms; slopes += their slopes, -rate power scale t^(-power - 1).
    let addTripleBoth
        (
            term0: PowerTerm,
            term1: PowerTerm,
            term2: PowerTerm,
            s: ReadOnlySpan<float>,
            inverse: ReadOnlySpan<float>,
            values: Span<float>,
            slopes: Span<float>
        ) =
        match int term0.Power, int term1.Power, int term2.Power with
        | 1, 2, 5 -> addTripleBoth125 (term0, term1, term2, s, inverse, values, slopes)
        | _ -> addTripleBothOf (term0, term1, term2, s, inverse, values, slopes)
