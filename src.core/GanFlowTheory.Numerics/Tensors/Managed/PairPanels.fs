namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open System.Runtime.Intrinsics
open FSharp.NativeInterop
open GanFlowTheory.Core.Extending

/// <summary>Tiles of results that are sums over rows of one matrix against all of another, which is packed once, in panels of
/// two vectors of columns.</summary>
module internal PairPanels =

    type V = Vector512<float>

    // Columns of a panel: two vectors.
    [<Literal>]
    let Width = 16

    // The bytes of a row of a panel.
    let inline widthStep () = 128n

    // Rows of the result that are computed together, where there are registers for them.
    let rowsAtOnce () = if MatrixTile.wide () then 4 else 2

    // This thread's room for the sums of a tile, and for as many numbers again.
    let taskSums () : nativeint =
        TaskBuffer.Reserve(2 * rowsAtOnce () * Width)

    let inline get (p: nativeint) : float =
        NativePtr.read (NativePtr.ofNativeInt<float> p)

    let inline set (p: nativeint) (v: float) =
        NativePtr.write (NativePtr.ofNativeInt<float> p) v

    let inline load (p: nativeint) : V =
        Vector512.Load(NativePtr.ofNativeInt<float> p)

    let inline store (v: V) (p: nativeint) =
        Vector512.Store(v, NativePtr.ofNativeInt<float> p)

    let inline spread (p: nativeint) : V = Vector512.Create(get p)

    let inline fma (a: V) (b: V) (c: V) : V = Vector512.FusedMultiplyAdd(a, b, c)

    let loadLanes (p: nativeint) (count: int) : V =
        if count >= 8 then
            load p
        else
            let mutable v = V.Zero

            for lane in 0 .. count - 1 do
                v <- v.WithElement(lane, get (p + nativeint (8 * lane)))

            v

    let copyRows
        (rows: int)
        (columns: int)
        (source: nativeint)
        (step: nativeint)
        (target: nativeint)
        (into: nativeint)
        =
        for r in 0 .. rows - 1 do
            let from, into = source + nativeint r * step, target + nativeint r * into

            for j in 0 .. columns - 1 do
                set (into + nativeint (8 * j)) (get (from + nativeint (8 * j)))

    let panels (columns: int) = (columns + Width - 1) / Width

    /// Panels of a matrix, or of its transpose, with so many rows and columns, in a buffer of their own.
    let panelBuffer (rows: int) (columns: int) =
        AlignedBuffer(panels columns * Width * rows)

    let addressOf (buffer: AlignedBuffer) = NativePtr.toNativeInt buffer.Pointer

    let packAs (width: int) (y: Operand<float[]>) (transposed: bool) (buffer: AlignedBuffer) =
        use pinned = fixed &y.Buffer[y.Offset]
        let m, d = y.Shape[0], y.Shape[1]
        let rows, columns = if transposed then d, m else m, d

        MatrixPacking.pack
            (MatrixOperand.ofStored (NativePtr.toNativeInt pinned) d transposed)
            0
            rows
            0
            columns
            width
            (addressOf buffer)

    let pack (y: Operand<float[]>) (transposed: bool) (buffer: AlignedBuffer) = packAs Width y transposed buffer

    /// A step that does what body says for the rows first .. last - 1 of the result in tasks shared among threads: whole groups
    /// of rows, and each of so many terms.
    let byRows (rows: int) (terms: int) (body: int -> int -> unit) : Action =
        let group = rowsAtOnce ()
        let groups = (rows + group - 1) / group

        // A term costs a fraction of what an entry does that memory is read and written for.
        Loops.shared groups (max 1 (group * terms / 8)) (fun first last ->
            body (first * group) (min rows (last * group)))

    /// Tiles over all columns of the result for its rows first .. last - 1, and what comes after, if anything, for rows that are
    /// done. A tile gets its first row and how many there are, its
    /// panel of so many terms, its first column and how many there are, and the place for all of its sums.
    let inline eachTile
        (terms: int)
        (panel: nativeint)
        (z: nativeint)
        (columns: int)
        (after: MatrixPart | null)
        ([<InlineIfLambda>] tile: int -> int -> nativeint -> int -> int -> nativeint -> nativeint -> unit)
        (first: int)
        (last: int)
        =
        let group = rowsAtOnce ()
        let zStep = nativeint (8 * columns)
        let sums = taskSums ()

        for i in first..group .. last - 1 do
            for p in 0 .. panels columns - 1 do
                let rows, valid = min group (last - i), min Width (columns - p * Width)
                let panel = panel + nativeint p * nativeint (8 * Width * terms)
                let target = z + nativeint i * zStep + nativeint (8 * p * Width)

                if rows = group && valid = Width then
                    tile i rows panel (p * Width) valid target zStep
                else
                    tile i rows panel (p * Width) valid sums (widthStep ())
                    copyRows rows valid sums (widthStep ()) target zStep

            match after with
            | null -> ()
            | after -> after.Invoke(i, min last (i + group), 0, columns)
