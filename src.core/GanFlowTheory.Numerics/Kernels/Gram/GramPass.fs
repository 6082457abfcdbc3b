namespace GanFlowTheory.Core

// Pointers into aligned buffers, and addresses of pinned points.
#nowarn "9"

open System
open System.Collections.Concurrent
open System.Runtime.InteropServices
open FSharp.NativeInterop
open GanFlowTheory.Core.Extending

/// The buffers of one task of a pass, kept for reuse.
[<Sealed>]
type internal GramWorkspace() =

    static let pool = ConcurrentBag<GramWorkspace>()

    let grow (buffer: AlignedBuffer) (length: int) =
        if not (isNull buffer) && buffer.Length >= length then
            buffer
        else
            AlignedBuffer length

    static member Rent() : GramWorkspace =
        match pool.TryTake() with
        | true, workspace -> workspace
        | _ -> GramWorkspace()

    static member Return(workspace: GramWorkspace) = pool.Add workspace

    /// Rows as they are read.
    member val Raw: AlignedBuffer = null with get, set
    /// Packed rows.
    member val X: AlignedBuffer = null with get, set
    /// Inner products.
    member val T: AlignedBuffer = null with get, set
    /// Squared distances.
    member val S: AlignedBuffer = null with get, set
    /// Values.
    member val P: AlignedBuffer = null with get, set

    member this.PrepareRaw(length: int) = this.Raw <- grow this.Raw length

    member this.Prepare(raw: int, packed: int, products: int, pairs: int) =
        this.Raw <- grow this.Raw raw
        this.X <- grow this.X packed
        this.T <- grow this.T products
        this.S <- grow this.S pairs
        this.P <- grow this.P pairs

/// Rows as the pass packs them: points where they are, others read into a buffer.
[<Sealed>]
type private PassRows(rows: Rows, center: float[]) =

    // Points are pinned for the pass, and stored by coordinate.
    let pinned =
        match rows.Source.Points with
        | ValueSome points when center.Length = 0 -> ValueSome(GCHandle.Alloc(points.Data, GCHandleType.Pinned))
        | _ -> ValueNone

    /// Coordinates by points, d x count: the rows from the first on.
    member _.Coordinates(first: int, count: int, ws: GramWorkspace) : MatrixOperand =
        let d = rows.Dimension

        match pinned with
        | ValueSome handle ->
            {
                Address = handle.AddrOfPinnedObject() + nativeint (8 * first)
                RowStep = 8n * nativeint rows.Count
                ColumnStep = 8n
            }
        | ValueNone ->
            ws.PrepareRaw(count * d)
            let raw = ws.Raw.Span(count * d)
            rows.Read(first, raw)

            if center.Length > 0 then
                for i in 0 .. count - 1 do
                    for k in 0 .. d - 1 do
                        raw[i * d + k] <- raw[i * d + k] - center[k]

            {
                Address = NativePtr.toNativeInt ws.Raw.Pointer
                RowStep = 8n
                ColumnStep = 8n * nativeint d
            }

    /// The rows from the first on in float32, one after the other.
    member _.Singles(first: int, count: int, ws: GramWorkspace) : nativeint =
        let numbers = count * rows.Dimension
        ws.PrepareRaw((numbers + 1) / 2)
        rows.ReadSingle(first, MemoryMarshal.Cast<float, float32>(ws.Raw.Span((numbers + 1) / 2)).Slice(0, numbers))
        NativePtr.toNativeInt ws.Raw.Pointer

    member _.Release() =
        match pinned with
        | ValueSome handle -> handle.Free()
        | ValueNone -> ()

