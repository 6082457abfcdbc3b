namespace GanFlowTheory.Core

// A strip on the stack.
#nowarn "9"

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// One term scale (1 + rate s)^(-power), rate and power positive.
[<Struct>]
type internal PowerTerm =
    {
        Scale: float
        Rate: float
        Power: float
    }

/// <summary>The loops behind sums of powers t^(-p), t = 1 + rate s below 2^16, one processor pass a term or three: an
/// approximate reciprocal (or root) y is mended by the series of (1 - e)^(-p) in e = 1 - t y (or 1 - t y^2), and other powers
/// go by tables over the exponent and the leading bits of the mantissa. Spans are whole vectors long.</summary>
module internal PowerLoops =

    open VectorMath

    /// Arguments below this have exponents that one table of sixteen powers covers.
    let bound = 65536.0

    /// Pairs per inner loop: the strips stay in the first-level cache.
    [<Literal>]
    let Strip = 1024

    /// The first address at or after p that a whole vector fills to the line's end: room for seven numbers more is needed.
    let inline aligned (p: nativeptr<float>) : nativeptr<float> =
        NativePtr.ofNativeInt ((NativePtr.toNativeInt p + 63n) &&& ~~~63n)

    let inline private load (a: byref<float>) (j: int) = Vector512.LoadUnsafe(&a, unativeint j)

    let inline private store (v: V) (a: byref<float>) (j: int) =
        Vector512.StoreUnsafe(v, &a, unativeint j)

    /// The coefficients of (1 - e)^(-p): p (p + 1) ... (p + k - 1) / k!.
    let rising (p: float) (count: int) =
        let c = Array.create count 1.0

        for k in 1 .. count - 1 do
            c[k] <- c[k - 1] * (p + float (k - 1)) / float k

        c

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

    /// t^(-m - 1/2) from the series' coefficients and y^2 -> y^(2 m): |e| &lt;= 2^-13, and four terms leave e^5.
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

    let private addHalf2 (term, c, s, sum) = halfLoop term c s sum square

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

    /// Sets the coefficients of z^degree and above to nothing by taking away multiples of Chebyshev polynomials, which
    /// changes the sum least where |z| &lt;= 1: by |a_n| / 2^(n - 1) for each n removed.
    let private economise (a: float[]) (degree: int) =
        let a = Array.copy a

        for n in a.Length - 1 .. -1 .. degree do
            // T_n by its recurrence, exact in integers of this size.
            let mutable below, chebyshev = [| 1.0 |], [| 0.0; 1.0 |]

            for _ in 2..n do
                let next = Array.append [| 0.0 |] (Array.map (fun c -> 2.0 * c) chebyshev)
                below |> Array.iteri (fun k c -> next[k] <- next[k] - c)
                below <- chebyshev
                chebyshev <- next

            let factor = a[n] / chebyshev[n]
            chebyshev |> Array.iteri (fun k c -> a[k] <- a[k] - factor * c)

        Array.sub a 0 degree

    /// The tables of the power p = power + whole, a sum that need not be a float64: 1 / c for the sixteen leading mantissas
    /// c, the same to the power p, two to the power of -p for sixteen exponents, and a polynomial for (1 + r)^(-p),
    /// |r| &lt;= 1/33, from its series: for p up to 4 its relative error is below 4e-16.
    type Tables(power: float, whole: int) =
        let reciprocals = Array.init 16 (fun i -> 1.0 / (1.0 + (float i + 0.5) / 16.0))

        let raise (c: float) = Math.Pow(c, power) * pown c whole
        let mantissas = reciprocals |> Array.map raise
        // The low four bits of the exponent field, 1023 + n, are those of n + 15.
        let octaves = Array.init 16 (fun i -> raise (1.0 / float (1 <<< (i + 1) % 16)))

        let polynomial =
            let radius = 1.0 / 33.0

            rising (power + float whole) 14
            |> Array.mapi (fun k c -> c * pown -radius k)
            |> fun a -> economise a 10
            |> Array.mapi (fun k c -> c / pown radius k)

        let half (a: float[]) (at: int) : V =
            Vector512.Create<float>(values = ReadOnlySpan(a, at, 8))

        member _.Reciprocals = struct (half reciprocals 0, half reciprocals 8)
        member _.Mantissas = struct (half mantissas 0, half mantissas 8)
        member _.Octaves = struct (half octaves 0, half octaves 8)
        member _.Polynomial = polynomial

    /// For t = 1 + rate s = 2^n c (1 + r): power = scale (2^n c)^(-p), rest = r.
    let private splitByTables
        (scale: float, rate: float, tables: Tables, s: ReadOnlySpan<float>, power: Span<float>, rest: Span<float>)
        =
        let source = &MemoryMarshal.GetReference s
        let toPower = &MemoryMarshal.GetReference power
        let toRest = &MemoryMarshal.GetReference rest
        let struct (r0, r1) = tables.Reciprocals
        let struct (m0, m1) = tables.Mantissas
        let m0, m1 = splat scale * m0, splat scale * m1
        let struct (o0, o1) = tables.Octaves
        let rates, one, minusOne = splat rate, splat 1.0, splat -1.0
        let mutable j = 0

        while j < s.Length do
            let t = fma (load &source j) rates one
            let bits = t.AsInt64()
            let leading = Vector512.ShiftRightLogical(bits, 48)
            let octave = Avx512F.PermuteVar8x64x2(o0, Vector512.ShiftRightLogical(bits, 52), o1)
            let center = Avx512F.PermuteVar8x64x2(r0, leading, r1)
            store (Avx512F.PermuteVar8x64x2(m0, leading, m1) * octave) &toPower j
            store (Vector512.FusedMultiplyAdd(Avx512F.GetMantissa(t, 0uy), center, minusOne)) &toRest j
            j <- j + 8

    // Estrin's scheme.
    let inline private polynomialOf c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 (r: V) : V =
        let square = r * r
        let fourth = square * square
        let low = fma square (fma r c3 c2) (fma r c1 c0)
        let high = fma square (fma r c7 c6) (fma r c5 c4)
        fma (fourth * fourth) (fma r c9 c8) (fma fourth high low)

    let private addProduct (c: float[], power: ReadOnlySpan<float>, rest: ReadOnlySpan<float>, sum: Span<float>) =
        let fromPower = &MemoryMarshal.GetReference power
        let fromRest = &MemoryMarshal.GetReference rest
        let target = &MemoryMarshal.GetReference sum
        let c0, c1, c2, c3, c4 = splat c[0], splat c[1], splat c[2], splat c[3], splat c[4]
        let c5, c6, c7, c8, c9 = splat c[5], splat c[6], splat c[7], splat c[8], splat c[9]
        let mutable j = 0

        while j < sum.Length do
            let q = polynomialOf c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 (load &fromRest j)
            store (fma (load &fromPower j) q (load &target j)) &target j
            j <- j + 8

    let private addProductBoth
        (
            term: PowerTerm,
            c: float[],
            s: ReadOnlySpan<float>,
            power: ReadOnlySpan<float>,
            rest: ReadOnlySpan<float>,
            values: Span<float>,
            slopes: Span<float>
        ) =
        let source = &MemoryMarshal.GetReference s
        let fromPower = &MemoryMarshal.GetReference power
        let fromRest = &MemoryMarshal.GetReference rest
        let toValues = &MemoryMarshal.GetReference values
        let toSlopes = &MemoryMarshal.GetReference slopes
        let c0, c1, c2, c3, c4 = splat c[0], splat c[1], splat c[2], splat c[3], splat c[4]
        let c5, c6, c7, c8, c9 = splat c[5], splat c[6], splat c[7], splat c[8], splat c[9]
        let rate, one, slope = splat term.Rate, splat 1.0, splat (-term.Rate * term.Power)
        let mutable j = 0

        while j < s.Length do
            let q = polynomialOf c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 (load &fromRest j)
            let steep = load &fromPower j * q
            let t = fma (load &source j) rate one
            store (fma steep t (load &toValues j)) &toValues j
            store (fma slope steep (load &toSlopes j)) &toSlopes j
            j <- j + 8

    // The two arrays between the passes stay in the first-level cache beside the strip.
    [<Literal>]
    let private Piece = 256

    /// sum += the term, whose power the tables are for.
    let addByTables (term: PowerTerm, tables: Tables, s: ReadOnlySpan<float>, sum: Span<float>) =
        let room = aligned (NativePtr.stackalloc<float>(2 * Piece + 8))
        let mutable first = 0

        while first < s.Length do
            let count = min Piece (s.Length - first)
            let power = Span<float>(NativePtr.toVoidPtr room, count)
            let rest = Span<float>(NativePtr.toVoidPtr (NativePtr.add room Piece), count)
            let part = s.Slice(first, count)
            splitByTables (term.Scale, term.Rate, tables, part, power, rest)
            addProduct (tables.Polynomial, Span.op_Implicit power, Span.op_Implicit rest, sum.Slice(first, count))

            first <- first + count

    /// values += the term; slopes += its slope; the tables are for its power plus one.
    let addByTablesBoth
        (term: PowerTerm, tables: Tables, s: ReadOnlySpan<float>, values: Span<float>, slopes: Span<float>)
        =
        let room = aligned (NativePtr.stackalloc<float>(2 * Piece + 8))
        let mutable first = 0

        while first < s.Length do
            let count = min Piece (s.Length - first)
            let power = Span<float>(NativePtr.toVoidPtr room, count)
            let rest = Span<float>(NativePtr.toVoidPtr (NativePtr.add room Piece), count)
            let part = s.Slice(first, count)
            splitByTables (term.Scale, term.Rate, tables, part, power, rest)

            addProductBoth (
                term,
                tables.Polynomial,
                part,
                Span.op_Implicit power,
                Span.op_Implicit rest,
                values.Slice(first, count),
                slopes.Slice(first, count)
            )

            first <- first + count

