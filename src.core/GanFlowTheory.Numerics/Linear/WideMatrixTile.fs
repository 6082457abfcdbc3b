namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>Tiles for 32 registers of eight lanes; <c>MatrixTile</c> says what they compute and chooses one.</summary>
module internal WideMatrixTile =

    let inline private load (p: nativeint) : Vector512<float> =
        Vector512.Load(NativePtr.ofNativeInt<float> p)

    let inline private spread (p: nativeint) : Vector512<float> =
        Vector512.Create(NativePtr.read (NativePtr.ofNativeInt<float> p))

    let inline private store (v: Vector512<float>) (p: nativeint) =
        Vector512.Store(v, NativePtr.ofNativeInt<float> p)

    /// The address of row r of a tile; rows beyond the last valid one repeat it.
    let inline row (a: nativeint) (rowStep: nativeint) (rows: int) (r: int) =
        a + rowStep * nativeint (min r (rows - 1))

    /// Eight rows, three vectors: 24 sums, three columns and an entry of A fill the registers.
    let tile8x24
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = row a rowStep rows 1
        let p2 = row a rowStep rows 2
        let p3 = row a rowStep rows 3
        let p4 = row a rowStep rows 4
        let p5 = row a rowStep rows 5
        let p6 = row a rowStep rows 6
        let p7 = row a rowStep rows 7
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable c0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable c1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable c2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable c3 = Vector512<float>.Zero
        let mutable a4 = Vector512<float>.Zero
        let mutable b4 = Vector512<float>.Zero
        let mutable c4 = Vector512<float>.Zero
        let mutable a5 = Vector512<float>.Zero
        let mutable b5 = Vector512<float>.Zero
        let mutable c5 = Vector512<float>.Zero
        let mutable a6 = Vector512<float>.Zero
        let mutable b6 = Vector512<float>.Zero
        let mutable c6 = Vector512<float>.Zero
        let mutable a7 = Vector512<float>.Zero
        let mutable b7 = Vector512<float>.Zero
        let mutable c7 = Vector512<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load (b + 0n)
            let y1 = load (b + 64n)
            let y2 = load (b + 128n)
            let x = spread (a + at)
            a0 <- Vector512.FusedMultiplyAdd(x, y0, a0)
            b0 <- Vector512.FusedMultiplyAdd(x, y1, b0)
            c0 <- Vector512.FusedMultiplyAdd(x, y2, c0)
            let x = spread (p1 + at)
            a1 <- Vector512.FusedMultiplyAdd(x, y0, a1)
            b1 <- Vector512.FusedMultiplyAdd(x, y1, b1)
            c1 <- Vector512.FusedMultiplyAdd(x, y2, c1)
            let x = spread (p2 + at)
            a2 <- Vector512.FusedMultiplyAdd(x, y0, a2)
            b2 <- Vector512.FusedMultiplyAdd(x, y1, b2)
            c2 <- Vector512.FusedMultiplyAdd(x, y2, c2)
            let x = spread (p3 + at)
            a3 <- Vector512.FusedMultiplyAdd(x, y0, a3)
            b3 <- Vector512.FusedMultiplyAdd(x, y1, b3)
            c3 <- Vector512.FusedMultiplyAdd(x, y2, c3)
            let x = spread (p4 + at)
            a4 <- Vector512.FusedMultiplyAdd(x, y0, a4)
            b4 <- Vector512.FusedMultiplyAdd(x, y1, b4)
            c4 <- Vector512.FusedMultiplyAdd(x, y2, c4)
            let x = spread (p5 + at)
            a5 <- Vector512.FusedMultiplyAdd(x, y0, a5)
            b5 <- Vector512.FusedMultiplyAdd(x, y1, b5)
            c5 <- Vector512.FusedMultiplyAdd(x, y2, c5)
            let x = spread (p6 + at)
            a6 <- Vector512.FusedMultiplyAdd(x, y0, a6)
            b6 <- Vector512.FusedMultiplyAdd(x, y1, b6)
            c6 <- Vector512.FusedMultiplyAdd(x, y2, c6)
            let x = spread (p7 + at)
            a7 <- Vector512.FusedMultiplyAdd(x, y0, a7)
            b7 <- Vector512.FusedMultiplyAdd(x, y1, b7)
            c7 <- Vector512.FusedMultiplyAdd(x, y2, c7)
            at <- at + step
            b <- b + next
            left <- left - 1

        store a0 (sums + 0n)
        store b0 (sums + 64n)
        store c0 (sums + 128n)
        store a1 (sums + 192n)
        store b1 (sums + 256n)
        store c1 (sums + 320n)
        store a2 (sums + 384n)
        store b2 (sums + 448n)
        store c2 (sums + 512n)
        store a3 (sums + 576n)
        store b3 (sums + 640n)
        store c3 (sums + 704n)
        store a4 (sums + 768n)
        store b4 (sums + 832n)
        store c4 (sums + 896n)
        store a5 (sums + 960n)
        store b5 (sums + 1024n)
        store c5 (sums + 1088n)
        store a6 (sums + 1152n)
        store b6 (sums + 1216n)
        store c6 (sums + 1280n)
        store a7 (sums + 1344n)
        store b7 (sums + 1408n)
        store c7 (sums + 1472n)

    /// Eight rows, two vectors.
    let tile8x16
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = row a rowStep rows 1
        let p2 = row a rowStep rows 2
        let p3 = row a rowStep rows 3
        let p4 = row a rowStep rows 4
        let p5 = row a rowStep rows 5
        let p6 = row a rowStep rows 6
        let p7 = row a rowStep rows 7
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable a4 = Vector512<float>.Zero
        let mutable b4 = Vector512<float>.Zero
        let mutable a5 = Vector512<float>.Zero
        let mutable b5 = Vector512<float>.Zero
        let mutable a6 = Vector512<float>.Zero
        let mutable b6 = Vector512<float>.Zero
        let mutable a7 = Vector512<float>.Zero
        let mutable b7 = Vector512<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load (b + 0n)
            let y1 = load (b + 64n)
            let x = spread (a + at)
            a0 <- Vector512.FusedMultiplyAdd(x, y0, a0)
            b0 <- Vector512.FusedMultiplyAdd(x, y1, b0)
            let x = spread (p1 + at)
            a1 <- Vector512.FusedMultiplyAdd(x, y0, a1)
            b1 <- Vector512.FusedMultiplyAdd(x, y1, b1)
            let x = spread (p2 + at)
            a2 <- Vector512.FusedMultiplyAdd(x, y0, a2)
            b2 <- Vector512.FusedMultiplyAdd(x, y1, b2)
            let x = spread (p3 + at)
            a3 <- Vector512.FusedMultiplyAdd(x, y0, a3)
            b3 <- Vector512.FusedMultiplyAdd(x, y1, b3)
            let x = spread (p4 + at)
            a4 <- Vector512.FusedMultiplyAdd(x, y0, a4)
            b4 <- Vector512.FusedMultiplyAdd(x, y1, b4)
            let x = spread (p5 + at)
            a5 <- Vector512.FusedMultiplyAdd(x, y0, a5)
            b5 <- Vector512.FusedMultiplyAdd(x, y1, b5)
            let x = spread (p6 + at)
            a6 <- Vector512.FusedMultiplyAdd(x, y0, a6)
            b6 <- Vector512.FusedMultiplyAdd(x, y1, b6)
            let x = spread (p7 + at)
            a7 <- Vector512.FusedMultiplyAdd(x, y0, a7)
            b7 <- Vector512.FusedMultiplyAdd(x, y1, b7)
            at <- at + step
            b <- b + next
            left <- left - 1

        store a0 (sums + 0n)
        store b0 (sums + 64n)
        store a1 (sums + 192n)
        store b1 (sums + 256n)
        store a2 (sums + 384n)
        store b2 (sums + 448n)
        store a3 (sums + 576n)
        store b3 (sums + 640n)
        store a4 (sums + 768n)
        store b4 (sums + 832n)
        store a5 (sums + 960n)
        store b5 (sums + 1024n)
        store a6 (sums + 1152n)
        store b6 (sums + 1216n)
        store a7 (sums + 1344n)
        store b7 (sums + 1408n)

    /// Eight rows, one vector.
    let tile8x8
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = row a rowStep rows 1
        let p2 = row a rowStep rows 2
        let p3 = row a rowStep rows 3
        let p4 = row a rowStep rows 4
        let p5 = row a rowStep rows 5
        let p6 = row a rowStep rows 6
        let p7 = row a rowStep rows 7
        let mutable a0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable a4 = Vector512<float>.Zero
        let mutable a5 = Vector512<float>.Zero
        let mutable a6 = Vector512<float>.Zero
        let mutable a7 = Vector512<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load (b + 0n)
            let x = spread (a + at)
            a0 <- Vector512.FusedMultiplyAdd(x, y0, a0)
            let x = spread (p1 + at)
            a1 <- Vector512.FusedMultiplyAdd(x, y0, a1)
            let x = spread (p2 + at)
            a2 <- Vector512.FusedMultiplyAdd(x, y0, a2)
            let x = spread (p3 + at)
            a3 <- Vector512.FusedMultiplyAdd(x, y0, a3)
            let x = spread (p4 + at)
            a4 <- Vector512.FusedMultiplyAdd(x, y0, a4)
            let x = spread (p5 + at)
            a5 <- Vector512.FusedMultiplyAdd(x, y0, a5)
            let x = spread (p6 + at)
            a6 <- Vector512.FusedMultiplyAdd(x, y0, a6)
            let x = spread (p7 + at)
            a7 <- Vector512.FusedMultiplyAdd(x, y0, a7)
            at <- at + step
            b <- b + next
            left <- left - 1

        store a0 (sums + 0n)
        store a1 (sums + 192n)
        store a2 (sums + 384n)
        store a3 (sums + 576n)
        store a4 (sums + 768n)
        store a5 (sums + 960n)
        store a6 (sums + 1152n)
        store a7 (sums + 1344n)

    /// Four rows, three vectors.
    let tile4x24
        (a: nativeint)
        (rowStep: nativeint)
        (rows: int)
        (step: nativeint)
        (b: nativeint)
        (next: nativeint)
        (depth: int)
        (sums: nativeint)
        =
        let p1 = row a rowStep rows 1
        let p2 = row a rowStep rows 2
        let p3 = row a rowStep rows 3
        let mutable a0 = Vector512<float>.Zero
        let mutable b0 = Vector512<float>.Zero
        let mutable c0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable b1 = Vector512<float>.Zero
        let mutable c1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable b2 = Vector512<float>.Zero
        let mutable c2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable b3 = Vector512<float>.Zero
        let mutable c3 = Vector512<float>.Zero
        let mutable at = 0n
        let mutable b = b
        let mutable left = depth

        while left > 0 do
            let y0 = load (b + 0n)
            let y1 = load (b + 64n)
            let y2 = load (b + 128n)
            let x = spread (a + at)
            a0 <- Vector512.FusedMultiplyAdd(x, y0, a0)
            b0 <- Vector512.FusedMultiplyAdd(x, y1, b0)
            c0 <- Vector512.FusedMultiplyAdd(x, y2, c0)
            let x = spread (p1 + at)
            a1 <- Vector512.FusedMultiplyAdd(x, y0, a1)
            b1 <- Vector512.FusedMultiplyAdd(x, y1, b1)
            c1 <- Vector512.FusedMultiplyAdd(x, y2, c1)
            let x = spread (p2 + at)
            a2 <- Vector512.FusedMultiplyAdd(x, y0, a2)
            b2 <- Vector512.FusedMultiplyAdd(x, y1, b2)
            c2 <- Vector512.FusedMultiplyAdd(x, y2, c2)
            let x = spread (p3 + at)
            a3 <- Vector512.FusedMultiplyAdd(x, y0, a3)
            b3 <- Vector512.FusedMultiplyAdd(x, y1, b3)
            c3 <- Vector512.FusedMultiplyAdd(x, y2, c3)
            at <- at + step
            b <- b + next
            left <- left - 1

        store a0 (sums + 0n)
        store b0 (sums + 64n)
        store c0 (sums + 128n)
        store a1 (sums + 192n)
        store b1 (sums + 256n)
        store c1 (sums + 320n)
        store a2 (sums + 384n)
        store b2 (sums + 448n)
        store c2 (sums + 512n)
        store a3 (sums + 576n)
        store b3 (sums + 640n)
        store c3 (sums + 704n)