/// <summary>One pass over a Gram matrix: blocks of columns one after the other, packed once; rows against a block in tasks on
/// all cores; each row's values to the reducer. Memory O(block) beside the rows.</summary>
module internal GramPass =

    // Pairs handled between one step and the next: they stay in the first-level cache.
    let private panelPairs = 1024

    let private readOnly (buffer: AlignedBuffer) (count: int) : ReadOnlySpan<float> =
        Span.op_Implicit (buffer.Span count)

    let private addProfiles
        (terms: (struct (float * Profile))[])
        (arguments: ReadOnlySpan<float>)
        (values: Span<float>)
        =
        for t in 0 .. terms.Length - 1 do
            let struct (scale, profile) = terms[t]
            profile.AddTo(0, scale, arguments, values)

    let private addPlain (plan: GramPlan) (row: int) (column: int) (count: int) (values: nativeptr<float>) =
        for t in 0 .. plan.Plain.Length - 1 do
            let struct (scale, kernel) = plan.Plain[t]
            let term = KernelTerm.Plain(scale, kernel)

            for j in 0 .. count - 1 do
                let value = KernelTerm.value plan.PlainX[row] plan.PlainY[column + j] term
                NativePtr.set values j (NativePtr.get values j + value)

    let private start (plan: GramPlan) (row: int) (column: int) (count: int) (values: nativeptr<float>) =
        if plan.RowParts.Length = 0 then
            GramLoops.fill values count -plan.Shift
        else
            GramLoops.fillWith values count (plan.RowParts[row] - plan.Shift) plan.ColumnParts column

        addPlain plan row column count values

    // Panels of columns that a task needs: a cloud against itself, those with a column from its first row on.
    let private firstPanel (plan: GramPlan) (task: GramTask) =
        if plan.Own then
            max 0 (task.FirstRow - task.FirstColumn) / plan.Width
        else
            0

    let private byTiles (plan: GramPlan) (x: PassRows) (packed: AlignedBuffer) (reducer: GramReducer) (task: GramTask) =
        let d, width = plan.X.Dimension, plan.Width
        let count = task.LastRow - task.FirstRow
        let blocks = (count + Tile.Rows - 1) / Tile.Rows
        let height = max 1 (panelPairs / (Tile.Rows * width))
        let most = height * Tile.Rows * width
        let ws = GramWorkspace.Rent()
        ws.Prepare(0, blocks * Tile.Rows * d, most, most)

        MatrixPacking.pack
            (x.Coordinates(task.FirstRow, count, ws))
            0
            d
            0
            count
            Tile.Rows
            (NativePtr.toNativeInt ws.X.Pointer)

        for panel in firstPanel plan task .. (task.Columns - 1) / width do
            let column = task.FirstColumn + panel * width
            let valid = min width (task.Columns - panel * width)
            let y = NativePtr.add packed.Pointer (panel * width * d)

            for first in 0..height .. blocks - 1 do
                let here = min height (blocks - first)
                let pairs = here * Tile.Rows * width

                for b in 0 .. here - 1 do
                    let rows = NativePtr.add ws.X.Pointer ((first + b) * Tile.Rows * d)
                    let at = b * Tile.Rows * width

                    if plan.Radial.Length > 0 then
                        let s = NativePtr.add ws.S.Pointer at

                        if d = 2 then
                            Tile.planeDistances rows y width s
                        else
                            Tile.distances rows y d width s

                    if plan.Inner.Length > 0 then
                        Tile.dots rows y d width (NativePtr.add ws.T.Pointer at)

                let firstRow = task.FirstRow + first * Tile.Rows
                let rows = min (here * Tile.Rows) (task.LastRow - firstRow)

                for r in 0 .. rows - 1 do
                    start plan (firstRow + r) column valid (NativePtr.add ws.P.Pointer (r * width))

                let values = ws.P.Span(rows * width)

                if plan.Radial.Length > 0 then
                    addProfiles plan.Radial (readOnly ws.S (rows * width)) values

                if plan.Inner.Length > 0 then
                    addProfiles plan.Inner (readOnly ws.T (rows * width)) values

                for r in 0 .. rows - 1 do
                    reducer.Add(task, firstRow + r, column, NativePtr.add ws.P.Pointer (r * width), valid)

        GramWorkspace.Return ws

    let private byProduct
        (plan: GramPlan)
        (x: PassRows)
        (packed: AlignedBuffer)
        (reducer: GramReducer)
        (task: GramTask)
        =
        let d, width = plan.X.Dimension, plan.Width
        let count = task.LastRow - task.FirstRow
        let panel = firstPanel plan task
        let first = panel * width
        let columns = task.Columns - first
        let height = MatrixTile.rowCount ()
        let ws = GramWorkspace.Rent()
        ws.Prepare(0, MatrixProduct.roundUp count height * d, count * columns, columns)
        let products = NativePtr.toNativeInt ws.T.Pointer
        let cStep = 8n * nativeint columns

        if plan.Method = GramMethod.SingleProduct then
            let raw = x.Singles(task.FirstRow, count, ws)
            let rows = NativePtr.toNativeInt ws.X.Pointer

            for i in 0..height .. count - 1 do
                SingleProduct.packPanel
                    (raw + nativeint i * nativeint (4 * d))
                    (min height (count - i))
                    d
                    height
                    (rows + nativeint i * nativeint (4 * d))

            let panels =
                NativePtr.toNativeInt packed.Pointer + nativeint first * nativeint (4 * d)

            SingleProduct.block rows count panels columns d products cStep
        else
            let rows = x.Coordinates(task.FirstRow, count, ws).Transposed

            let panels =
                NativePtr.toNativeInt packed.Pointer + nativeint first * nativeint (8 * d)

            MatrixProduct.block 1.0 rows count d panels columns 0.0 products cStep

        let column = task.FirstColumn + first

        for r in 0 .. count - 1 do
            let row = task.FirstRow + r
            let t = NativePtr.add ws.T.Pointer (r * columns)
            let values = ws.P.Span columns
            start plan row column columns ws.P.Pointer

            if plan.Inner.Length > 0 then
                addProfiles plan.Inner (ReadOnlySpan(NativePtr.toVoidPtr t, columns)) values

            if plan.Radial.Length > 0 then
                GramLoops.expand t plan.XSquares[row] plan.YSquares column columns ws.S.Pointer
                addProfiles plan.Radial (readOnly ws.S columns) values

            reducer.Add(task, row, column, ws.P.Pointer, columns)

        GramWorkspace.Return ws

    // The columns that the last panel lacks are its last one again: profiles see no distance that the rows do not have.
    let private repeatLast (d: int) (width: int) (valid: int) (panel: nativeptr<float>) =
        for k in 0 .. d - 1 do
            for j in valid .. width - 1 do
                NativePtr.set panel (k * width + j) (NativePtr.get panel (k * width + valid - 1))

    let private packColumns (plan: GramPlan) (y: PassRows) (first: int) (columns: int) (packed: AlignedBuffer) =
        let d, width = plan.Y.Dimension, plan.Width
        let into = NativePtr.toNativeInt packed.Pointer
        let single = plan.Method = GramMethod.SingleProduct
        let panels = (columns + width - 1) / width

        Parallelism.overBlocks panels (max 1 (panels / 8)) (fun from until ->
            let ws = GramWorkspace.Rent()
            let count = min columns (until * width) - from * width

            if single then
                let raw = y.Singles(first + from * width, count, ws)

                for p in from .. until - 1 do
                    SingleProduct.packPanel
                        (raw + nativeint ((p - from) * width) * nativeint (4 * d))
                        (min width (columns - p * width))
                        d
                        width
                        (into + nativeint (p * width) * nativeint (4 * d))
            else
                MatrixPacking.pack
                    (y.Coordinates(first + from * width, count, ws))
                    0
                    d
                    0
                    count
                    width
                    (into + nativeint (from * width) * nativeint (8 * d))

                if until * width > columns then
                    repeatLast
                        d
                        width
                        (columns - (until - 1) * width)
                        (NativePtr.add packed.Pointer ((until - 1) * width * d))

            GramWorkspace.Return ws)

    let private columnBlocks = BufferPool()

    // Of a cloud against itself a row meets the columns from its own on.
    let private pairsOf (plan: GramPlan) (task: GramTask) : float =
        if plan.Own then
            let last = task.FirstColumn + task.Columns
            let columns row = float (last - max row task.FirstColumn)
            let rows = min task.LastRow last - task.FirstRow
            0.5 * float rows * (columns task.FirstRow + columns (task.FirstRow + rows - 1))
        else
            float (task.LastRow - task.FirstRow) * float task.Columns

    /// Passes all values, of a cloud against itself those on and above the diagonal, to the reducer.
    let run (plan: GramPlan) (reducer: GramReducer) : unit =
        let n, m, d = plan.X.Count, plan.Y.Count, plan.X.Dimension
        let x, y = PassRows(plan.X, plan.Center), PassRows(plan.Y, plan.Center)
        let numbers = int64 (MatrixProduct.roundUp plan.BlockColumns plan.Width) * int64 d

        let packed =
            columnBlocks.Rent(
                int (
                    if plan.Method = GramMethod.SingleProduct then
                        (numbers + 1L) / 2L
                    else
                        numbers
                )
            )

        let take =
            match plan.Method with
            | GramMethod.Tiles -> byTiles plan x packed reducer
            | GramMethod.Product
            | GramMethod.SingleProduct -> byProduct plan x packed reducer

        let pairs =
            if plan.Own then
                0.5 * float n * float (n + 1)
            else
                float n * float m

        let meter = LongWork.meter pairs

        try
            for first in 0 .. plan.BlockColumns .. m - 1 do
                let columns = min plan.BlockColumns (m - first)
                let rows = if plan.Own then min n (first + columns) else n
                let tasks = (rows + plan.TaskRows - 1) / plan.TaskRows
                packColumns plan y first columns packed
                reducer.OpenBlock(first, columns, tasks)

                let run (slot: int) =
                    let task =
                        {
                            Slot = slot
                            FirstRow = slot * plan.TaskRows
                            LastRow = min n ((slot + 1) * plan.TaskRows)
                            FirstColumn = first
                            Columns = columns
                        }

                    take task
                    reducer.CloseTask task
                    LongWork.advance (pairsOf plan task) meter

                // A user's own functions are called by one thread.
                if plan.Plain.Length > 0 then
                    for slot in 0 .. tasks - 1 do
                        run slot
                else
                    Parallelism.inOrder tasks run

                reducer.CloseBlock()
        finally
            x.Release()
            y.Release()
            columnBlocks.Return packed
