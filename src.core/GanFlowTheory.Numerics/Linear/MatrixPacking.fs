namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open System.Collections.Concurrent
open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// <summary>A matrix as a product reads it, transposed or not: the entry (i, j) is at
/// <c>Address + i RowStep + j ColumnStep</c>, in bytes; one of the steps is 8.</summary>
[<Struct; NoComparison; NoEquality>]
type internal MatrixOperand =
    {
        Address: nativeint
        RowStep: nativeint
        ColumnStep: nativeint
    }

    /// op(M) for a stored matrix of so many columns.
    static member ofStored (address: nativeint) (columns: int) (transposed: bool) : MatrixOperand =
        let step = 8n * nativeint columns

        {
            Address = address
            RowStep = if transposed then 8n else step
            ColumnStep = if transposed then step else 8n
        }

    /// Where the entry (i, j) is.
    member this.At(i: int, j: int) =
        this.Address + nativeint i * this.RowStep + nativeint j * this.ColumnStep

    /// The matrix from the entry (i, j) on.
    member this.From(i: int, j: int) =
        {
            Address = this.At(i, j)
            RowStep = this.RowStep
            ColumnStep = this.ColumnStep
        }

    /// The same entries with rows and columns exchanged.
    member this.Transposed =
        {
            Address = this.Address
            RowStep = this.ColumnStep
            ColumnStep = this.RowStep
        }

/// Buffers that are kept for reuse.
[<Sealed>]
type internal BufferPool() =

    let kept = ConcurrentBag<AlignedBuffer>()

    /// A buffer of at least so many numbers; give it back when done.
    member _.Rent(length: int) : AlignedBuffer =
        match kept.TryTake() with
        | true, buffer when buffer.Length >= length -> buffer
        | _ -> AlignedBuffer length

    /// Returns a buffer to the pool.
    member _.Return(buffer: AlignedBuffer) = kept.Add buffer

/// <summary>The numbers that a task of a product works in, one buffer for each thread.</summary>
[<Sealed; AbstractClass>]
type internal TaskBuffer private () =

    [<ThreadStatic; DefaultValue>]
    static val mutable private own: AlignedBuffer

    /// The address of at least so many numbers, which are this thread's until it asks again.
    static member Reserve(length: int) : nativeint =
        if isNull TaskBuffer.own || TaskBuffer.own.Length < length then
            TaskBuffer.own <- AlignedBuffer length

        NativePtr.toNativeInt TaskBuffer.own.Pointer

/// Panels: the form in which tiles read a matrix from consecutive addresses.
module internal MatrixPacking =

    let inline private get (p: nativeint) : float =
        NativePtr.read (NativePtr.ofNativeInt<float> p)

    let inline private set (p: nativeint) (v: float) =
        NativePtr.write (NativePtr.ofNativeInt<float> p) v

    let inline private move (source: nativeint) (target: nativeint) =
        Vector512.Store(Vector512.Load(NativePtr.ofNativeInt<float> source), NativePtr.ofNativeInt<float> target)

    /// A panel's worth of one row: copies eight by eight, then the rest, then zeros.
    let inline private copyRow (source: nativeint) (columns: int) (width: int) (target: nativeint) =
        if columns = 24 then
            move source target
            move (source + 64n) (target + 64n)
            move (source + 128n) (target + 128n)
        else
            let mutable j = 0

            while j + 8 <= columns do
                move (source + nativeint (8 * j)) (target + nativeint (8 * j))
                j <- j + 8

            while j < columns do
                set (target + nativeint (8 * j)) (get (source + nativeint (8 * j)))
                j <- j + 1

            while j < width do
                set (target + nativeint (8 * j)) 0.0
                j <- j + 1

    /// Rows that are consecutive numbers already: each is read through once, for all panels.
    let private copy
        (source: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (columns: int)
        (width: int)
        (target: nativeint)
        (panelStep: nativeint)
        =
        let mutable p = source
        let mutable t = target

        for _ in 1..rows do
            let mutable j = 0
            let mutable u = t

            while j < columns do
                copyRow (p + nativeint (8 * j)) (min width (columns - j)) width u
                j <- j + width
                u <- u + panelStep

            p <- p + rowStep
            t <- t + nativeint (8 * width)

    let inline private store (v: Vector256<float>) (p: nativeint) =
        Vector256.Store(v, NativePtr.ofNativeInt<float> p)

    /// Two numbers at each address.
    let inline private pairs (low: nativeint) (high: nativeint) : Vector256<float> =
        Vector256.Create(
            Vector128.Load(NativePtr.ofNativeInt<float> low),
            Vector128.Load(NativePtr.ofNativeInt<float> high)
        )

    /// Four columns that are consecutive numbers, to so many rows (a multiple of four).
    let private transposeFour
        (source: nativeint)
        (columnStep: nativeint)
        (rows: int)
        (target: nativeint)
        (rowStep: nativeint)
        =
        let mutable a = source
        let mutable b = a + columnStep
        let mutable c = b + columnStep
        let mutable d = c + columnStep
        let mutable t = target
        let mutable left = rows

        while left > 0 do
            let even = pairs a c
            let odd = pairs b d
            store (Avx.UnpackLow(even, odd)) t
            store (Avx.UnpackHigh(even, odd)) (t + rowStep)
            let even = pairs (a + 16n) (c + 16n)
            let odd = pairs (b + 16n) (d + 16n)
            t <- t + 2n * rowStep
            store (Avx.UnpackLow(even, odd)) t
            store (Avx.UnpackHigh(even, odd)) (t + rowStep)
            t <- t + 2n * rowStep
            a <- a + 32n
            b <- b + 32n
            c <- c + 32n
            d <- d + 32n
            left <- left - 4

    /// Rows from columns that are consecutive numbers.
    let private transpose
        (source: nativeint)
        (columnStep: nativeint)
        (rows: int)
        (columns: int)
        (width: int)
        (target: nativeint)
        =
        let rowStep = nativeint (8 * width)
        let fourRows = if Avx.IsSupported then rows &&& ~~~3 else 0
        let fourColumns = if Avx.IsSupported then columns &&& ~~~3 else 0

        for j in 0..4 .. fourColumns - 4 do
            transposeFour (source + nativeint j * columnStep) columnStep fourRows (target + nativeint (8 * j)) rowStep

        for j in 0 .. width - 1 do
            let mutable i = if j < fourColumns then fourRows else 0
            let from = source + nativeint j * columnStep
            let into = target + nativeint (8 * j)

            while i < rows do
                set (into + nativeint i * rowStep) (if j < columns then get (from + nativeint (8 * i)) else 0.0)
                i <- i + 1

    /// <summary>Writes the rows first .. first + rows - 1 and so many columns from the given one as panels, which are
    /// rows of <c>width</c> consecutive numbers; the columns that the last panel lacks are 0.</summary>
    let pack
        (m: MatrixOperand)
        (first: int)
        (rows: int)
        (firstColumn: int)
        (columns: int)
        (width: int)
        (target: nativeint)
        =
        let source = m.At(first, firstColumn)
        let panelStep = 8n * nativeint width * nativeint rows

        if m.ColumnStep = 8n then
            copy source m.RowStep rows columns width target panelStep
        else
            let mutable j = 0
            let mutable target = target

            while j < columns do
                let valid = min width (columns - j)
                transpose (source + nativeint j * m.ColumnStep) m.ColumnStep rows valid width target
                j <- j + width
                target <- target + panelStep
