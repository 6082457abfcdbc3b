namespace GanFlowTheory.Core

// Pointers into aligned buffers.
#nowarn "9"

open FSharp.NativeInterop

/// <summary>B sets of rows as an n x B matrix of bits: the bit (i, b) says whether row i is in set b.</summary>
[<Sealed>]
type internal IndicatorMatrix(count: int, sets: int[][]) =

    let words = (sets.Length + 63) / 64
    let bits: uint64[] = Array.zeroCreate (count * words)

    do
        sets
        |> Array.iteri (fun b set ->
            for i in set do
                if i < 0 || i >= count then
                    Guard.fail "sets" (invariant $"sets must hold rows in 0..{count - 1}, but sets[{b}] holds {i}.")

                let at = i * words + b / 64
                let bit = 1UL <<< b % 64

                if bits[at] &&& bit <> 0UL then
                    Guard.fail "sets" (invariant $"sets must hold a row once, but sets[{b}] holds {i} twice.")

                bits[at] <- bits[at] ||| bit)

    /// Sets B.
    member _.Sets = sets.Length

    /// The bit (i, b) as 0 or 1.
    member _.At(i: int, b: int) : float =
        float ((bits[i * words + b / 64] >>> b % 64) &&& 1UL)

/// <summary>For B sets of rows the sums of the values over each: the values times the 0/1 matrix of the sets of columns,
/// tile by tile, and of that the rows in the set beside it. Of a cloud against itself without the diagonal.</summary>
[<Sealed>]
type internal IndicatorReducer(plan: GramPlan, ofRows: IndicatorMatrix, ofColumns: IndicatorMatrix) =
    inherit GramReducer()

    let width = MatrixTile.columnCount ()
    let sets = ofColumns.Sets
    let padded = MatrixProduct.roundUp sets width
    let panels = AlignedBuffer(padded * plan.BlockColumns)
    let totals: float[] = Array.zeroCreate sets
    let mutable slots: float[][] = [||]
    // The values of each task: a row for each of its rows.
    let mutable values: AlignedBuffer[] = [||]
    let products = BufferPool()
    let buffers = BufferPool()
    let mutable first = 0
    let mutable count = 0
    let mutable tasks = 0

    /// The sums of each set, or pair of sets.
    member _.Totals = totals

    override _.OpenBlock(firstColumn, blockColumns, blockTasks) =
        first <- firstColumn
        count <- blockColumns
        tasks <- blockTasks
        slots <- Array.init tasks (fun _ -> Array.zeroCreate sets)
        values <- Array.zeroCreate tasks

        // Panels as the product reads them: entry (j, b) of a panel at width j + b.
        Parallelism.overBlocks (padded / width) 1 (fun panel _ ->
            let target = NativePtr.add panels.Pointer (panel * width * count)

            for j in 0 .. count - 1 do
                for b in 0 .. width - 1 do
                    let set = panel * width + b
                    NativePtr.set target (j * width + b) (if set < sets then ofColumns.At(first + j, set) else 0.0))

    override _.Add(task, row, column, row', length) =
        if isNull values[task.Slot] then
            let buffer = buffers.Rent(plan.TaskRows * plan.BlockColumns)
            buffer.Span((task.LastRow - task.FirstRow) * count).Clear()
            values[task.Slot] <- buffer

        let target =
            NativePtr.add values[task.Slot].Pointer ((row - task.FirstRow) * count + (column - first))

        if plan.Own then
            let struct (start, square) = GramLoops.ownRange task column length

            if row >= column && row < column + length then
                NativePtr.set row' (row - column) 0.0

            // The square has both halves already, and all sums are doubled at last.
            if square > start then
                GramLoops.copyTimes 0.5 (NativePtr.add row' start) (square - start) (NativePtr.add target start)

            if length > square then
                GramLoops.copyTimes 1.0 (NativePtr.add row' square) (length - square) (NativePtr.add target square)
        else
            GramLoops.copyTimes 1.0 row' length target

    override _.CloseTask task =
        let rows = task.LastRow - task.FirstRow
        let product = products.Rent(plan.TaskRows * padded)
        let own = values[task.Slot]

        let matrix =
            {
                Address = NativePtr.toNativeInt own.Pointer
                RowStep = 8n * nativeint count
                ColumnStep = 8n
            }

        MatrixProduct.block
            1.0
            matrix
            rows
            count
            (NativePtr.toNativeInt panels.Pointer)
            sets
            0.0
            (NativePtr.toNativeInt product.Pointer)
            (8n * nativeint padded)

        buffers.Return own
        let slot = slots[task.Slot]

        for r in 0 .. rows - 1 do
            let sums = NativePtr.add product.Pointer (r * padded)

            for b in 0 .. sets - 1 do
                slot[b] <- slot[b] + ofRows.At(task.FirstRow + r, b) * NativePtr.get sums b

        products.Return product

    override _.CloseBlock() =
        let factor = if plan.Own then 2.0 else 1.0

        for t in 0 .. tasks - 1 do
            for b in 0 .. sets - 1 do
                totals[b] <- totals[b] + factor * slots[t][b]
