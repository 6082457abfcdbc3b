namespace GanFlowTheory.Core

open System
open System.IO

/// A forward-only stream whose first bytes can be looked at before they are read, also when it cannot seek (standard input).
[<Sealed>]
type internal PeekedStream(inner: Stream, length: int) =
    inherit Stream()

    let head: byte[] = Array.zeroCreate length
    let available = inner.ReadAtLeast(Span head, length, false)
    let mutable position = 0

    /// Whether the stream began with these bytes; at most as many as were asked for.
    member _.StartsWith(magic: byte[]) =
        magic.Length <= available
        && ReadOnlySpan(head, 0, magic.Length).SequenceEqual(ReadOnlySpan magic)

    override _.Read(buffer: Span<byte>) : int =
        if position < available then
            let n = min buffer.Length (available - position)
            ReadOnlySpan(head, position, n).CopyTo buffer
            position <- position + n
            n
        else
            inner.Read buffer

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
