namespace GanFlowTheory.Core.Tests

open System
open System.IO
open System.IO.Compression
open System.Text
open GanFlowTheory.Core
open Xunit

module ParametersTests =

    let private network = Network.multilayer [ 2; 3; 1 ] Activation.Tanh

    // Bits that rounding or printing would lose.
    let private theta =
        [|
            0.1
            1.0 / 3.0
            -0.0
            Double.Epsilon
            Double.MaxValue
            -1.5
            1e22
            9007199254740993.0
            2.0
            -3.0
            1e-300
            0.0
            7.25
        |]

    let private formatError (action: unit -> 'a) : string =
        Assert.Throws<DataFormatException>(fun () -> action () |> ignore).Message

    let private inFile (bytes: byte[]) (action: string -> unit) =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "net.npz")
            File.WriteAllBytes(path, bytes)
            action path)

    let private saved (network: Network) (theta: float[]) : byte[] =
        let mutable bytes = [||]

        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "net.npz")
            Network.saveParameters path network theta
            bytes <- File.ReadAllBytes path)

        bytes

    /// A zip file of the given contents.
    let private zip (entries: (string * byte[]) list) : byte[] =
        let stream = new MemoryStream()

        do
            use zip = new ZipArchive(stream, ZipArchiveMode.Create, true)

            for name, bytes in entries do
                use content = zip.CreateEntry(name).Open()
                content.Write(ReadOnlySpan bytes)

        stream.ToArray()

    /// A .npy array, version 1.0.
    let private npy (descr: string) (shape: string) (data: byte[]) : byte[] =
        let header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n"

        Array.concat
            [
                [|
                    0x93uy
                    0x4Euy
                    0x55uy
                    0x4Duy
                    0x50uy
                    0x59uy
                    1uy
                    0uy
                    byte header.Length
                    0uy
                |]
                Encoding.ASCII.GetBytes header
                data
            ]

    let private doubles (values: float list) =
        values |> List.toArray |> Array.collect BitConverter.GetBytes

    // numpy.savez(weight=.., bias=..) of NumPy 1.24.2: weight = numpy.asfortranarray([[1.5, -2, 0.25], [3, -0.0,
    // 1e10]]), bias = numpy.array([0.5, -1.25, 8], dtype=float32).
    let private stored =
        String.Concat
            [
                "UEsDBBQAAAAAAAAAIQCBpO3RsAAAALAAAAAKABQAd2VpZ2h0Lm5weQEAEACwAAAAAAAAALAAAAAAAAAAk05VTVBZAQB2AHsn"
                "ZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAg"
                "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAAAAAAAAhAAAAAAAAAAMAAAAAA"
                "AAAAgAAAAAAAANA/AAAAIF+gAkJQSwMEFAAAAAAAAAAhAIcGQ2OMAAAAjAAAAAgAFABiaWFzLm5weQEAEACMAAAAAAAAAIwA"
                "AAAAAAAAk05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwg"
                "fSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA/AACgvwAA"
                "AEFQSwECFAMUAAAAAAAAACEAgaTt0bAAAACwAAAACgAAAAAAAAAAAAAAgAEAAAAAd2VpZ2h0Lm5weVBLAQIUAxQAAAAAAAAA"
                "IQCHBkNjjAAAAIwAAAAIAAAAAAAAAAAAAACAAewAAABiaWFzLm5weVBLBQYAAAAAAgACAG4AAACyAQAAAAA="
            ]
        |> Convert.FromBase64String

    // The same by numpy.savez_compressed.
    let private compressed =
        String.Concat
            [
                "UEsDBBQAAAAIAAAAIQCBpO3RXgAAALAAAAAKABQAd2VpZ2h0Lm5weQEAEACwAAAAAAAAAF4AAAAAAAAAm+wX6hsQychQxlCt"
                "npJanFykbqWgbpNmoa6joJ6WX1RSlJgXn1+UkgoSDykqTQUKF2ckFqQCuRpGOgrGmjoKtQrkAy4GMPhhD6E5HCA0wwEo3QCh"
                "LoDkFeIXMDkBAFBLAwQUAAAACAAAACEAhwZDY08AAACMAAAACAAUAGJpYXMubnB5AQAQAIwAAAAAAAAATwAAAAAAAACb7Bfq"
                "GxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuBgYGewaGBfuB"
                "tCMAUEsBAhQDFAAAAAgAAAAhAIGk7dFeAAAAsAAAAAoAAAAAAAAAAAAAAIABAAAAAHdlaWdodC5ucHlQSwECFAMUAAAACAAA"
                "ACEAhwZDY08AAACMAAAACAAAAAAAAAAAAAAAgAGaAAAAYmlhcy5ucHlQSwUGAAAAAAIAAgBuAAAAIwEAAAAA"
            ]
        |> Convert.FromBase64String

    [<Fact>]
    let ``parameters come back bit for bit, and equal ones give equal files`` () =
        let bytes = saved network theta

        inFile bytes (fun path ->
            Assert.Equal<int64[]>(Testing.bits theta, Testing.bits (Network.loadParameters path network)))

        Assert.Equal<byte[]>(bytes, saved network theta)

    [<Fact>]
    let ``views of any rank come back`` () =
        let shape = ImageShape.create 2 4 4

        let whole =
            Network.chain
                [
                    ImageNetwork.convolution (Filters.halving 3) shape
                    Network.create "scaled" 12 12 [ Parameter.normal "scale" [||] 1.0 ] (fun p x -> p "scale" * x)
                ]

        let theta = Seed.normals (Network.parameterCount whole) (Seed.create 1)
        inFile (saved whole theta) (fun path -> Assert.Equal<float[]>(theta, Network.loadParameters path whole))

    [<Fact>]
    let ``a file that NumPy wrote is read, in its memory order and its precision`` () =
        for bytes in [ stored; compressed ] do
            inFile bytes (fun path ->
                Assert.Equal<int64[]>(
                    Testing.bits [| 1.5; -2.0; 0.25; 3.0; -0.0; 1e10; 0.5; -1.25; 8.0 |],
                    Testing.bits (Network.loadParameters path (Network.affine 2 3))
                ))

    [<Fact>]
    let ``arrays of three axes in Fortran order come out row-major`` () =
        // Entry [a, b, c] is 100 a + 10 b + c; in Fortran order the first index runs fastest.
        let values =
            [
                for c in 0..1 do
                    for b in 0..2 do
                        for a in 0..1 -> float (100 * a + 10 * b + c)
            ]

        let bytes =
            npy "<f8" "(2, 3, 2)" (doubles values)
            |> Encoding.Latin1.GetString
            |> _.Replace("False", "True ")
            |> Encoding.Latin1.GetBytes

        let shape, read = Npy.readArray "a.npy" (new MemoryStream(bytes))
        Assert.Equal<int[]>([| 2; 3; 2 |], shape)

        Assert.Equal<float list>(
            [
                for a in 0..1 do
                    for b in 0..2 do
                        for c in 0..1 -> float (100 * a + 10 * b + c)
            ],
            List.ofArray read
        )

    [<Fact>]
    let ``a missing, unknown or misshapen array is named, with both shapes`` () =
        inFile (saved (Network.affine 2 3) (Array.zeroCreate 9)) (fun path ->
            let message = formatError (fun () -> Network.loadParameters path network)
            Assert.Contains(path, message)
            Assert.Contains("'0/weight'", message)

            let message =
                formatError (fun () -> Network.loadParameters path (Network.affine 2 4))

            Assert.Contains("'weight'", message)
            Assert.Contains("2 x 4", message)
            Assert.Contains("2 x 3", message)

            let message =
                formatError (fun () -> Network.loadParameters path (Network.activation Activation.Tanh 2))

            Assert.Contains("'weight'", message))

    [<Fact>]
    let ``what is not such an archive is refused in a sentence`` () =
        let weight = "weight.npy", npy "<f8" "(2, 1)" (doubles [ 1.0; 2.0 ])
        let bias = "bias.npy", npy "<f8" "(1,)" (doubles [ 3.0 ])
        let target = Network.affine 2 1

        inFile (zip [ weight; bias ]) (fun path ->
            Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], Network.loadParameters path target))

        // Whole numbers are numbers too.
        inFile (zip [ weight; "bias.npy", npy "<i8" "(1,)" (BitConverter.GetBytes 3L) ]) (fun path ->
            Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], Network.loadParameters path target))

        let refused (part: string) (bytes: byte[]) =
            inFile bytes (fun path ->
                let message = formatError (fun () -> Network.loadParameters path target)
                Assert.Contains(path, message)
                Assert.Contains(part, message))

        refused "not a .npz archive" (snd weight)
        refused "not a .npz archive" [||]
        refused "not a .npy array" (zip [ weight; bias; "readme.txt", [| 1uy |] ])
        refused "not a .npy array" (zip [ weight; "bias.npy", [| 1uy; 2uy; 3uy; 4uy; 5uy; 6uy; 7uy |] ])
        refused "twice" (zip [ weight; bias; weight ])
        refused "dtype '<c16'" (zip [ weight; "bias.npy", npy "<c16" "(1,)" (doubles [ 3.0; 0.0 ]) ])
        refused "array 'bias': entry [0]: NaN" (zip [ weight; "bias.npy", npy "<f8" "(1,)" (doubles [ nan ]) ])
        refused "cut short" (zip [ weight; "bias.npy", npy "<f8" "(1,)" [| 1uy; 2uy |] ])
        refused "goes on" (zip [ weight; "bias.npy", npy "<f8" "(1,)" (doubles [ 3.0; 4.0 ]) ])
        refused "empty" (zip [ weight; "bias.npy", npy "<f8" "(0,)" [||] ])
        refused "'shape'" (zip [ weight; "bias.npy", npy "<f8" "(True,)" [||] ])
        refused "too large" (zip [ weight; "bias.npy", npy "<f8" "(9999999999, 9999999999)" [||] ])

    [<Fact>]
    let ``every cut and every flipped bit of the contents is noticed`` () =
        let bytes = saved network theta

        for length in 0 .. bytes.Length - 1 do
            inFile bytes[.. length - 1] (fun path ->
                formatError (fun () -> Network.loadParameters path network) |> ignore)

        // A byte of the first array's numbers: 64 bytes for magic and header, or twice as many.
        let inArray =
            Encoding.Latin1.GetString(bytes).IndexOf("NUMPY", StringComparison.Ordinal)
            + 128

        for bit in 0..7 do
            let damaged = Array.copy bytes
            damaged[inArray] <- damaged[inArray] ^^^ (1uy <<< bit)

            inFile damaged (fun path ->
                let message = formatError (fun () -> Network.loadParameters path network)
                Assert.Contains("'0/weight' is damaged", message))

    [<Fact>]
    let ``a missing file, a folder and parameters that do not fit are errors`` () =
        Testing.inFolder (fun folder ->
            let path = Path.Combine(folder, "net.npz")

            Assert.Throws<FileNotFoundException>(fun () -> Network.loadParameters path network |> ignore)
            |> ignore

            Assert.ThrowsAny<IOException>(fun () -> Network.loadParameters folder network |> ignore)
            |> ignore

            Assert.Contains("13", Testing.argumentError (fun () -> Network.saveParameters path network [| 1.0 |]))
            let broken = Array.create 13 nan
            Assert.Contains("'0/weight'", Testing.argumentError (fun () -> Network.saveParameters path network broken))
            Assert.False(File.Exists path))
