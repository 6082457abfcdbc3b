module GanFlowTheory.Core.Tests.PowersTests

open System
open System.Runtime.Intrinsics.X86
open Xunit
open GanFlowTheory.Core

let private ulp (x: float) = Math.BitIncrement(abs x) - abs x

[<Theory>]
[<InlineData(0.2)>]
[<InlineData(1.2)>]
[<InlineData(2.7)>]
[<InlineData(3.3)>]
[<InlineData(7.25)>]
let ``powers stay within the bound that their logarithm implies`` (power: float) =
    // 259 entries: a strip of 256 and a ragged end.
    let s = Array.init 259 (fun i -> Math.Pow(1.12, float i) - 1.0)
    let sum = Array.zeroCreate<float> s.Length
    Powers.addPower (1.0, 1.0, power, ReadOnlySpan s, Span sum)

    for i in 0 .. s.Length - 1 do
        let expected = Math.Pow(1.0 + s[i], -power)
        let fraction = if power < 3.0 then power else power - floor power
        // 3 + 2 f log2 t ulp for the power by logarithm, two for each factor of a whole power and Math.Pow's own.
        let allowed = 4.0 + 2.0 * fraction * Math.Log2(1.0 + s[i]) + 2.0 * floor power

        Assert.True(
            abs (sum[i] - expected) <= allowed * ulp expected,
            $"(1 + {s[i]:R})^-{power} = {sum[i]:R}, expected {expected:R}"
        )

[<Fact>]
let ``values and slopes of a power in one pass agree with the two sums`` () =
    for count in [ 1; 8; 13; 256; 300 ] do
        for power in [ 0.2; 0.5; 1.0; 5.0; 6.6 ] do
            let s = Array.init count (fun i -> 0.37 * float i)
            let values, slopes = Array.create count 1.0, Array.create count -2.0
            Powers.addPowerBoth (0.5, -0.25, 0.5, power, ReadOnlySpan s, Span values, Span slopes)

            for j in 0 .. count - 1 do
                let t = 1.0 + 0.5 * s[j]
                // Sums of two rounded terms; the logarithm's share is at most 2 * 7.6 * log2 56.
                Testing.close 2e-14 (1.0 + 0.5 * Math.Pow(t, -power)) values[j]
                Testing.close 2e-14 (-2.0 - 0.25 * Math.Pow(t, -power - 1.0)) slopes[j]

let private term scale rate power =
    {
        Scale = scale
        Rate = rate
        Power = power
    }

/// Sums that meet every loop: triples written out and by their bits, two and one whole powers left over, half powers,
/// powers by tables up to their bound, and higher ones.
let private sums =
    [
        [ term 1.0 0.5 1.0; term 2.0 0.25 2.0; term 0.5 0.1 5.0 ]
        [ term 1.0 0.5 2.0; term 2.0 0.25 3.0; term 0.5 0.1 6.0 ]
        [ term 1.0 0.5 3.0; term 2.0 0.25 4.0; term 0.5 0.1 7.0 ]
        [ term 1.0 0.5 4.0; term 2.0 3.0 1.0; term 0.5 0.1 9.0; term 1.0 1.0 1.0 ]
        [ term 1.0 0.5 2.0; term 2.0 0.25 1.0 ]
        [ term 1.0 1.0 0.5 ]
        [ term 0.7 1.0 1.5; term 0.3 2.0 2.5; term 0.2 0.3 7.5 ]
        [ term 1.0 2.5 0.2; term 1.0 2.5 1.2; term 1.0 2.5 2.2; term 3.0 0.7 2.999 ]
        [ term 1.0 2.5 4.2; term 1.0 0.1 70.0 ]
        [
            term 1.0 2.5 0.2
            term 1.0 1.0 0.5
            term 1.0 0.5 1.0
            term 1.0 0.25 2.0
            term 1.0 0.1 5.0
        ]
    ]

/// What a term may be off by, in ulp of itself: 1 + rate s is rounded once and its power feels that power times; the
/// shared reciprocal carries six roundings into each whole power; tables and series add four.
let private allowed (power: float) = 4.0 + 4.0 * power

[<Fact>]
let ``sums of powers agree with the powers one by one`` () =
    for terms in sums do
        // Arguments from 0 to beyond the loops' bound, and counts that leave a ragged end.
        for count, largest in [ 8, 1.0; 1032, 20.0; 2048, 20000.0; 1024, 1e9; 13, 5.0; 1029, 3.0 ] do
            let s = Array.init count (fun i -> largest * pown (float i / float (count - 1)) 3)

            let sum = PowerSum(Array.ofList terms, largest)
            let values, slopes = Array.zeroCreate<float> count, Array.zeroCreate<float> count
            let alone = Array.zeroCreate<float> count
            sum.AddTo(2.0, ReadOnlySpan s, Span alone)
            sum.AddBothTo(2.0, ReadOnlySpan s, Span values, Span slopes)

            for j in 0 .. count - 1 do
                let mutable expected = 0.0
                let mutable slope = 0.0
                let mutable room = 0.0
                let mutable slopeRoom = 0.0

                for t in terms do
                    let argument = 1.0 + t.Rate * s[j]
                    let own = 2.0 * t.Scale * Math.Pow(argument, -t.Power)
                    let steep = -t.Rate * t.Power * own / argument
                    // Beyond the loops, which are for wide registers, powers go by logarithms, and a logarithm's error grows with it; so does that of
                    // the power plus one, rounded.
                    let byLogarithm = 2.0 * (t.Power + 1.0) * Math.Log2 argument

                    let inLoops =
                        Avx512F.IsSupported && 1.0 + 3.0 * largest < PowerLoops.bound && t.Power <= 3.0

                    let far = if inLoops then 0.0 else byLogarithm
                    expected <- expected + own
                    slope <- slope + steep
                    room <- room + (allowed t.Power + far) * ulp own

                    slopeRoom <- slopeRoom + (allowed (t.Power + 1.0) + far) * ulp steep

                // The terms are added in some order, each addition rounding once.
                let additions = float terms.Length

                let check (what: string) (found: float) (expected: float) (room: float) =
                    let allowed = room + additions * ulp expected

                    if not (abs (found - expected) <= allowed) then
                        Assert.Fail(
                            $"{what} of {terms} at {s[j]:R}, {count} up to {largest}: {abs (found - expected) / ulp expected} ulp off, \
                              allowed {allowed / ulp expected}"
                        )

                check "the value alone" alone[j] expected room
                check "the value" values[j] expected room
                check "the slope" slopes[j] slope slopeRoom

[<Fact>]
let ``arguments that rounding puts above the reach are summed like any other`` () =
    // 1 + s crosses the bound of the tables, whose exponents wrap round there.
    let reach = Math.BitDecrement(PowerLoops.bound - 1.0)
    let s = Array.create 8 (reach * (1.0 + 1e-15))
    Assert.True(1.0 + s[0] >= PowerLoops.bound)
    let sum = Array.zeroCreate<float> 8
    PowerSum([| term 1.0 1.0 0.2; term 1.0 1.0 1.2 |], reach).AddTo(1.0, ReadOnlySpan s, Span sum)
    let expected = Math.Pow(1.0 + s[0], -0.2) + Math.Pow(1.0 + s[0], -1.2)
    // By logarithms: 3 + 2 p log2 t ulp a term, and one for the addition.
    Assert.InRange(sum[0], expected - 12.0 * ulp expected, expected + 12.0 * ulp expected)
