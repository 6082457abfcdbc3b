namespace GanFlowTheory.Core

// Strips on the stack.
#nowarn "9"

open System
open System.Runtime.CompilerServices
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

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
    let tables = lazy (tabled |> Array.map (fun t -> TabledPowers.Tables(t.Power, 0)))
    let steeper = lazy (tabled |> Array.map (fun t -> TabledPowers.Tables(t.Power, 1)))
    let largestRate = terms |> Array.fold (fun most t -> max most t.Rate) 0.0

    // The margin is for squared distances that rounding puts above the reach.
    let fast =
        Avx512F.IsSupported && 1.0 + largestRate * reach < 0.99 * PowerLoops.bound

    /// sum += scale times the terms at s.
    [<SkipLocalsInit>]
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
                    WholePowers.reciprocals (triple[0].Rate, triple[1].Rate, triple[2].Rate, part, inverse)

                    WholePowers.addTriple (
                        scaled triple[0],
                        scaled triple[1],
                        scaled triple[2],
                        part,
                        Span.op_Implicit inverse,
                        into
                    )

                for i in 0 .. halves.Length - 1 do
                    HalfPowers.addHalf (scaled halves[i], series[i], part, into)

                for i in 0 .. tabled.Length - 1 do
                    TabledPowers.addByTables (scaled tabled[i], tables.Value[i], part, into)

                for term in left do
                    Powers.addPower (scale * term.Scale, term.Rate, term.Power, part, into)
            else
                for term in terms do
                    Powers.addPower (scale * term.Scale, term.Rate, term.Power, part, into)

            first <- first + count

    /// values += scale times the terms at s, slopes += scale times their derivatives.
    [<SkipLocalsInit>]
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
                        WholePowers.reciprocals (triple[0].Rate, triple[1].Rate, triple[2].Rate, part, inverse)

                        WholePowers.addTripleBoth (
                            scaled triple[0],
                            scaled triple[1],
                            scaled triple[2],
                            part,
                            given,
                            toValues,
                            toSlopes
                        )

                    for i in 0 .. halves.Length - 1 do
                        HalfPowers.addHalfBoth (scaled halves[i], steeperSeries[i], part, toValues, toSlopes)

                    for i in 0 .. tabled.Length - 1 do
                        TabledPowers.addByTablesBoth (scaled tabled[i], steeper.Value[i], part, toValues, toSlopes)

                    left
                else
                    terms

            for term in slow do
                let slope = -term.Rate * term.Power * scale * term.Scale
                Powers.addPowerBoth (scale * term.Scale, slope, term.Rate, term.Power, part, toValues, toSlopes)

            first <- first + count
