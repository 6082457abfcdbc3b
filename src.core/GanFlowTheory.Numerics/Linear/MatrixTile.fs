namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

/// A row of a tile: three vectors, of which narrower tiles use the first ones.
[<Struct; NoComparison; NoEquality>]
type internal TileRow<'V> =
    val mutable A: 'V
    val mutable B: 'V
    val mutable C: 'V
    new(v) = { A = v; B = v; C = v }

/// <summary>
/// The inner loops of the matrix product: a tile of C, its rows against the width of a panel of B, in registers over a
/// stretch of the summation index.
/// </summary>
/// <remarks>
/// Rows of A are read where they are, at any distance from each other and from one term to the next, so that packed,
/// plain and transposed matrices are the same to these loops; rows beyond the last valid one repeat it. Each entry of
/// the tile is one chain of multiply-adds in the order of the index, whatever the tile. Distances are in bytes, and
/// nothing is checked here.
/// </remarks>
module internal MatrixTile =

    /// Whether tiles are of 8 rows and 24 columns, for 32 registers of eight lanes, or of 4 and 12.
    let inline wide () = Avx512F.IsSupported

    /// Rows of a full tile.
    let inline rowCount () = if wide () then 8 else 4

    /// Columns of a full tile; also the distance between rows of its sums.
    let inline columnCount () = if wide () then 24 else 12

    /// Columns of a vector: tiles that are narrower than a panel have a whole number of these.
    let inline laneCount () = if wide () then 8 else 4

    /// Writes the vectors of a row at p, so many bytes apart.
    let inline internal storeRow
        (vectors: int)
        (apart: nativeint)
        ([<InlineIfLambda>] store: 'V -> nativeint -> unit)
        (row: TileRow<'V>)
        (p: nativeint)
        =
        store row.A p

        if vectors > 1 then
            store row.B (p + apart)

        if vectors > 2 then
            store row.C (p + 2n * apart)

    /// sums_j += A_p y_j, for the entry of A at p + at.
    let inline internal addRow
        (vectors: int)
        ([<InlineIfLambda>] spread: nativeint -> 'V)
        ([<InlineIfLambda>] fma: 'V -> 'V -> 'V -> 'V)
        (p: nativeint)
        (at: nativeint)
        (y: TileRow<'V>)
        (sums: byref<TileRow<'V>>)
        =
        let x = spread (p + at)
        sums.A <- fma x y.A sums.A

        if vectors > 1 then
            sums.B <- fma x y.B sums.B

        if vectors > 2 then
            sums.C <- fma x y.C sums.C

    /// A tile of four or eight rows and one to three vectors, for vectors of either width and of either type of numbers. It
    /// is inlined whole, the vectors' operations too, and what the height and the number of vectors leave out is not
    /// compiled. A vector has so many bytes, and as many or others where it is stored.
    let inline internal tile
        (height: int)
        (vectors: int)
        (size: nativeint)
        (stored: nativeint)
        (zero: 'V)
        ([<InlineIfLambda>] load: nativeint -> 'V)
        ([<InlineIfLambda>] store: 'V -> nativeint -> unit)
        ([<InlineIfLambda>] spread: nativeint -> 'V)
        ([<InlineIfLambda>] fma: 'V -> 'V -> 'V -> 'V)
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let inline row r =
            a + rowStep * nativeint (min r (rows - 1))

        let p1, p2, p3 = row 1, row 2, row 3
        let p4, p5, p6, p7 = row 4, row 5, row 6, row 7
        let mutable s0 = TileRow(zero)
        let mutable s1 = TileRow(zero)
        let mutable s2 = TileRow(zero)
        let mutable s3 = TileRow(zero)
        let mutable s4 = TileRow(zero)
        let mutable s5 = TileRow(zero)
        let mutable s6 = TileRow(zero)
        let mutable s7 = TileRow(zero)
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let mutable y = TileRow(load b)

            if vectors > 1 then
                y.B <- load (b + size)

            if vectors > 2 then
                y.C <- load (b + 2n * size)

            addRow vectors spread fma a at y &s0
            addRow vectors spread fma p1 at y &s1
            addRow vectors spread fma p2 at y &s2
            addRow vectors spread fma p3 at y &s3

            if height > 4 then
                addRow vectors spread fma p4 at y &s4
                addRow vectors spread fma p5 at y &s5
                addRow vectors spread fma p6 at y &s6
                addRow vectors spread fma p7 at y &s7

            at <- at + step
            b <- b + next
            left <- left - 1

        let inline keep r s =
            storeRow vectors stored store s (sums + nativeint (3 * r) * stored)

        keep 0 s0
        keep 1 s1
        keep 2 s2
        keep 3 s3

        if height > 4 then
            keep 4 s4
            keep 5 s5
            keep 6 s6
            keep 7 s7

    // Applied to all arguments at once: a function of the rest would be made anew for every tile.
    let inline private tile512 height vectors a rowStep rows step b next depth sums =
        tile
            height
            vectors
            64n
            64n
            Vector512<float>.Zero
            (fun p -> Vector512.Load(NativePtr.ofNativeInt<float> p))
            (fun v p -> Vector512.Store(v, NativePtr.ofNativeInt<float> p))
            (fun p -> Vector512.Create(NativePtr.read (NativePtr.ofNativeInt<float> p)))
            (fun x y sum -> Vector512.FusedMultiplyAdd(x, y, sum))
            a
            rowStep
            rows
            step
            b
            next
            depth
            sums

    let inline private tile256 height vectors a rowStep rows step b next depth sums =
        tile
            height
            vectors
            32n
            32n
            Vector256<float>.Zero
            (fun p -> Vector256.Load(NativePtr.ofNativeInt<float> p))
            (fun v p -> Vector256.Store(v, NativePtr.ofNativeInt<float> p))
            (fun p -> Vector256.Create(NativePtr.read (NativePtr.ofNativeInt<float> p)))
            (fun x y sum -> Vector256.FusedMultiplyAdd(x, y, sum))
            a
            rowStep
            rows
            step
            b
            next
            depth
            sums

    // Each of its own, so that each has its own registers. 24 sums, three columns and an entry of A fill 32 registers.
    let private tile8x24 a rowStep rows step b next depth sums =
        tile512 8 3 a rowStep rows step b next depth sums

    let private tile8x16 a rowStep rows step b next depth sums =
        tile512 8 2 a rowStep rows step b next depth sums

    let private tile8x8 a rowStep rows step b next depth sums =
        tile512 8 1 a rowStep rows step b next depth sums

    let private tile4x24 a rowStep rows step b next depth sums =
        tile512 4 3 a rowStep rows step b next depth sums

    // Twelve sums, three columns and an entry of A fill sixteen.
    let private tile4x12 a rowStep rows step b next depth sums =
        tile256 4 3 a rowStep rows step b next depth sums

    let private tile4x8 a rowStep rows step b next depth sums =
        tile256 4 2 a rowStep rows step b next depth sums

    let private tile4x4 a rowStep rows step b next depth sums =
        tile256 4 1 a rowStep rows step b next depth sums

    /// <summary>sums[r, j] = sum_p A[r, p] B[p, j] over the depth, for the rows (at most a tile's) and the columns (at
    /// most a panel's, rounded up to lanes) that are asked for; other sums may be overwritten with anything. Of a row of B no
    /// more is read than the columns, rounded up to lanes: B may end there.</summary>
    let multiply
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (columns: int)
        (depth: int)
        (sums: nativeint)
        =
        if not (wide ()) then
            if columns <= 4 then
                tile4x4 a rowStep rows step b next depth sums
            elif columns <= 8 then
                tile4x8 a rowStep rows step b next depth sums
            else
                tile4x12 a rowStep rows step b next depth sums
        elif columns <= 8 then
            tile8x8 a rowStep rows step b next depth sums
        elif columns <= 16 then
            tile8x16 a rowStep rows step b next depth sums
        elif rows <= 4 then
            tile4x24 a rowStep rows step b next depth sums
        else
            tile8x24 a rowStep rows step b next depth sums

/// <summary>The same loops on float32: tiles of as many rows and of twice as many columns, whose sums are added to sums in
/// float64.</summary>
module internal SingleTile =

    /// Rows of a full tile.
    let rowCount () = MatrixTile.rowCount ()

    /// Columns of a tile; also the distance between rows of its sums.
    let columnCount () = 2 * MatrixTile.columnCount ()

    let private tile8x48 a rowStep rows step b next depth sums =
        MatrixTile.tile
            8
            3
            64n
            128n
            Vector512<float32>.Zero
            (fun p -> Vector512.Load(NativePtr.ofNativeInt<float32> p))
            (fun v p ->
                let low, high =
                    NativePtr.ofNativeInt<float> p, NativePtr.ofNativeInt<float>(p + 64n)

                Vector512.Store(Vector512.Load low + Vector512.WidenLower v, low)
                Vector512.Store(Vector512.Load high + Vector512.WidenUpper v, high))
            (fun p -> Vector512.Create(NativePtr.read (NativePtr.ofNativeInt<float32> p)))
            (fun x y sum -> Vector512.FusedMultiplyAdd(x, y, sum))
            a
            rowStep
            rows
            step
            b
            next
            depth
            sums

    let private tile4x24 a rowStep rows step b next depth sums =
        MatrixTile.tile
            4
            3
            32n
            64n
            Vector256<float32>.Zero
            (fun p -> Vector256.Load(NativePtr.ofNativeInt<float32> p))
            (fun v p ->
                let low, high =
                    NativePtr.ofNativeInt<float> p, NativePtr.ofNativeInt<float>(p + 32n)

                Vector256.Store(Vector256.Load low + Vector256.WidenLower v, low)
                Vector256.Store(Vector256.Load high + Vector256.WidenUpper v, high))
            (fun p -> Vector256.Create(NativePtr.read (NativePtr.ofNativeInt<float32> p)))
            (fun x y sum -> Vector256.FusedMultiplyAdd(x, y, sum))
            a
            rowStep
            rows
            step
            b
            next
            depth
            sums

    /// sums[r, j] += sum_p A[r, p] B[p, j] over the depth, for all rows and columns of a tile: packed matrices are filled up.
    let add (a: nativeint) (b: nativeint) (depth: int) (sums: nativeint) =
        let rows = rowCount ()
        let step = nativeint (4 * rows)
        let next = nativeint (4 * columnCount ())

        if MatrixTile.wide () then
            tile8x48 a 4n rows step b next depth sums
        else
            tile4x24 a 4n rows step b next depth sums
