namespace GanFlowTheory.Core.Tests

open System
open System.Buffers.Binary
open System.IO
open System.Text
open FsCheck.FSharp
open GanFlowTheory.Core
open Xunit

module NpyTests =

    /// A .npy file put together from the format specification: magic, version, header length, header, data.
    let private file (version: int) (header: string) (data: byte[]) : byte[] =
        let text =
            if version = 3 then
                Encoding.UTF8.GetBytes header
            else
                Encoding.Latin1.GetBytes header

        let length: byte[] =
            if version = 1 then
                [| byte (text.Length % 256); byte (text.Length / 256) |]
            else
                BitConverter.GetBytes(uint32 text.Length)

        Array.concat
            [
                [| 0x93uy; 0x4Euy; 0x55uy; 0x4Duy; 0x50uy; 0x59uy; byte version; 0uy |]
                length
                text
                data
            ]

    let private header (descr: string) (fortran: bool) (shape: string) =
        let order = if fortran then "True" else "False"
        $"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n"

    let private encode (descr: string) (values: seq<float>) : byte[] =
        let bytes (v: float) =
            let raw =
                if descr.EndsWith '8' then
                    BitConverter.GetBytes v
                else
                    BitConverter.GetBytes(float32 v)

            if (descr[0] = '>') = BitConverter.IsLittleEndian then
                Array.rev raw
            else
                raw

        values |> Seq.collect bytes |> Seq.toArray

    let private parse (bytes: byte[]) =
        Points.readFrom "a.npy" (new MemoryStream(bytes))

    // Exact in float32, so that both element types must give the same bits.
    let private rows = [| [| 1.5; -2.0; 0.0 |]; [| 3.25; -0.0; 1e10 |] |]

    let private assertRows (expected: float[][]) (points: Points) =
        Assert.Equal((expected.Length, expected[0].Length), (points.Count, points.Dimension))
        Assert.Equal<int64[][]>(Array.map Testing.bits expected, Array.map Testing.bits (Points.toRows points))

    [<Fact>]
    let ``every element type, byte order, memory order and version reads the same points`` () =
        for descr in [ "<f8"; ">f8"; "<f4"; ">f4"; "=f8"; "=f4"; "|f8"; "|f4" ] do
            for version in [ 1; 2; 3 ] do
                for fortran in [ false; true ] do
                    let ordered =
                        if fortran then
                            Seq.concat (Array.transpose rows)
                        else
                            Seq.concat rows

                    let bytes = file version (header descr fortran "(2, 3)") (encode descr ordered)
                    assertRows rows (parse bytes)
                    assertRows rows (Points.readFrom "pipe" (new Dribble(bytes)))

    // Counts, flags and halves as NumPy writes them: the extremes of each type, in both byte orders.
    let integers: obj[][] =
        [|
            [| "<i8"; BitConverter.GetBytes Int64.MinValue; -9223372036854775808.0 |]
            [| "<i4"; BitConverter.GetBytes -2; -2.0 |]
            [| ">i4"; Array.rev (BitConverter.GetBytes Int32.MaxValue); 2147483647.0 |]
            [| "<i2"; BitConverter.GetBytes -300s; -300.0 |]
            [| "|i1"; [| 0x80uy |]; -128.0 |]
            [| "<u8"; BitConverter.GetBytes UInt64.MaxValue; 18446744073709551615.0 |]
            [| ">u2"; [| 1uy; 2uy |]; 258.0 |]
            [| "|u1"; [| 200uy |]; 200.0 |]
            [| "|b1"; [| 1uy |]; 1.0 |]
            [|
                "<f2"
                BitConverter.GetBytes(Half.op_Explicit 0.333f: Half)
                float (Half.op_Explicit 0.333f: Half)
            |]
            [| ">f2"; [| 0xbcuy; 0uy |]; -1.0 |]
        |]

    [<Theory>]
    [<MemberData(nameof integers)>]
    let ``integers, booleans and halves are read`` (descr: string, bytes: byte[], expected: float) =
        file 1 (header descr false "(1,)") bytes
        |> parse
        |> assertRows [| [| expected |] |]

    [<Fact>]
    let ``n values are n points on the line, in either memory order`` () =
        for fortran in [ false; true ] do
            for shape in [ "(3,)"; "(3L,)"; "(3, 1)" ] do
                file 1 (header "<f8" fortran shape) (encode "<f8" [ 1.0; 2.0; 3.0 ])
                |> parse
                |> assertRows [| [| 1.0 |]; [| 2.0 |]; [| 3.0 |] |]

    [<Fact>]
    let ``the header may order, quote and space its entries in other ways`` () =
        let text = "{ \"shape\":(1,2) ,'fortran_order' :False,'descr':'<f8'}   \n"
        assertRows [| [| 1.0; 2.0 |] |] (parse (file 1 text (encode "<f8" [ 1.0; 2.0 ])))

    [<Fact>]
    let ``the bytes written are those of NumPy`` () =
        // numpy.save of [[1, 2], [3, 4]]: 128 bytes of header, its length 118 = 'v' at offset 8, then 4 x 8 bytes.
        let expected =
            Array.concat
                [
                    [| 0x93uy |]
                    Encoding.ASCII.GetBytes "NUMPY\001\000v\000"
                    Encoding.ASCII.GetBytes("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }")
                    Array.create 58 0x20uy
                    [| 0x0Auy |]
                    [| 0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0xF0uy; 0x3Fuy |]
                    [| 0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0x00uy; 0x40uy |]
                    [| 0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0x08uy; 0x40uy |]
                    [| 0uy; 0uy; 0uy; 0uy; 0uy; 0uy; 0x10uy; 0x40uy |]
                ]

        let stream = new MemoryStream()
        Points.writeNpyTo stream (Points.ofRows [ [ 1.0; 2.0 ]; [ 3.0; 4.0 ] ])
        Assert.Equal(128 + 32, expected.Length)
        Assert.Equal<byte[]>(expected, stream.ToArray())

    [<Fact>]
    let ``a file written as .npy reads back to the same bits`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "points.npy")

            Testing.check 200 Rows.arbitrary (fun rows ->
                Points.writeNpy path (Points.ofRows rows)
                assertRows rows (Points.read path)))

    [<Fact>]
    let ``clouds longer than the chunk of 65,536 bytes keep every number in place`` () =
        // 3 divides neither 8,192 nor 16,384 elements, so rows straddle chunks.
        let points = Points.init 20_001 3 (fun i k -> float (3 * i + k) + 0.1)
        let stream = new MemoryStream()
        Points.writeNpyTo stream points
        Assert.Equal<int64[]>(Testing.bits points.Data, Testing.bits (parse (stream.ToArray())).Data)

    [<Fact>]
    let ``the data start at a multiple of 64 bytes for every shape`` () =
        let shapes = Arb.fromGen (Gen.zip (Gen.choose (1, 2000)) (Gen.choose (1, 12)))

        Testing.check 60 shapes (fun (n, d) ->
            let stream = new MemoryStream()
            Points.writeNpyTo stream (Points.zero n d)
            let bytes = stream.ToArray()
            let start = bytes.Length - 8 * n * d
            Assert.Equal(0, start % 64)
            Assert.Equal(10 + int (BinaryPrimitives.ReadUInt16LittleEndian(ReadOnlySpan(bytes, 8, 2))), start)
            Assert.Equal(0x0Auy, bytes[start - 1]))

    let private good =
        file 1 (header "<f8" false "(2, 3)") (encode "<f8" (Seq.concat rows))

    let private withShape (shape: string) = file 1 (header "<f8" false shape) [||]

    let private withHeader (text: string) = file 1 text [||]

    let private replaced (index: int) (value: float) (fortran: bool) (descr: string) =
        let values = Array.init 6 (fun i -> if i = index then value else 1.0)
        file 1 (header descr fortran "(2, 3)") (encode descr values)

    // Bytes, row, column (0: none), the sentence behind the name of the file.
    let private errors =
        [
            good[..9], 0, 0, "a.npy: the file ends inside its header."
            good[..6], 0, 0, "a.npy: the file ends inside its header."
            good[..50], 0, 0, "a.npy: the file ends inside its header."
            [| yield! good[..5]; 4uy; 0uy; yield! good[8..] |],
            0,
            0,
            "a.npy: .npy version 4.0 is not supported: 1.0, 2.0 and 3.0 are."
            file 2 (String(' ', (1 <<< 20) + 1)) [||],
            0,
            0,
            "a.npy: the header of 1048577 bytes is too long: at most 1048576 are read."
            withHeader "spam", 0, 0, "a.npy: the header is not a Python dictionary."
            withHeader "(1, 2)", 0, 0, "a.npy: the header is not a Python dictionary."
            withHeader "{'descr': '<f8'", 0, 0, "a.npy: the header is not a Python dictionary."
            withHeader "{'descr': '<f8'} x", 0, 0, "a.npy: the header is not a Python dictionary."
            withHeader (String('(', 60_000)), 0, 0, "a.npy: the header is not a Python dictionary."
            withHeader "{'descr': '<f8', 'shape': (1,)}", 0, 0, "a.npy: the header has no entry 'fortran_order'."
            withHeader "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
            0,
            0,
            "a.npy: the header's 'fortran_order' must be True or False, but is 0."
            file 1 (header "<c16" false "(2, 3)") [||],
            0,
            0,
            "a.npy: dtype '<c16' is not supported: real numbers ('f8', 'f4', 'f2'), integers ('i8' to 'u1') and booleans ('b1') are."
            withHeader "{'descr': [('x', '<f8'), ('y', '<f8')], 'fortran_order': False, 'shape': (2,)}",
            0,
            0,
            "a.npy: dtype (('x', '<f8'), ('y', '<f8')) is not supported: real numbers ('f8', 'f4', 'f2'), integers ('i8' to 'u1') and booleans ('b1') are."
            withShape "()", 0, 0, "a.npy: an array of shape () is not supported: n values or n x d points are."
            withShape "(2, 3, 4)",
            0,
            0,
            "a.npy: an array of shape (2, 3, 4) is not supported: n values or n x d points are."
            withShape "(-1, 2)", 0, 0, "a.npy: the header is not a Python dictionary."
            withShape "(0,)", 0, 0, "a.npy: the array of shape (0,) is empty: there are no rows."
            withShape "(0, 2)", 0, 0, "a.npy: the array of shape (0, 2) is empty: there are no rows."
            withShape "(5, 0)", 0, 0, "a.npy: the array of shape (5, 0) is empty: there are no columns."
            withShape "(9000000000, 9000000000)",
            0,
            0,
            $"a.npy: the array of shape (9000000000, 9000000000) is too large: at most {Array.MaxLength} numbers fit."
            // A header that lies about its size costs no memory.
            withShape "(1000000000, 2)",
            0,
            0,
            "a.npy: the data are cut short: 2000000000 numbers are announced, but only 0 are there."
            good[.. good.Length - 2],
            0,
            0,
            "a.npy: the data are cut short: 6 numbers are announced, but only 5 are there."
            Array.append good [| 0uy |], 0, 0, "a.npy: the file goes on after the 6 numbers that its header announces."
            replaced 5 Double.NaN false "<f8",
            2,
            3,
            "a.npy: row 2, column 3: NaN is not a finite number; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
            replaced 1 Double.PositiveInfinity false ">f4",
            1,
            2,
            "a.npy: row 1, column 2: Infinity is not a finite number."
            replaced 1 Double.NegativeInfinity true "<f8",
            2,
            1,
            "a.npy: row 2, column 1: -Infinity is not a finite number."
            replaced 4 Double.NaN true ">f8",
            1,
            3,
            "a.npy: row 1, column 3: NaN is not a finite number; 1 of 2 rows has missing values, which can be left out (ReadOptions.Missing)."
        ]

    [<Fact>]
    let ``an error says where and why`` () =
        for bytes, row, column, message in errors do
            let error = Assert.Throws<DataFormatException>(fun () -> parse bytes |> ignore)

            let place n = if n = 0 then None else Some n
            Assert.Equal(message, error.Message)
            Assert.Equal((place row, place column), (error.Line, error.Column))

    [<Fact>]
    let ``a .npy name on something else is an error about the magic`` () =
        for content in [ "x,y\n1,2\n"; ""; "\u0093NUM" ] do
            Testing.inFolder (fun folder ->
                let path = Path.Combine(folder, "a.npy")
                File.WriteAllText(path, content)

                let error = Assert.Throws<DataFormatException>(fun () -> Points.read path |> ignore)

                Assert.Equal(
                    $"{path}: the file is not a .npy array: its first six bytes are not \\x93NUMPY.",
                    error.Message
                ))

    [<Fact>]
    let ``a file cut or changed anywhere gives points or a data error, never another failure`` () =
        let mutations =
            Arb.fromGen (Gen.zip (Gen.choose (0, good.Length - 1)) (Gen.choose (0, 255)))

        Testing.check 2000 mutations (fun (at, value) ->
            let changed = Array.copy good
            changed[at] <- byte value

            for bytes in [ changed; good[.. at - 1] ] do
                try
                    let points = parse bytes
                    Assert.True(Vectors.allFinite points.Data)
                with :? DataFormatException ->
                    ())
