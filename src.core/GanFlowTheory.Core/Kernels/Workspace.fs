namespace GanFlowTheory.Core

// Pointers: tiles are read and written at full vector width, which pays only on addresses that are multiples of 64, and
// managed arrays do not promise those.
#nowarn "9"

open System
open System.Collections.Concurrent
open System.Runtime.InteropServices
open FSharp.NativeInterop

/// <summary>Numbers at an address that is a multiple of 64, outside the garbage collector's reach.</summary>
[<Sealed; AllowNullLiteral>]
type internal AlignedBuffer(length: int) =
    let address = NativeMemory.AlignedAlloc(unativeint (8 * length), 64un)

    /// The first number.
    member _.Pointer: nativeptr<float> = NativePtr.ofVoidPtr address

    /// How many there are.
    member _.Length = length

    /// The first so many of them.
    member _.Span(count: int) : Span<float> =
        if count > length then
            invalidArg (nameof count) $"count must be at most {length}."

        Span(address, count)

    member this.Item
        with get (i: int) = NativePtr.get this.Pointer i
        and set (i: int) (v: float) = NativePtr.set this.Pointer i v

    override _.Finalize() = NativeMemory.AlignedFree address

/// <summary>The buffers of one worker of the pairwise engine, kept for reuse so that a sum allocates only its
/// result.</summary>
[<Sealed>]
type internal Workspace() =

    static let pool = ConcurrentBag<Workspace>()

    let grow (buffer: AlignedBuffer) (length: int) =
        if not (isNull buffer) && buffer.Length >= length then
            buffer
        else
            AlignedBuffer length

    let growBlocks (blocks: AlignedBuffer[]) (count: int) (length: int) =
        let blocks =
            if blocks.Length >= count then
                blocks
            else
                Array.append blocks (Array.init (count - blocks.Length) (fun _ -> null))

        for b in 0 .. count - 1 do
            blocks[b] <- grow blocks[b] length

        blocks

    /// A workspace for one worker; give it back when done.
    static member Rent() : Workspace =
        match pool.TryTake() with
        | true, workspace -> workspace
        | _ -> Workspace()

    /// Returns the workspace to the pool.
    static member Return(workspace: Workspace) = pool.Add workspace

    /// Four rows by k: x[4 k + r], one block of rows each.
    member val X: AlignedBuffer[] = [||] with get, set
    /// Row by row: x[r padded + k], one block of rows each.
    member val XWide: AlignedBuffer[] = [||] with get, set
    /// |x_r|^2, one block of rows each.
    member val XSquares: AlignedBuffer[] = [||] with get, set
    /// The vector sums of each block of rows.
    member val Out: AlignedBuffer[] = [||] with get, set
    /// The value sums of each block of rows.
    member val Sums: AlignedBuffer[] = [||] with get, set
    /// The sums of the slopes of each block of rows.
    member val Slopes: AlignedBuffer[] = [||] with get, set
    /// The packed strip of y, coordinate-major.
    member val Y: AlignedBuffer = null with get, set
    /// The packed strip of y, point by point.
    member val YWide: AlignedBuffer = null with get, set
    /// |y_j|^2.
    member val YSquares: AlignedBuffer = null with get, set
    /// The packed strip of the vectors v, coordinate-major.
    member val V: AlignedBuffer = null with get, set
    /// The packed strip of the vectors v, point by point.
    member val VWide: AlignedBuffer = null with get, set
    /// The packed weights.
    member val W: AlignedBuffer = null with get, set
    /// The argument s or t of the profile.
    member val S: AlignedBuffer = null with get, set
    /// Profile values.
    member val P: AlignedBuffer = null with get, set
    /// Profile slopes, or second derivatives.
    member val Q: AlignedBuffer = null with get, set
    /// Products &lt;x - y, v>.
    member val B: AlignedBuffer = null with get, set

    /// Sizes every buffer for blocks of four rows and strips of the given width.
    member this.Prepare(blocks: int, dimension: int, padded: int, width: int) =
        this.X <- growBlocks this.X blocks (4 * dimension)
        this.XWide <- growBlocks this.XWide blocks (4 * padded)
        this.XSquares <- growBlocks this.XSquares blocks 4
        this.Out <- growBlocks this.Out blocks (4 * padded)
        this.Sums <- growBlocks this.Sums blocks 4
        this.Slopes <- growBlocks this.Slopes blocks 4
        this.Y <- grow this.Y (dimension * width)
        this.YWide <- grow this.YWide (padded * width)
        this.YSquares <- grow this.YSquares width
        this.V <- grow this.V (dimension * width)
        this.VWide <- grow this.VWide (padded * width)
        this.W <- grow this.W width
        this.S <- grow this.S (4 * width)
        this.P <- grow this.P (4 * width)
        this.Q <- grow this.Q (4 * width)
        this.B <- grow this.B (4 * width)

        for b in 0 .. blocks - 1 do
            this.Out[b].Span(this.Out[b].Length).Clear()
            this.Sums[b].Span(this.Sums[b].Length).Clear()
            this.Slopes[b].Span(this.Slopes[b].Length).Clear()
