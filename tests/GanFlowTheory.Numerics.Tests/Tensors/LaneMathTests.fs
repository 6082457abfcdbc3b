module GanFlowTheory.Core.Tests.LaneMathTests

open System
open System.Runtime.Intrinsics
open System.Threading
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending
open Xunit

// The functions that take more than an operation or two.
let private functions =
    [
        Unary.Exp
        Unary.Log
        Unary.Log1p
        Unary.Expm1
        Unary.Power 1.3
        Unary.Power -0.3
        Unary.Power 2.5
        Unary.Power -1.5
        Unary.Power 3.0
        Unary.Tanh
        Unary.TanhSlope
        Unary.Sigmoid
        Unary.Softplus
        Unary.LogSigmoid
        Unary.Sin
        Unary.Cos
    ]

let private apply (f: Unary) (x: float[]) : float[] =
    let y = Array.zeroCreate<float> x.Length

    let operand (buffer: float[]) : Operand<float[]> =
        {
            Buffer = buffer
            Offset = 0
            Shape = [| x.Length |]
            Size = x.Length
        }

    (ManagedElementwise.unary f (operand x) (operand y)).Invoke()
    y

// NaN is one number, whatever its bits.
let private bitsOf (v: float) =
    if Double.IsNaN v then
        Int64.MinValue + 1L
    else
        BitConverter.DoubleToInt64Bits v

// The ends of every function's range, and what lies well within.
let private values =
    [|
        0.0
        -0.0
        0.3
        -0.7
        1.0
        2.5
        -31.0
        650.0
        -650.0
        720.0
        -720.0
        1300.0
        1e6
        -1e7
        1e300
        -1e300
        1e-300
        Double.Epsilon
        nan
        infinity
        -infinity
    |]

[<Fact>]
let ``what is in other lanes does not change a bit`` () =
    for f in functions do
        // Fewer than eight entries are taken one by one.
        let alone = values |> Array.map (fun v -> (apply f [| v |])[0])

        for shift in 1 .. values.Length - 1 do
            let among =
                values
                |> Array.mapi (fun i v -> [| v; values[(i + shift) % values.Length] |])
                |> Array.concat
                |> apply f

            for i in 0 .. values.Length - 1 do
                if bitsOf among[2 * i] <> bitsOf alone[i] then
                    Assert.Fail
                        $"{f} of {values[i]:R} is {alone[i]:R} alone, and {among[2 * i]:R} beside {values[(i + shift) % values.Length]:R}"

// The library's functions of one number are within 1 ulp, so that 2 more are granted.
[<Fact>]
let ``sine and cosine are within two ulp up to 2^20, and one number's beyond`` () =
    let random = Seed.uniforms 40_000 (Seed.create 4)

    let xs =
        random
        |> Array.mapi (fun i u ->
            match i % 5 with
            | 0 -> 2.0 * u - 1.0
            | 1 -> 40.0 * u - 20.0
            | 2 -> 2e6 * (u - 0.5)
            // As near to multiples of pi/2 as numbers are.
            | 3 -> Math.Round(1e6 * u / Math.PI) * Math.PI / 2.0
            | _ -> 1e9 * (u - 0.5))

    for f, one in [ Unary.Sin, Math.Sin; Unary.Cos, Math.Cos ] do
        Array.iter2
            (fun x y ->
                let expected = one x
                let ulp = Math.BitIncrement(abs expected) - abs expected
                let allowed = if abs x > 1048576.0 then 0.0 else 3.0 * ulp

                if not (abs (y - expected) <= allowed) then
                    Assert.Fail $"{f} of {x:R}: {y:R}, expected {expected:R}")
            xs
            (apply f xs)

/// The part that a process of its own runs: a text for all results, first as the compiler leaves them in a hurry, then as often and as
/// far apart as it takes to return to them; the texts that differ.
let run () : string =
    let scaled (i: int) (u: float) =
        match i % 3 with
        | 0 -> 4.0 * u - 2.0
        | 1 -> 60.0 * u - 30.0
        | _ -> 1600.0 * u - 800.0

    let xs = Seed.uniforms 20_000 (Seed.create 5) |> Array.mapi scaled
    let positive = xs |> Array.map abs

    let text (length: int) (f: Unary) =
        let x =
            match f with
            | Unary.Log
            | Unary.Log1p
            | Unary.Power _ -> positive
            | _ -> xs

        x
        |> Array.chunkBySize length
        |> Array.collect (apply f)
        |> Array.fold (fun (h: int64) v -> (h ^^^ bitsOf v) * 1099511628211L ^^^ (h >>> 29)) 14695981039346656L

    [
        for f in functions do
            let all =
                [
                    for round in 0..60 do
                        // Ragged pieces, single entries and the whole.
                        let lengths = [| 64; 37; 3; 20_000 |]
                        text lengths[round % 4] f

                        if round % 6 = 5 then
                            Thread.Sleep 60
                ]

            let different = all |> List.distinct |> List.map string |> String.concat " "
            $"{f}: {different}"
    ]
    |> String.concat "\n"

[<Fact>]
let ``results keep their bits when the compiler returns to their code`` () =
    for variables in [ []; ChildProcess.fourLanes ] do
        let lines variables =
            let struct (code, output, errors) = ChildProcess.run variables [ "lanes" ]
            Assert.Equal((0, ""), (code, errors))
            output.Trim().Split '\n'

        let found = lines variables
        Assert.Equal(functions.Length, found.Length)
        // One text for all rounds.
        Assert.All(found, fun line -> Assert.Matches("^[^:]+: -?[0-9]+$", line))
        // Compiled once and in full.
        Assert.Equal<string[]>(found, lines (("DOTNET_TieredCompilation", "0") :: variables))
