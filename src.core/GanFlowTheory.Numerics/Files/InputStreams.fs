namespace GanFlowTheory.Core

open System
open System.IO
open System.IO.Compression

/// A stream that is only read, from its beginning to its end.
[<AbstractClass>]
type internal ForwardStream() =
    inherit Stream()

    override this.Read(buffer: byte[], offset: int, count: int) : int = this.Read(Span(buffer, offset, count))

    override _.CanRead = true
    override _.CanSeek = false
    override _.CanWrite = false
    override _.Length = raise (NotSupportedException())

    override _.Position
        with get () = raise (NotSupportedException())
        and set _ = raise (NotSupportedException())

    override _.Flush() = ()
    override _.Seek(_, _) = raise (NotSupportedException())
    override _.SetLength _ = raise (NotSupportedException())
    override _.Write(_: byte[], _: int, _: int) = raise (NotSupportedException())

/// The bytes of one stream followed by those of another; neither is closed.
[<Sealed>]
type internal ChainedStream(first: Stream, second: Stream) =
    inherit ForwardStream()
    let mutable inFirst = true

    override _.Read(buffer: Span<byte>) : int =
        let n = if inFirst then first.Read buffer else 0

        if n > 0 || buffer.Length = 0 then
            n
        else
            inFirst <- false
            second.Read buffer

/// What compressed data may unfold to: a file cannot take memory beyond its size times a factor.
module internal Unfolding =

    /// What is always allowed, in bytes.
    let floor = 16L <<< 20

    /// Times the size of the compressed data, beyond that. Text of one number repeated is packed a thousandfold, digits of
    /// measurements five times.
    let factor = 200L

    /// The most bytes that this many compressed ones may give.
    let most (compressed: int64) : int64 = floor + factor * compressed

/// A stream that counts what is read from it.
[<Sealed>]
type internal CountingStream(inner: Stream) =
    inherit ForwardStream()
    let mutable count = 0L

    /// The bytes read so far.
    member _.Count = count

    override _.Read(buffer: Span<byte>) : int =
        let n = inner.Read buffer
        count <- count + int64 n
        n

/// <summary>Decompresses gzip and notices when the data are cut short, or unfold to more than is allowed.</summary>
/// <remarks>
/// GZipStream takes the end of its input for the end of the data wherever it falls, so that half a file would pass for
/// a whole one. Here a further gzip member is appended to the input: only if all before it was complete do its bytes
/// come out at the end, where they are checked and taken off.
/// </remarks>
[<Sealed>]
type internal GzipInput(compressed: Stream) =
    inherit ForwardStream()

    static let mark = "end of gzip data"B

    static let markMember =
        let packed = new MemoryStream()

        do
            use zip = new GZipStream(packed, CompressionMode.Compress, true)
            zip.Write(ReadOnlySpan mark)

        packed.ToArray()

    let counted = new CountingStream(compressed)

    let unzipped =
        new GZipStream(new ChainedStream(counted, new MemoryStream(markMember)), CompressionMode.Decompress)

    // Bytes position .. filled-1 are decompressed and not yet handed out; the last mark.Length of them may be the mark.
    let buffer: byte[] = Array.zeroCreate (1 <<< 16)
    let mutable position = 0
    let mutable filled = 0
    let mutable ended = false
    let mutable given = 0L

    let refill () =
        Buffer.BlockCopy(buffer, position, buffer, 0, filled - position)
        filled <- filled - position
        position <- 0
        let n = unzipped.Read(Span(buffer, filled, buffer.Length - filled))
        filled <- filled + n
        given <- given + int64 n

        if given > Unfolding.most counted.Count then
            raise (InvalidDataException(invariant $"The data unfold to more than {Unfolding.factor} times their size."))

        if n = 0 then
            if not (ReadOnlySpan(buffer, 0, filled).SequenceEqual(ReadOnlySpan mark)) then
                raise (InvalidDataException "The gzip data are cut short.")

            ended <- true

    override _.Read(target: Span<byte>) : int =
        while not ended && filled - position <= mark.Length do
            refill ()

        let n =
            if ended then
                0
            else
                min target.Length (filled - position - mark.Length)

        ReadOnlySpan(buffer, position, n).CopyTo target
        position <- position + n
        n

    override _.Dispose(disposing: bool) =
        if disposing then
            unzipped.Dispose()

        base.Dispose disposing

module internal InputStream =

    /// Whether the stream begins with the magic bytes, and a stream that still yields all of them; no need to seek.
    let startsWith (magic: byte[]) (stream: Stream) : bool * Stream =
        let head = Array.zeroCreate<byte> magic.Length
        let found = stream.ReadAtLeast(Span head, head.Length, false)
        (found = head.Length && head = magic), new ChainedStream(new MemoryStream(head, 0, found), stream)

    /// The first bytes of the stream, at most so many, and a stream that still yields them.
    let peek (count: int) (stream: Stream) : byte[] * Stream =
        let head = Array.zeroCreate<byte> count
        let found = stream.ReadAtLeast(Span head, count, false)
        Array.sub head 0 found, new ChainedStream(new MemoryStream(head, 0, found), stream)

module internal InputFile =

    let private opened (path: string) (useStream: FileStream -> 'a) : 'a =
        if String.IsNullOrWhiteSpace path then
            Guard.fail (nameof path) "path must not be empty."

        try
            if Directory.Exists path then
                raise (IOException "it is a folder.")

            useStream (new FileStream(path, FileMode.Open, FileAccess.Read))
        with
        | :? FileNotFoundException
        | :? DirectoryNotFoundException as e ->
            raise (FileNotFoundException(invariant $"'{path}' does not exist.", path, e))
        | :? UnauthorizedAccessException as e ->
            raise (IOException(invariant $"'{path}' cannot be read: access is denied.", e))
        | :? IOException as e -> raise (IOException(invariant $"'{path}' cannot be read: {e.Message}", e))

    /// Opens a file and reads it; whatever stops that is said in one sentence that names the path.
    let read (path: string) (read: Stream -> 'a) : 'a =
        opened path (fun file ->
            use stream = file
            read stream)

    /// Opens a file for whoever keeps it open, and closes it if that fails.
    let keep (path: string) (take: FileStream -> 'a) : 'a =
        opened path (fun file ->
            let mutable taken = false

            try
                let result = take file
                taken <- true
                result
            finally
                if not taken then
                    file.Dispose())
