namespace GanFlowTheory.Core

// Pointers into the pass's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Some rows against a block of columns.
[<Struct; NoComparison; NoEquality>]
type internal GramTask =
    {
        /// The place of the task among those of its block.
        Slot: int
        FirstRow: int
        LastRow: int
        /// The block's first column.
        FirstColumn: int
        /// The block's number of columns.
        Columns: int
    }

/// <summary>What is made of the values of a Gram matrix. Blocks of columns come one after the other, and within one block tasks
/// run at the same time, each with a slot of its own; what they keep is put together when the block is closed, in the order
/// of the slots, so that the number of threads does not show.</summary>
[<AbstractClass>]
type internal GramReducer() =

    /// A block of columns with so many tasks begins.
    abstract OpenBlock: firstColumn: int * columns: int * tasks: int -> unit

    /// So many values of a row from a column on; they may be changed.
    abstract Add: task: GramTask * row: int * column: int * values: nativeptr<float> * count: int -> unit

    /// All rows of a task are there.
    abstract CloseTask: task: GramTask -> unit
    default _.CloseTask _ = ()

    /// All tasks of the block are done.
    abstract CloseBlock: unit -> unit

/// Sums of values along a row.
module internal GramLoops =

    let inline private load (p: nativeptr<float>) (j: int) = Vector512.Load(NativePtr.add p j)

    /// The sum of the values and of their squares.
    let sums (values: nativeptr<float>) (count: int) : struct (float * float) =
        let mutable a = Vector512<float>.Zero
        let mutable b = Vector512<float>.Zero
        let mutable j = 0

        while j + 8 <= count do
            let v = load values j
            a <- a + v
            b <- Vector512.FusedMultiplyAdd(v, v, b)
            j <- j + 8

        let mutable total, squares = Vector512.Sum a, Vector512.Sum b

        while j < count do
            let v = NativePtr.get values j
            total <- total + v
            squares <- squares + v * v
            j <- j + 1

        struct (total, squares)

    /// The same, and each value is added to its column's sum.
    let sumsWithColumns (values: nativeptr<float>) (count: int) (columns: nativeptr<float>) : struct (float * float) =
        let mutable a = Vector512<float>.Zero
        let mutable b = Vector512<float>.Zero
        let mutable j = 0

        while j + 8 <= count do
            let v = load values j
            a <- a + v
            b <- Vector512.FusedMultiplyAdd(v, v, b)
            Vector512.Store(load columns j + v, NativePtr.add columns j)
            j <- j + 8

        let mutable total, squares = Vector512.Sum a, Vector512.Sum b

        while j < count do
            let v = NativePtr.get values j
            total <- total + v
            squares <- squares + v * v
            NativePtr.set columns j (NativePtr.get columns j + v)
            j <- j + 1

        struct (total, squares)

    /// target = factor values.
    let copyTimes (factor: float) (values: nativeptr<float>) (count: int) (target: nativeptr<float>) =
        let f = Vector512.Create factor
        let mutable j = 0

        while j + 8 <= count do
            Vector512.Store(f * load values j, NativePtr.add target j)
            j <- j + 8

        while j < count do
            NativePtr.set target j (factor * NativePtr.get values j)
            j <- j + 1

    /// values = c.
    let fill (values: nativeptr<float>) (count: int) (c: float) =
        let v = Vector512.Create c
        let mutable j = 0

        while j + 8 <= count do
            Vector512.Store(v, NativePtr.add values j)
            j <- j + 8

        while j < count do
            NativePtr.set values j c
            j <- j + 1

    /// values = c + parts from a first one on.
    let fillWith (values: nativeptr<float>) (count: int) (c: float) (parts: float[]) (first: int) =
        use pinned = fixed &parts[first]
        let v = Vector512.Create c
        let mutable j = 0

        while j + 8 <= count do
            Vector512.Store(v + load pinned j, NativePtr.add values j)
            j <- j + 8

        while j < count do
            NativePtr.set values j (c + NativePtr.get pinned j)
            j <- j + 1

    /// target = max 0 (own + squares - 2 products).
    let expand
        (products: nativeptr<float>)
        (own: float)
        (squares: float[])
        (first: int)
        (count: int)
        (target: nativeptr<float>)
        =
        use pinned = fixed &squares[first]
        let o = Vector512.Create own
        let minusTwo = Vector512.Create -2.0
        let mutable j = 0

        while j + 8 <= count do
            let s = Vector512.FusedMultiplyAdd(minusTwo, load products j, o + load pinned j)
            Vector512.Store(Vector512.MaxNative(s, Vector512<float>.Zero), NativePtr.add target j)
            j <- j + 8

        while j < count do
            NativePtr.set target j (max 0.0 (own + NativePtr.get pinned j - 2.0 * NativePtr.get products j))
            j <- j + 1

    /// The parts of a row of a task, whose values begin at a column, that a cloud against itself counts: its task's own rows,
    /// which are a square, from a first to a last place, and all beyond, which stand for the half below the diagonal too.
    let ownRange (task: GramTask) (column: int) (count: int) : struct (int * int) =
        let first = min count (max 0 (task.FirstRow - column))
        struct (first, max first (min count (task.LastRow - column)))

