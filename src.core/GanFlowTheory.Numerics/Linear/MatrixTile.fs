namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open System.Runtime.Intrinsics.X86
open FSharp.NativeInterop

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

    let inline private load4 (p: nativeint) : Vector256<float> =
        Vector256.Load(NativePtr.ofNativeInt<float> p)

    let inline private spread4 (p: nativeint) : Vector256<float> =
        Vector256.Create(NativePtr.read (NativePtr.ofNativeInt<float> p))

    let inline private store4 (v: Vector256<float>) (p: nativeint) =
        Vector256.Store(v, NativePtr.ofNativeInt<float> p)

    /// Four rows, three vectors of four lanes: sixteen registers.
    let private tile4x12
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = WideMatrixTile.row a rowStep rows 1
        let p2 = WideMatrixTile.row a rowStep rows 2
        let p3 = WideMatrixTile.row a rowStep rows 3
        let mutable a0 = Vector256<float>.Zero
        let mutable b0 = Vector256<float>.Zero
        let mutable c0 = Vector256<float>.Zero
        let mutable a1 = Vector256<float>.Zero
        let mutable b1 = Vector256<float>.Zero
        let mutable c1 = Vector256<float>.Zero
        let mutable a2 = Vector256<float>.Zero
        let mutable b2 = Vector256<float>.Zero
        let mutable c2 = Vector256<float>.Zero
        let mutable a3 = Vector256<float>.Zero
        let mutable b3 = Vector256<float>.Zero
        let mutable c3 = Vector256<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load4 (b + 0n)
            let y1 = load4 (b + 32n)
            let y2 = load4 (b + 64n)
            let x = spread4 (a + at)
            a0 <- Vector256.FusedMultiplyAdd(x, y0, a0)
            b0 <- Vector256.FusedMultiplyAdd(x, y1, b0)
            c0 <- Vector256.FusedMultiplyAdd(x, y2, c0)
            let x = spread4 (p1 + at)
            a1 <- Vector256.FusedMultiplyAdd(x, y0, a1)
            b1 <- Vector256.FusedMultiplyAdd(x, y1, b1)
            c1 <- Vector256.FusedMultiplyAdd(x, y2, c1)
            let x = spread4 (p2 + at)
            a2 <- Vector256.FusedMultiplyAdd(x, y0, a2)
            b2 <- Vector256.FusedMultiplyAdd(x, y1, b2)
            c2 <- Vector256.FusedMultiplyAdd(x, y2, c2)
            let x = spread4 (p3 + at)
            a3 <- Vector256.FusedMultiplyAdd(x, y0, a3)
            b3 <- Vector256.FusedMultiplyAdd(x, y1, b3)
            c3 <- Vector256.FusedMultiplyAdd(x, y2, c3)
            at <- at + step
            b <- b + next
            left <- left - 1

        store4 a0 (sums + 0n)
        store4 b0 (sums + 32n)
        store4 c0 (sums + 64n)
        store4 a1 (sums + 96n)
        store4 b1 (sums + 128n)
        store4 c1 (sums + 160n)
        store4 a2 (sums + 192n)
        store4 b2 (sums + 224n)
        store4 c2 (sums + 256n)
        store4 a3 (sums + 288n)
        store4 b3 (sums + 320n)
        store4 c3 (sums + 352n)

    /// Four rows, one vector of four lanes.
    let private tile4x4
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = WideMatrixTile.row a rowStep rows 1
        let p2 = WideMatrixTile.row a rowStep rows 2
        let p3 = WideMatrixTile.row a rowStep rows 3
        let mutable a0 = Vector256<float>.Zero
        let mutable a1 = Vector256<float>.Zero
        let mutable a2 = Vector256<float>.Zero
        let mutable a3 = Vector256<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load4 (b + 0n)
            let x = spread4 (a + at)
            a0 <- Vector256.FusedMultiplyAdd(x, y0, a0)
            let x = spread4 (p1 + at)
            a1 <- Vector256.FusedMultiplyAdd(x, y0, a1)
            let x = spread4 (p2 + at)
            a2 <- Vector256.FusedMultiplyAdd(x, y0, a2)
            let x = spread4 (p3 + at)
            a3 <- Vector256.FusedMultiplyAdd(x, y0, a3)
            at <- at + step
            b <- b + next
            left <- left - 1

        store4 a0 (sums + 0n)
        store4 a1 (sums + 96n)
        store4 a2 (sums + 192n)
        store4 a3 (sums + 288n)

    /// <summary>sums[r, j] = sum_p A[r, p] B[p, j] over the depth, for the rows (at most a tile's) and the columns (at
    /// most a panel's, rounded up to lanes) that are asked for; other sums may be overwritten with anything.</summary>
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
            else
                tile4x12 a rowStep rows step b next depth sums
        elif columns <= 8 then
            WideMatrixTile.tile8x8 a rowStep rows step b next depth sums
        elif columns <= 16 then
            WideMatrixTile.tile8x16 a rowStep rows step b next depth sums
        elif rows <= 4 then
            WideMatrixTile.tile4x24 a rowStep rows step b next depth sums
        else
            WideMatrixTile.tile8x24 a rowStep rows step b next depth sums
