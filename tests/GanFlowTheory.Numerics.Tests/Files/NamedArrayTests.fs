namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core

module NamedArrayTests =

    let private names (arrays: NamedArray list) = arrays |> List.map _.Name

    [<Fact>]
    let ``a vector has its length as its only extent`` () =
        let array = NamedArray.vector "x" [| 1.0; 2.0 |]
        Assert.Equal("x", array.Name)
        Assert.Equal<int[]>([| 2 |], array.Shape)
        Assert.Equal<float[]>([| 1.0; 2.0 |], array.Values)

    [<Fact>]
    let ``what is put under a prefix is found under it, without it`` () =
        let inner = [ NamedArray.vector "a" [| 1.0 |]; NamedArray.vector "p/b" [| 2.0 |] ]
        let all = NamedArray.vector "a" [| 3.0 |] :: NamedArray.withPrefix "p/" inner
        Assert.Equal<string list>([ "a"; "p/a"; "p/p/b" ], names all)
        Assert.Equal<string list>([ "a"; "p/b" ], names (NamedArray.under "p/" all))
        Assert.Equal<string list>([], names (NamedArray.under "q/" all))

    [<Fact>]
    let ``an array is found by its whole name, letters as they are`` () =
        let arrays = [ NamedArray.vector "ab" [| 1.0 |]; NamedArray.vector "a" [| 2.0 |] ]
        Assert.Equal<float[] option>(Some [| 2.0 |], NamedArray.tryFind "a" arrays |> Option.map _.Values)
        Assert.True((NamedArray.tryFind "A" arrays).IsNone)

    // 100 MB of zeros: an archive of 100 kB. Its directory tells, and no array is read.
    [<Fact>]
    let ``an archive that unfolds beyond its size times a factor is refused before it takes memory`` () =
        use stream = new System.IO.MemoryStream()

        do
            use zip =
                new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create, true)

            let entry =
                zip.CreateEntry("a.npy", System.IO.Compression.CompressionLevel.SmallestSize)

            use content = entry.Open()
            let zeros = Array.zeroCreate<byte>(1 <<< 20)

            for _ in 1..100 do
                content.Write(System.ReadOnlySpan zeros)

        let taken = System.GC.GetAllocatedBytesForCurrentThread()

        let error =
            Assert.Throws<DataFormatException>(fun () -> Npz.readFrom "bomb" stream |> ignore)

        Assert.Equal("bomb: the archive unfolds to more than 200 times its size.", error.Message)
        Assert.True(System.GC.GetAllocatedBytesForCurrentThread() - taken < (4L <<< 20))

    // A directory that tells less than the data hold: the data are cut off, or their checksum does not agree.
    [<Fact>]
    let ``an archive whose directory lies about a size is refused`` () =
        use stream = new System.IO.MemoryStream()
        Npz.writeTo [ NamedArray.vector "a" (Array.create 100000 1.5) ] stream
        let bytes = stream.ToArray()
        // The uncompressed size in the central directory, at 24 after its signature PK 01 02.
        let at =
            System.MemoryExtensions.LastIndexOf(System.ReadOnlySpan bytes, System.ReadOnlySpan "PK\001\002"B)

        System.BitConverter.TryWriteBytes(System.Span(bytes, at + 24, 4), 200) |> ignore

        Assert.Throws<DataFormatException>(fun () -> Npz.readFrom "lie" (new System.IO.MemoryStream(bytes)) |> ignore)
