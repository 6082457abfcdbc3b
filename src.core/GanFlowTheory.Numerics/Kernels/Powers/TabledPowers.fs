namespace GanFlowTheory.Core

// Strips on the stack.
#nowarn "9"

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// Other powers up to 4, by tables and a polynomial.
module internal TabledPowers =

    open VectorMath
    open PowerLoops

    /// Sets the coefficients of z^degree and above to nothing by taking away multiples of Chebyshev polynomials, which
    /// changes the sum least where |z| <= 1: by |a_n| / 2^(n - 1) for each n removed.
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

    /// The tables of the power p = power + whole, a sum that need not be a float64: 1 / c for the sixteen leading
    /// mantissas c, the same to the power p, two to the power of -p for sixteen exponents, and a polynomial for
    /// (1 + r)^(-p), |r| <= 1/33, from its series: for p up to 4 its relative error is below 4e-16.
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
    [<SkipLocalsInit>]
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
    [<SkipLocalsInit>]
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
