namespace GanFlowTheory.Core.Tests

open System
open System.IO
open FsCheck
open FsCheck.FSharp
open Xunit

/// Assertions that say what they compare.
module Testing =

    /// |actual - expected| <= tolerance * max(1, |expected|).
    let close (tolerance: float) (expected: float) (actual: float) =
        Assert.True(
            abs (actual - expected) <= tolerance * max 1.0 (abs expected),
            $"expected {expected:R}, got {actual:R}, apart by {actual - expected:R}"
        )

    /// Runs the action, which must throw an argument exception; returns its message.
    let argumentError (action: unit -> 'a) : string =
        let error =
            Assert.ThrowsAny<System.ArgumentException>(fun () -> action () |> ignore)

        error.Message

    /// The bits of the values: -0.0 differs from 0.0, and nothing is rounded.
    let bits (values: float[]) : int64[] =
        Array.map BitConverter.DoubleToInt64Bits values

    /// Checks a property on generated cases, the same ones in every run.
    let check (cases: int) (arbitrary: Arbitrary<'a>) (property: 'a -> unit) =
        let config =
            Config.QuickThrowOnFailure
                .WithMaxTest(cases)
                .WithReplay(
                    Some
                        {
                            Rnd = Rnd(20260730UL, 0x9E3779B97F4A7C15UL)
                            Size = None
                        }
                )

        Check.One(config, Prop.forAll arbitrary property)

    /// Runs the action in a fresh folder, which is deleted afterwards.
    let inFolder (action: string -> unit) =
        let folder = Directory.CreateTempSubdirectory "ganflow-tests-"

        try
            action folder.FullName
        finally
            folder.Delete true

    /// A file of the data folder next to the tests.
    let dataFile (name: string) =
        Path.Combine(AppContext.BaseDirectory, "data", name)

/// Rows of finite numbers, all bit patterns among them.
module Rows =

    // Signed zero, the smallest and largest magnitudes, a subnormal, numbers whose shortest form is long or rounds
    // awkwardly.
    let private corners =
        [
            0.0
            -0.0
            Double.Epsilon
            Double.MaxValue
            Double.MinValue
            2.2250738585072009e-308
            0.1
            1.0 / 3.0
            1e22
            9007199254740993.0
            -1.5
        ]

    let private finite =
        let anyBits =
            gen {
                let! high = Gen.choose (Int32.MinValue, Int32.MaxValue)
                let! low = Gen.choose (Int32.MinValue, Int32.MaxValue)
                return BitConverter.Int64BitsToDouble((int64 high <<< 32) ||| (int64 low &&& 0xFFFFFFFFL))
            }

        Gen.frequency [ 3, Gen.where Double.IsFinite anyBits; 1, Gen.elements corners ]

    let private rows =
        gen {
            let! count = Gen.choose (1, 12)
            let! dimension = Gen.choose (1, 4)
            return! Gen.arrayOfLength count (Gen.arrayOfLength dimension finite)
        }

    /// n x d with n from 1 to 12 and d from 1 to 4; shrinks to fewer rows and columns.
    let arbitrary: Arbitrary<float[][]> =
        let shrink (rows: float[][]) =
            seq {
                if rows.Length > 1 then
                    yield rows[.. rows.Length / 2 - 1]
                    yield rows[rows.Length / 2 ..]

                if rows[0].Length > 1 then
                    yield rows |> Array.map (fun row -> row[.. row.Length - 2])
                    yield rows |> Array.map (fun row -> row[1..])
            }

        Arb.fromGenShrink (rows, shrink)

/// A stream that cannot seek and yields one byte at a time, as a slow pipe does.
[<Sealed>]
type Dribble(bytes: byte[]) =
    inherit MemoryStream(bytes)
    override _.CanSeek = false

    override _.Read(buffer: Span<byte>) : int =
        base.Read(buffer.Slice(0, min 1 buffer.Length))

    override _.Read(buffer: byte[], offset: int, count: int) : int = base.Read(buffer, offset, min 1 count)