/// <summary>The sums of the rows, of the columns and of all squares; of a cloud against itself without the diagonal.</summary>
[<Sealed>]
type internal SumsReducer(plan: GramPlan) =
    inherit GramReducer()

    let rows: float[] = Array.zeroCreate plan.X.Count
    let columns: float[] = Array.zeroCreate (if plan.Own then 0 else plan.Y.Count)
    // The sum of squares, and what its roundings lost (Neumaier).
    let mutable squares = 0.0
    let mutable lost = 0.0
    let mutable slotColumns: AlignedBuffer[] = [||]
    let mutable slotSquares: float[] = [||]
    let mutable first = 0
    let mutable count = 0
    let mutable tasks = 0

    let addSquares (v: float) =
        let total = squares + v

        lost <-
            lost
            + (if abs squares >= abs v then
                   (squares - total) + v
               else
                   (v - total) + squares)

        squares <- total

    /// sum_j (k(x_i, y_j) - shift), j <> i for a cloud against itself.
    member _.Rows = rows

    /// The same over the rows; empty for a cloud against itself.
    member _.Columns = columns

    /// sum_ij (k(x_i, y_j) - shift)^2, i <> j for a cloud against itself.
    member _.Squares = squares + lost

    override _.OpenBlock(firstColumn, blockColumns, blockTasks) =
        first <- firstColumn
        count <- blockColumns
        tasks <- blockTasks

        if slotColumns.Length < tasks then
            slotColumns <-
                Array.init tasks (fun t ->
                    if t < slotColumns.Length then
                        slotColumns[t]
                    else
                        AlignedBuffer plan.BlockColumns)

        slotSquares <- Array.zeroCreate tasks

        for t in 0 .. tasks - 1 do
            slotColumns[t].Span(count).Clear()

    override _.Add(task, row, column, values, length) =
        let sums = NativePtr.add slotColumns[task.Slot].Pointer (column - first)
        let mutable from = 0

        if plan.Own then
            let struct (start, square) = GramLoops.ownRange task column length

            if row >= column && row < column + length then
                NativePtr.set values (row - column) 0.0

            if square > start then
                let struct (total, ofSquares) =
                    GramLoops.sums (NativePtr.add values start) (square - start)

                rows[row] <- rows[row] + total
                slotSquares[task.Slot] <- slotSquares[task.Slot] + ofSquares

            from <- square

        if length > from then
            let struct (total, ofSquares) =
                GramLoops.sumsWithColumns (NativePtr.add values from) (length - from) (NativePtr.add sums from)

            rows[row] <- rows[row] + total

            slotSquares[task.Slot] <- slotSquares[task.Slot] + (if plan.Own then 2.0 * ofSquares else ofSquares)

    override _.CloseBlock() =
        let target = if plan.Own then rows else columns

        for t in 0 .. tasks - 1 do
            addSquares slotSquares[t]
            let sums = slotColumns[t]

            for j in 0 .. count - 1 do
                target[first + j] <- target[first + j] + sums[j]
