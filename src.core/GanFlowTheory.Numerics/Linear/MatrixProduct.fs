namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open FSharp.NativeInterop

/// <summary>What is done with a part of a matrix, some rows by some columns, as soon as it is there.</summary>
type internal MatrixPart = delegate of firstRow: int * lastRow: int * firstColumn: int * lastColumn: int -> unit

/// <summary>Products of dense matrices stored by rows.</summary>
/// <remarks>The blocking of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34
/// (2008): tiles of C in registers, panels of B and blocks of A packed for them.</remarks>
module internal MatrixProduct =

    // The most terms summed before a tile goes to memory. The sums of the stretches are added in order, and where a
    // stretch ends depends on the number of terms alone: so do the bits.
    [<Literal>]
    let private Depth = 384

    // Rows of A packed together: with their columns they stay in the second-level cache while the panels of B pass.
    [<Literal>]
    let private BlockRows = 192

    // The most terms, and numbers of B, that are packed at a time: 16 MB.
    [<Literal>]
    let private MaxTerms = 6_144 // 16 Depth

    [<Literal>]
    let private MaxPacked = 2_097_152

    // Products m n k from which a second thread, and packing both matrices, gain more than they cost.
    [<Literal>]
    let private LargeFrom = 1_048_576L

    // Rows or columns that are multiplied as vectors, one by one, rather than as part of a tile, by a matrix of so many
    // entries or more.
    [<Literal>]
    let private FewVectors = 2

    [<Literal>]
    let private VectorsFrom = 2_048L

    // So few terms are summed along whole rows of C: there the product is a matter of writing C.
    [<Literal>]
    let private FewTerms = 4

    // Entries of the matrix that a task of a product with vectors reads.
    [<Literal>]
    let private VectorBlock = 65_536

    // Entries of C that a task of a product with many vectors writes.
    [<Literal>]
    let private WrittenEach = 8_192

    // A task's own numbers: the sums of a tile (or of a stretch of a vector), a panel, a block of A.
    [<Literal>]
    let private SumLength = 1_024

    [<Literal>]
    let private PanelLength = 9_216 // 24 Depth

    [<Literal>]
    let private BlockLength = 73_728 // BlockRows Depth

    let private shared = BufferPool()

    let internal roundUp (value: int) (multiple: int) =
        (value + multiple - 1) / multiple * multiple

    /// The length of the stretches that the terms are summed in.
    let private stretch (terms: int) =
        let count = (terms + Depth - 1) / Depth
        (terms + count - 1) / count

    /// In one thread, with A where it is, and B too where rows are few and whole vectors of it can be read.
    let private direct (m: int) (n: int) (k: int) alpha (a: MatrixOperand) (b: MatrixOperand) beta (c: nativeint) =
        let sums = TaskBuffer.Reserve(SumLength + PanelLength)
        let panel = sums + nativeint (8 * SumLength)
        let width = MatrixTile.columnCount ()
        let lanes = MatrixTile.laneCount ()
        let stretch = stretch k
        // For many rows a copy, which is aligned, pays even where the panel could be read.
        let inPlace = b.ColumnStep = 8n && m < 48
        let mutable p = 0

        while p < k do
            let depth = min stretch (k - p)
            let beta = if p = 0 then beta else 1.0
            let rows = a.From(0, p)
            let tileStep = nativeint (MatrixTile.rowCount ()) * a.RowStep
            let mutable j = 0

            while j < n do
                let columns = min width (n - j)
                let target = c + nativeint (8 * j)
                let cStep = nativeint (8 * n)

                if inPlace && columns % lanes = 0 then
                    MatrixSweep.sweep alpha rows tileStep m depth (b.At(p, j)) b.RowStep columns beta target cStep sums
                else
                    let padded = roundUp columns lanes
                    MatrixPacking.pack b p depth j columns padded panel

                    MatrixSweep.sweep
                        alpha
                        rows
                        tileStep
                        m
                        depth
                        panel
                        (nativeint (8 * padded))
                        columns
                        beta
                        target
                        cStep
                        sums

                j <- j + columns

            p <- p + depth

    /// Some rows of A, from the first on, against packed panels; the first of them and the depth they have are given. By
    /// this thread alone, in its task buffer.
    let block
        (alpha: float)
        (a: MatrixOperand)
        (rows: int)
        (terms: int)
        (panels: nativeint)
        (columns: int)
        (beta: float)
        (c: nativeint)
        (cStep: nativeint)
        =
        let sums = TaskBuffer.Reserve(SumLength + BlockLength)
        let packed = sums + nativeint (8 * SumLength)
        let height = MatrixTile.rowCount ()
        let width = MatrixTile.columnCount ()
        let stretch = stretch terms
        let mutable p = 0

        while p < terms do
            let depth = min stretch (terms - p)
            let beta = if p = 0 then beta else 1.0
            MatrixPacking.pack a.Transposed p depth 0 rows height packed

            let tiles =
                {
                    Address = packed
                    RowStep = 8n
                    ColumnStep = nativeint (8 * height)
                }

            let mutable j = 0

            while j < columns do
                MatrixSweep.sweep
                    alpha
                    tiles
                    (nativeint (8 * height * depth))
                    rows
                    depth
                    (panels + 8n * (nativeint j * nativeint terms + nativeint (width * p)))
                    (nativeint (8 * width))
                    (min width (columns - j))
                    beta
                    (c + nativeint (8 * j))
                    cStep
                    sums

                j <- j + width

            p <- p + depth

    /// All panels of B packed by all threads, then blocks of C shared among them; what comes after is told where the
    /// columns begin in C.
    let private shareBlocks
        (m: int)
        (n: int)
        (k: int)
        alpha
        (a: MatrixOperand)
        (b: MatrixOperand)
        beta
        (c: nativeint)
        (cStep: nativeint)
        (column: int)
        (after: MatrixPart | null)
        =
        let width = MatrixTile.columnCount ()
        let height = MatrixTile.rowCount ()
        let panelCount = (n + width - 1) / width
        let buffer = shared.Rent(panelCount * width * k)
        let panels = NativePtr.toNativeInt buffer.Pointer
        let panelLength = 8n * nativeint width * nativeint k

        let panelsAtOnce = max 1 (panelCount / 8)

        Parallelism.fromBothEnds ((panelCount + panelsAtOnce - 1) / panelsAtOnce) (fun part ->
            let first = part * panelsAtOnce
            let last = min panelCount (first + panelsAtOnce)
            let j = first * width
            MatrixPacking.pack b 0 k j (min n (last * width) - j) width (panels + nativeint first * panelLength))

        // Four tasks or more for each thread, so that one that comes late leaves little undone; the thinnest of two tiles: by
        // rows, and by columns where rows are few.
        let wanted = 4 * Parallelism.threadCount ()

        let rowBlocks =
            max ((m + BlockRows - 1) / BlockRows) (min wanted (m / (2 * height)))

        let rows = roundUp ((m + rowBlocks - 1) / rowBlocks) height
        let rowBlocks = (m + rows - 1) / rows
        let panelsEach = max 2 (panelCount * rowBlocks / wanted)
        let columnBlocks = (panelCount + panelsEach - 1) / panelsEach

        Parallelism.fromBothEnds (rowBlocks * columnBlocks) (fun task ->
            let i = task / columnBlocks * rows
            let first = task % columnBlocks * panelsEach
            let j = first * width
            let lastRow, lastColumn = min m (i + rows), min n (j + panelsEach * width)

            block
                alpha
                (a.From(i, 0))
                (lastRow - i)
                k
                (panels + nativeint first * panelLength)
                (lastColumn - j)
                beta
                (c + nativeint i * cStep + 8n * nativeint j)
                cStep

            match after with
            | null -> ()
            | after -> after.Invoke(i, lastRow, column + j, column + lastColumn))

        shared.Return buffer

    /// The same for any size, in parts whose packed panels fit.
    let private inParts
        m
        n
        k
        alpha
        (a: MatrixOperand)
        (b: MatrixOperand)
        beta
        (c: MatrixOperand)
        (after: MatrixPart | null)
        =
        let width = MatrixTile.columnCount ()
        let terms = min k MaxTerms
        let columns = MaxPacked / terms / width * width

        for p in 0..terms .. k - 1 do
            let beta = if p = 0 then beta else 1.0
            let after = if p + terms >= k then after else null

            for j in 0..columns .. n - 1 do
                let wide, deep = min columns (n - j), min terms (k - p)
                shareBlocks m wide deep alpha (a.From(0, p)) (b.From(p, j)) beta (c.At(0, j)) c.RowStep j after

    /// c = alpha A x + beta c for the columns of x, which are consecutive numbers: A by rows or by columns. What comes after
    /// takes the columns of c for rows.
    let private vectors
        (m: int)
        (k: int)
        alpha
        (a: MatrixOperand)
        (count: int)
        (x: MatrixOperand)
        beta
        (c: MatrixOperand)
        (after: MatrixPart | null)
        =
        let byRows = a.ColumnStep = 8n
        let perTask = min SumLength (max 64 (roundUp (VectorBlock / k) 64))
        let blocks = (m + perTask - 1) / perTask
        // Many vectors are shared too: each is a row of C that is written.
        let vectorsEach = max 1 (WrittenEach / min m perTask)
        let groups = (count + vectorsEach - 1) / vectorsEach

        Parallelism.fromBothEnds (blocks * groups) (fun task ->
            let first, start = task % blocks * perTask, task / blocks * vectorsEach
            let last, end' = min m (first + perTask), min count (start + vectorsEach)
            let sums = TaskBuffer.Reserve SumLength
            let here = a.At(first, 0)

            for v in start .. end' - 1 do
                if byRows then
                    MatrixVector.rowDots here a.RowStep (last - first) (x.At(0, v)) k sums
                else
                    MatrixVector.columnSums here a.ColumnStep k (x.At(0, v)) (last - first) sums

                MatrixSweep.add alpha sums (last - first) beta (c.At(first, v)) c.RowStep

            match after with
            | null -> ()
            | after -> after.Invoke(start, end', first, last))

    /// The same for any x, whose columns are copied where they are not consecutive numbers.
    let private matrixVectors
        m
        k
        alpha
        (a: MatrixOperand)
        (count: int)
        (x: MatrixOperand)
        beta
        (c: MatrixOperand)
        after
        =
        if x.RowStep = 8n then
            vectors m k alpha a count x beta c after
        else
            let buffer = shared.Rent(count * k)
            let copy = NativePtr.toNativeInt buffer.Pointer
            MatrixPacking.pack x.Transposed 0 count 0 k k copy
            vectors m k alpha a count (MatrixOperand.ofStored copy k true) beta c after
            shared.Return buffer

    // How a product is carried out.
    [<Struct>]
    type private Way =
        // Few columns: products with vectors.
        | FewColumns
        // Few rows: the same for the transposes.
        | FewRows
        // Few terms: rows of C are sums of a few vectors.
        | ShortSums
        // In one thread.
        | Direct
        // In blocks shared among threads.
        | Blocks

    let private wayOf (m: int) (n: int) (k: int) (rightByRows: bool) : Way =
        if n <= FewVectors && int64 m * int64 k >= VectorsFrom then
            FewColumns
        elif m <= FewVectors && int64 n * int64 k >= VectorsFrom then
            FewRows
        elif int64 m * int64 n * int64 k >= LargeFrom then
            Blocks
        elif k <= FewTerms && rightByRows && n >= 64 then
            ShortSums
        else
            Direct

    /// Whether the parts of C are done one by one, by many threads, so that what comes after a part finds it in the caches.
    let isByParts (m: int) (n: int) (k: int) (transB: bool) : bool =
        match wayOf m n k (not transB) with
        | Blocks
        | ShortSums -> true
        | _ -> false

    /// C = alpha A B + beta C for matrices at addresses, C by rows, and none empty: nothing is checked here. What comes after
    /// is called for parts that make up C, each done and left alone by then, from many threads.
    let ofOperands
        (m: int)
        (n: int)
        (k: int)
        alpha
        (a: MatrixOperand)
        (b: MatrixOperand)
        beta
        (c: MatrixOperand)
        (after: MatrixPart | null)
        =
        let atOnce () =
            match after with
            | null -> ()
            | after -> after.Invoke(0, m, 0, n)

        match wayOf m n k (b.ColumnStep = 8n) with
        | FewColumns ->
            matrixVectors m k alpha a n b beta c null
            atOnce ()
        | FewRows ->
            matrixVectors n k alpha b.Transposed m a.Transposed beta c.Transposed null
            atOnce ()
        | ShortSums -> matrixVectors n k alpha b.Transposed m a.Transposed beta c.Transposed after
        | Direct ->
            direct m n k alpha a b beta c.Address
            atOnce ()
        | Blocks -> inParts m n k alpha a b beta c after

    let private scale (c: float[]) (offset: int) (count: int) (beta: float) =
        let entries = Span(c, offset, count)

        if beta = 0.0 then
            entries.Clear()
        else
            for i in 0 .. entries.Length - 1 do
                entries[i] <- beta * entries[i]

    let private checkRoom (name: string) (rows: int) (columns: int) (length: int) (offset: int) =
        let needed = int64 rows * int64 columns

        if offset < 0 || needed > int64 length - int64 offset then
            Guard.fail
                name
                (invariant $"{name} must have {rows} x {columns} entries from {offset} on, but has {length} in all.")

    /// <summary>C = alpha op(A) op(B) + beta C for matrices by rows, op the identity or the transpose: op(A) is m x k,
    /// op(B) k x n, C m x n, each without gaps from its offset on, and C apart from A and B.</summary>
    /// <remarks>Where beta is 0, C is written and not read. Each entry is within gamma_(k+2) (|alpha| |A| |B| + |beta|
    /// |C|) of the exact one, the same to the bit on any number of threads; NaN and infinities propagate, alpha = 0
    /// included. With k = 0 the product is 0. What comes after, if anything, is called for parts that make up C, each done and left
    /// alone by then, from many threads.</remarks>
    let multiplyThen
        (after: MatrixPart | null)
        (transA: bool)
        (transB: bool)
        (m: int)
        (n: int)
        (k: int)
        (alpha: float)
        (a: float[])
        (aOffset: int)
        (b: float[])
        (bOffset: int)
        (beta: float)
        (c: float[])
        (cOffset: int)
        =
        Guard.atLeast (nameof m) 0 m
        Guard.atLeast (nameof n) 0 n
        Guard.atLeast (nameof k) 0 k
        checkRoom (nameof a) m k a.Length aOffset
        checkRoom (nameof b) k n b.Length bOffset
        checkRoom (nameof c) m n c.Length cOffset

        if k = 0 then
            scale c cOffset (m * n) beta

            match after with
            | null -> ()
            | after -> after.Invoke(0, m, 0, n)
        elif m > 0 && n > 0 then
            use pinnedA = fixed &a[aOffset]
            use pinnedB = fixed &b[bOffset]
            use pinnedC = fixed &c[cOffset]

            let a =
                MatrixOperand.ofStored (NativePtr.toNativeInt pinnedA) (if transA then m else k) transA

            let b =
                MatrixOperand.ofStored (NativePtr.toNativeInt pinnedB) (if transB then k else n) transB

            let c = MatrixOperand.ofStored (NativePtr.toNativeInt pinnedC) n false
            ofOperands m n k alpha a b beta c after

    /// The same, with nothing after it.
    let multiply transA transB m n k alpha (a: float[]) aOffset (b: float[]) bOffset beta (c: float[]) cOffset =
        multiplyThen null transA transB m n k alpha a aOffset b bOffset beta c cOffset
