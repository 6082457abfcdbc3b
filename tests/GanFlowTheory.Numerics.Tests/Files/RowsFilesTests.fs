module GanFlowTheory.Core.Tests.RowsFilesTests

open System
open System.IO
open System.Text
open Xunit
open GanFlowTheory.Core
open Testing

let private header (descr: string) (fortran: string) (shape: string) : byte[] =
    let text =
        $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n"

    Array.concat
        [
            [| 0x93uy; 0x4Euy; 0x55uy; 0x4Duy; 0x50uy; 0x59uy; 1uy; 0uy |]
            [| byte (text.Length % 256); byte (text.Length / 256) |]
            Encoding.ASCII.GetBytes text
        ]

let private encode (descr: string) (values: float[]) : byte[] =
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

    Array.collect bytes values

// Exact in float32.
let private values =
    [| 1.5; -2.0; 0.0; 3.25; -0.0; 1e10; 7.0; 8.0; -9.5; 0.125; 11.0; 12.0 |]

let private withFile (bytes: byte[]) (action: string -> unit) =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "features.npy")
        File.WriteAllBytes(path, bytes)
        action path)

let private file descr fortran shape numbers =
    Array.append (header descr fortran shape) (encode descr numbers)

let private formatError (action: unit -> 'a) : string =
    (Assert.Throws<DataFormatException>(fun () -> action () |> ignore)).Message

let private read (rows: Rows) (first: int) (count: int) : float[] =
    let block = Array.zeroCreate (count * rows.Dimension)
    rows.Read(first, Span block)
    block

[<Theory>]
[<InlineData("<f8")>]
[<InlineData(">f8")>]
[<InlineData("<f4")>]
[<InlineData(">f4")>]
let ``float64 and float32 of either byte order, in blocks`` (descr: string) =
    withFile (file descr "False" "(4, 3)" values) (fun path ->
        use rows = Rows.openNpy path
        Assert.Equal((4, 3, descr.EndsWith '4'), (rows.Count, rows.Dimension, rows.IsSingle))

        for first in 0..3 do
            for count in 0 .. 4 - first do
                let want = Array.sub values (3 * first) (3 * count)
                Assert.Equal<int64[]>(bits want, bits (read rows first count))
                let single = Array.zeroCreate<float32>(3 * count)
                rows.ReadSingle(first, Span single)
                Assert.Equal<float32[]>(Array.map float32 want, single))

[<Fact>]
let ``n values are n rows of one`` () =
    withFile (file "<f8" "False" "(12,)" values) (fun path ->
        use rows = Rows.openNpy path
        Assert.Equal((12, 1), (rows.Count, rows.Dimension))
        Assert.Equal<float[]>(values, read rows 0 12))

[<Fact>]
let ``what writes points is read by rows`` () =
    inFolder (fun folder ->
        let path = Path.Combine(folder, "p.npy")
        let points = Seed.gaussian 50 4 (Seed.create 1)
        Points.writeNpy path points
        use rows = Rows.openNpy path
        Assert.Equal<int64[]>(bits points.Data, bits (Rows.toPoints rows).Data))

[<Fact>]
let ``a file that is no such array is refused in one sentence`` () =
    let refused (bytes: byte[]) (sentence: string) =
        withFile bytes (fun path ->
            Assert.Contains(sentence, formatError (fun () -> Rows.openNpy path))
            // It is closed again.
            File.Delete path)

    refused (file "<f8" "False" "(4, 3)" (Array.truncate 11 values)) "cut short: 12 numbers are announced, but only 11"
    refused (file "<f8" "False" "(3, 3)" values) "goes on after the 9 numbers"
    refused (file "<f8" "True" "(4, 3)" values) "stored by columns (fortran_order)"
    refused (Array.append (header "<c16" "False" "(1, 1)") (Array.zeroCreate 16)) "dtype '<c16' is not supported"
    refused (header "<f8" "False" "(0, 3)") "there are no rows"
    refused (header "<f8" "False" "(3000000000, 3)") "too large"
    refused (header "<f8" "False" "(2, 3, 4)") "not supported"
    refused (Encoding.ASCII.GetBytes "1,2,3\n") "not a .npy array"
    refused [||] "not a .npy array"

    inFolder (fun folder ->
        let missing = Path.Combine(folder, "none.npy")

        let error =
            Assert.Throws<FileNotFoundException>(fun () -> Rows.openNpy missing |> ignore)

        Assert.Contains("does not exist", error.Message)
        Assert.Contains("folder", (Assert.ThrowsAny<IOException>(fun () -> Rows.openNpy folder |> ignore)).Message))

[<Fact>]
let ``halves, integers and booleans are read by blocks as they are read whole`` () =
    for descr, bytes in
        [
            "<f2",
            [|
                0uy
                0x3Cuy
                0uy
                0xC1uy
                0uy
                0x42uy
                1uy
                0uy
                0xFFuy
                0x7Buy
                0uy
                0x80uy
            |]
            "<i2", [| 1uy; 0uy; 0xFFuy; 0xFFuy; 0uy; 0x80uy; 7uy; 0uy; 0uy; 1uy; 0xFEuy; 0x7Fuy |]
            ">u2", [| 0uy; 1uy; 0xFFuy; 0xFFuy; 0x80uy; 0uy; 0uy; 7uy; 1uy; 0uy; 0x7Fuy; 0xFEuy |]
            "|i1", [| 1uy; 0xFFuy; 0x80uy; 7uy; 0uy; 0x7Fuy |]
            "|b1", [| 1uy; 0uy; 1uy; 1uy; 0uy; 2uy |]
        ] do
        withFile (Array.append (header descr "False" "(3, 2)") bytes) (fun path ->
            let whole = Points.toRows (Points.readNpy path) |> Array.concat
            use rows = Rows.openNpy path
            Assert.Equal<float[]>(whole, Array.append (read rows 0 1) (read rows 1 2))
            let singles = Array.zeroCreate<float32> 6
            rows.ReadSingle(0, Span singles)
            Assert.Equal<float32[]>(Array.map float32 whole, singles))

[<Fact>]
let ``a number that is not finite is found when its block is read`` () =
    for descr in [ "<f8"; "<f4" ] do
        let broken = Array.mapi (fun p v -> if p = 7 then nan else v) values

        withFile (file descr "False" "(4, 3)" broken) (fun path ->
            use rows = Rows.openNpy path
            Assert.Equal<float[]>(Array.sub values 0 6, read rows 0 2)
            let error = Assert.Throws<DataFormatException>(fun () -> read rows 1 3 |> ignore)
            Assert.Equal((Some 3, Some 2), (error.Line, error.Column))
            Assert.Contains("row 3, column 2: NaN is not a finite number", error.Message))

[<Fact>]
let ``a file that becomes shorter is said to be cut short`` () =
    withFile (file "<f8" "False" "(4, 3)" values) (fun path ->
        use rows = Rows.openNpy path

        try
            use file =
                new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)

            file.SetLength(file.Length - 16L)
            Assert.Contains("cut short", formatError (fun () -> read rows 0 4))
        with :? IOException ->
            // Where an open file is locked nobody shortens it.
            ())
