namespace GanFlowTheory.Core

open System
open System.Collections.Generic
open System.IO
open System.IO.Compression

/// An array with a name: its extents, none for a number, and its finite entries row-major.
[<NoComparison>]
type NamedArray =
    {
        /// The name.
        Name: string
        /// The extents along each axis; empty for a number.
        Shape: int[]
        /// The entries, row-major.
        Values: float[]
    }

/// Named arrays, and names with prefixes: parts of an archive.
[<RequireQualifiedAccess>]
module internal NamedArray =

    /// A vector under a name.
    let vector (name: string) (values: float[]) : NamedArray =
        {
            Name = name
            Shape = [| values.Length |]
            Values = values
        }

    /// The arrays with a prefix before each name.
    let withPrefix (prefix: string) (arrays: NamedArray list) : NamedArray list =
        arrays
        |> List.map (fun array ->
            { array with
                Name = prefix + array.Name
            })

    /// The arrays whose names begin with the prefix, without it.
    let under (prefix: string) (arrays: NamedArray list) : NamedArray list =
        arrays
        |> List.filter _.Name.StartsWith(prefix, StringComparison.Ordinal)
        |> List.map (fun array ->
            { array with
                Name = array.Name[prefix.Length ..]
            })

    /// The array of this name.
    let tryFind (name: string) (arrays: NamedArray list) : NamedArray option =
        arrays |> List.tryFind (fun array -> array.Name = name)

/// The bytes of a stream, with their CRC-32 (ISO 3309) taken as they pass: the zip reader of .NET does not look at it.
[<Sealed>]
type internal ChecksumStream(inner: Stream) =
    inherit ForwardStream()

    static let table =
        Array.init 256 (fun n ->
            let mutable c = uint32 n

            for _ in 1..8 do
                c <- if c &&& 1u = 1u then 0xEDB88320u ^^^ (c >>> 1) else c >>> 1

            c)

    let mutable register = 0xFFFFFFFFu

    /// The CRC-32 of the bytes read so far.
    member _.Checksum = ~~~register

    override _.Read(target: Span<byte>) : int =
        let n = inner.Read target

        for at in 0 .. n - 1 do
            register <- table[int ((register ^^^ uint32 target[at]) &&& 0xFFu)] ^^^ (register >>> 8)

        n

/// The first bytes of a stream, at most as many as are announced.
[<Sealed>]
type internal LimitedStream(inner: Stream, length: int64) =
    inherit ForwardStream()
    let mutable rest = length

    override _.Read(target: Span<byte>) : int =
        let n = inner.Read(target.Slice(0, int (min (int64 target.Length) rest)))
        rest <- rest - int64 n
        n

/// Reading and writing NumPy .npz archives: a zip file with one .npy array for each name.
module internal Npz =

    let private extension = ".npy"

    // One time for every entry, so that equal arrays give equal files; the first that zip can express, as NumPy has it.
    let private entryTime = DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero)

    let private checkWritable (arrays: NamedArray list) =
        let names = HashSet<string>()

        for array in arrays do
            if String.IsNullOrWhiteSpace array.Name then
                Guard.fail "name" "the name of an array must not be empty."

            if not (names.Add array.Name) then
                Guard.fail "name" (invariant $"the names of arrays must differ, but '{array.Name}' is there twice.")

            let size = Array.fold (*) 1 array.Shape
            Guard.sameLength array.Name size array.Values.Length
            let bad = Array.FindIndex(array.Values, (fun v -> not (Double.IsFinite v)))

            if bad >= 0 then
                Guard.fail
                    "values"
                    (invariant $"array '{array.Name}' must be finite, but entry {bad} is {array.Values[bad]}.")

    /// Writes the arrays uncompressed, as numpy.savez does.
    let writeTo (arrays: NamedArray list) (stream: Stream) : unit =
        checkWritable arrays
        use zip = new ZipArchive(stream, ZipArchiveMode.Create, true)

        for array in arrays do
            let entry = zip.CreateEntry(array.Name + extension, CompressionLevel.NoCompression)
            entry.LastWriteTime <- entryTime
            use content = entry.Open()
            Npy.writeArray array.Shape array.Values content

    /// Writes a file, which appears whole or not at all.
    let write (path: string) (arrays: NamedArray list) : unit =
        checkWritable arrays
        AtomicFile.write path (writeTo arrays)

    let private readEntry (path: string) (entry: ZipArchiveEntry) : NamedArray =
        if not (entry.FullName.EndsWith(extension, StringComparison.Ordinal)) then
            DataFormat.fail path (invariant $"the archive holds '{entry.FullName}', which is not a .npy array.")

        let name = entry.FullName[.. entry.FullName.Length - extension.Length - 1]
        use content = entry.Open()
        use content = new ChecksumStream(content)

        let shape, values =
            Npy.readArray (invariant $"{path}, array '{name}'") (new LimitedStream(content, entry.Length))

        if content.Checksum <> entry.Crc32 then
            DataFormat.fail path (invariant $"array '{name}' is damaged: its checksum does not agree.")

        {
            Name = name
            Shape = shape
            Values = values
        }

    // The directory tells the sizes, and a reader of an array reads no more than its header announces and the data hold.
    let private checkUnfolding path (size: int64) (zip: ZipArchive) =
        let unfolded = zip.Entries |> Seq.sumBy (fun entry -> float entry.Length)

        if unfolded > float (Unfolding.most size) then
            DataFormat.fail path (invariant $"the archive unfolds to more than {Unfolding.factor} times its size.")

    /// Reads all arrays of an archive, in its order; path is what error messages call it, and the stream must seek.
    let readFrom (path: string) (stream: Stream) : NamedArray list =
        let isZip =
            let head = Array.zeroCreate<byte> 2
            let found = stream.ReadAtLeast(Span head, head.Length, false)
            stream.Position <- 0L
            found = head.Length && head = "PK"B

        if not isZip then
            DataFormat.fail path "the file is not a .npz archive: its first two bytes are not PK."

        try
            use zip = new ZipArchive(stream, ZipArchiveMode.Read, true)
            checkUnfolding path stream.Length zip
            let arrays = [ for entry in zip.Entries -> readEntry path entry ]

            match arrays |> List.countBy _.Name |> List.tryFind (fun (_, count) -> count > 1) with
            | Some(name, _) -> DataFormat.fail path (invariant $"the archive holds array '{name}' twice.")
            | None -> arrays
        with :? InvalidDataException as e ->
            DataFormat.failCausedBy e path "the .npz archive is damaged or cut short."

    /// Reads all arrays of a file, in its order.
    let read (path: string) : NamedArray list = InputFile.read path (readFrom path)