/// <summary>A sum of powers sum_i scale_i (1 + rate_i s)^(-power_i) added to whole spans: three whole powers share one
/// reciprocal, half powers take a root, others a table; few ulp each. No s is above the reach; where that is beyond the
/// loops', and on other processors, the terms go one by one.</summary>
[<Sealed>]
type internal PowerSum(terms: PowerTerm[], reach: float) =

    let isWhole (term: PowerTerm) =
        term.Power = floor term.Power && term.Power <= 64.0

    let isHalf (term: PowerTerm) =
        term.Power - floor term.Power = 0.5 && term.Power <= 8.0

    // The polynomial of the tables leaves more than rounding for higher powers.
    let hasTables (term: PowerTerm) =
        not (isWhole term) && not (isHalf term) && term.Power <= 3.0

    let triples, left =
        let chunks = terms |> Array.filter isWhole |> Array.chunkBySize 3
        let triples, left = chunks |> Array.partition (fun chunk -> chunk.Length = 3)

        let slow =
            terms
            |> Array.filter (fun t -> not (isWhole t) && not (isHalf t) && not (hasTables t))

        triples, Array.append (Array.concat left) slow

    let halves = terms |> Array.filter isHalf
    let series = halves |> Array.map (fun t -> PowerLoops.rising t.Power 5)

    let steeperSeries =
        halves |> Array.map (fun t -> PowerLoops.rising (t.Power + 1.0) 5)

    let tabled = terms |> Array.filter hasTables
    let tables = lazy (tabled |> Array.map (fun t -> PowerLoops.Tables(t.Power, 0)))
    let steeper = lazy (tabled |> Array.map (fun t -> PowerLoops.Tables(t.Power, 1)))
    let largestRate = terms |> Array.fold (fun most t -> max most t.Rate) 0.0

    let fast = Avx512F.IsSupported && 1.0 + largestRate * reach < PowerLoops.bound

    /// sum += scale times the terms at s.
    member _.AddTo(scale: float, s: ReadOnlySpan<float>, sum: Span<float>) =
        let strip =
            Span<float>(
                NativePtr.toVoidPtr (PowerLoops.aligned (NativePtr.stackalloc<float>(PowerLoops.Strip + 8))),
                PowerLoops.Strip
            )

        let scaled (term: PowerTerm) =
            { term with Scale = scale * term.Scale }

        let mutable first = 0

        while first < s.Length do
            let count = min PowerLoops.Strip (s.Length - first)
            let part = s.Slice(first, count)
            let into = sum.Slice(first, count)

            if fast && part.Length % 8 = 0 then
                for triple in triples do
                    let inverse = strip.Slice(0, count)
                    PowerLoops.reciprocals (triple[0].Rate, triple[1].Rate, triple[2].Rate, part, inverse)

                    PowerLoops.addTriple (
                        scaled triple[0],
                        scaled triple[1],
                        scaled triple[2],
                        part,
                        Span.op_Implicit inverse,
                        into
                    )

                for i in 0 .. halves.Length - 1 do
                    PowerLoops.addHalf (scaled halves[i], series[i], part, into)

                for i in 0 .. tabled.Length - 1 do
                    PowerLoops.addByTables (scaled tabled[i], tables.Value[i], part, into)

                for term in left do
                    Powers.addPower (scale * term.Scale, term.Rate, term.Power, part, into)
            else
                for term in terms do
                    Powers.addPower (scale * term.Scale, term.Rate, term.Power, part, into)

            first <- first + count

    /// values += scale times the terms at s, slopes += scale times their derivatives.
    member _.AddBothTo(scale: float, s: ReadOnlySpan<float>, values: Span<float>, slopes: Span<float>) =
        let strip =
            Span<float>(
                NativePtr.toVoidPtr (PowerLoops.aligned (NativePtr.stackalloc<float>(PowerLoops.Strip + 8))),
                PowerLoops.Strip
            )

        let scaled (term: PowerTerm) =
            { term with Scale = scale * term.Scale }

        let mutable first = 0

        while first < s.Length do
            let count = min PowerLoops.Strip (s.Length - first)
            let part = s.Slice(first, count)
            let toValues = values.Slice(first, count)
            let toSlopes = slopes.Slice(first, count)

            let slow =
                if fast && part.Length % 8 = 0 then
                    for triple in triples do
                        let inverse = strip.Slice(0, count)
                        let given = Span.op_Implicit inverse: ReadOnlySpan<float>
                        PowerLoops.reciprocals (triple[0].Rate, triple[1].Rate, triple[2].Rate, part, inverse)

                        PowerLoops.addTripleBoth (
                            scaled triple[0],
                            scaled triple[1],
                            scaled triple[2],
                            part,
                            given,
                            toValues,
                            toSlopes
                        )

                    for i in 0 .. halves.Length - 1 do
                        PowerLoops.addHalfBoth (scaled halves[i], steeperSeries[i], part, toValues, toSlopes)

                    for i in 0 .. tabled.Length - 1 do
                        PowerLoops.addByTablesBoth (scaled tabled[i], steeper.Value[i], part, toValues, toSlopes)

                    left
                else
                    terms

            for term in slow do
                let slope = -term.Rate * term.Power * scale * term.Scale
                Powers.addPowerBoth (scale * term.Scale, slope, term.Rate, term.Power, part, toValues, toSlopes)

            first <- first + count
