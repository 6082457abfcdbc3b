namespace GanFlowTheory.Core.Tests

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core
open Xunit

/// Ticks and numbers: what any range must give.
module AxisTests =

    let private config =
        Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(Some { Rnd = Rnd(20261UL, 7UL); Size = None })

    /// Any finite doubles, wide in magnitude, near each other, equal.
    let private ranges =
        let magnitude =
            gen {
                let! mantissa = Gen.choose (-1000, 1000)
                let! exponent = Gen.frequency [ 8, Gen.choose (-12, 12); 1, Gen.choose (-320, 305) ]
                return float mantissa / 1000.0 * Math.Pow(10.0, float exponent)
            }

        let near =
            gen {
                let! a = magnitude
                let! exponent = Gen.choose (-17, 2)
                return a, a + abs a * Math.Pow(10.0, float exponent)
            }

        Gen.frequency
            [
                3, Gen.map2 (fun a b -> min a b, max a b) magnitude magnitude
                2, near
                1, Gen.map (fun a -> a, a) magnitude
            ]
        |> Arb.fromGen

    let private wellTicked (axis: Axis) =
        let ticks = axis.Ticks |> Array.map fst
        Assert.InRange(ticks.Length, 3, 9)

        for v in Array.append ticks axis.Minor do
            Assert.True(Axis.contains axis v, $"tick {v:R} outside [{axis.Low:R}, {axis.High:R}]")
            Assert.InRange(Axis.position axis v, 0.0, 1.0)

        for a, b in Array.pairwise ticks do
            Assert.True(a < b, $"ticks {a:R}, {b:R} do not increase")
            Assert.True(Axis.position axis a < Axis.position axis b, $"ticks {a:R}, {b:R} at one place")

        let labels = axis.Ticks |> Array.map snd
        Assert.Equal(labels.Length, (Array.distinct labels).Length)

        for label in labels do
            Assert.DoesNotContain("N", label)
            Assert.DoesNotContain("∞", label)

    [<Fact>]
    let ``every linear axis has three to nine increasing, distinctly labelled ticks inside it`` () =
        Check.One(config, Prop.forAll ranges (fun (low, high) -> wellTicked (Axis.linear low high)))

    [<Fact>]
    let ``every logarithmic axis has three to nine increasing, distinctly labelled ticks inside it`` () =
        let positive (low, high) =
            let a, b = abs low, abs high
            max Double.Epsilon (min a b), max Double.Epsilon (max a b)

        Check.One(config, Prop.forAll ranges (fun range -> wellTicked (positive range ||> Axis.logarithmic)))

    [<Fact>]
    let ``an axis holds its range and its margin`` () =
        Check.One(
            config,
            Prop.forAll ranges (fun (low, high) ->
                let clamp v = Math.Clamp(v, -1e300, 1e300)
                let axis = Axis.padded 0.05 low high
                let decades = Axis.logarithmic (exp -1.0) (exp (min 600.0 (abs high)))

                axis.Low <= clamp low
                && axis.High >= clamp high
                && axis.Low < axis.High
                && decades.Low < exp -1.0
                && decades.High > exp (min 600.0 (abs high)))
        )

    [<Fact>]
    let ``tick labels say their values`` () =
        Check.One(
            config,
            Prop.forAll ranges (fun (low, high) ->
                let axis = Axis.linear low high

                let factor =
                    if axis.Factor = "" then
                        1.0
                    else
                        let plain (c: char) =
                            match c with
                            | '⁻' -> '-'
                            | '¹' -> '1'
                            | '²' -> '2'
                            | '³' -> '3'
                            | c -> char (int '0' + int c - int '⁰')

                        Math.Pow(10.0, axis.Factor.Substring(4) |> String.map plain |> float)

                for v, label in axis.Ticks do
                    let said = factor * float (label.Replace("−", "-"))
                    // A label is exact in decimal; the tick is off by rounding of k * step and of the factor.
                    Assert.True(
                        abs (said - v) <= 1e-6 * (axis.High - axis.Low),
                        $"label {label} {axis.Factor} at {v:R}"
                    ))
        )

    [<Theory>]
    [<InlineData(0.0, 10.0, "0 2 4 6 8 10")>]
    [<InlineData(-1.0, 1.0, "−1.0 −0.5 0.0 0.5 1.0")>]
    [<InlineData(0.0, 30000.0, "0 10000 20000 30000")>]
    [<InlineData(0.0, 300000.0, "0 1 2 3")>]
    let ``linear ticks are multiples of 1, 2, 5`` (low: float, high: float, expected: string) =
        let labels = (Axis.linear low high).Ticks |> Array.map snd |> String.concat " "
        Assert.Equal(expected, labels)

    [<Fact>]
    let ``decades are labelled by powers of ten with 2 to 9 as minor ticks`` () =
        let axis = Axis.logarithmic 1e-3 1.0
        Assert.Equal<string[]>([| "10⁻³"; "10⁻²"; "10⁻¹"; "10⁰" |], axis.Ticks |> Array.map snd)
        // Three decades of eight, and what the margin of 4 percent of the width (a factor 1.32) adds: 9e-4 and 8e-4.
        Assert.Equal(26, axis.Minor.Length)

    [<Theory>]
    [<InlineData(0.0, "0")>]
    [<InlineData(-0.25, "−0.25")>]
    [<InlineData(1234.56, "1235")>]
    [<InlineData(0.000012344, "1.234 × 10⁻⁵")>]
    [<InlineData(-2.5e17, "−2.5 × 10¹⁷")>]
    [<InlineData(Double.NaN, "—")>]
    [<InlineData(Double.PositiveInfinity, "—")>]
    let ``numbers read as in print`` (value: float, expected: string) =
        Assert.Equal(expected, Numerals.short value)
