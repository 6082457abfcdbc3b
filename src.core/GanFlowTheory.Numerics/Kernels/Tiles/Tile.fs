namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>
/// The inner loops of the pairwise engine, on a tile of four rows of x against a packed strip of columns of y.
/// </summary>
/// <remarks>
/// Layout: x is packed as x[4 k + r]; a strip is packed coordinate-major as y[k width + j], its width a multiple of 32;
/// a matrix over the pairs is t[r width + j]. "Wide" strips are packed point by point as y[j padded + k] with the
/// dimension padded to a multiple of 8, so that contractions run along coordinates and need no sum across lanes.
/// Buffers come from the engine, which sizes them; the loads here are unchecked.
/// </remarks>
module internal Tile =

    /// Rows per tile: each load of a column serves this many rows.
    [<Literal>]
    let Rows = 4

    open Lanes

    let inline private square (d: Vector512<float>) (c: Vector512<float>) = fma d d c

    /// t = |x_r - y_j|^2, from the differences.
    let distances (x: nativeptr<float>) (y: nativeptr<float>) (dimension: int) (width: int) (t: nativeptr<float>) =
        let mutable j = 0

        while j < width do
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero
            let mutable b0 = Vector512<float>.Zero
            let mutable b1 = Vector512<float>.Zero
            let mutable b2 = Vector512<float>.Zero
            let mutable b3 = Vector512<float>.Zero

            for k in 0 .. dimension - 1 do
                let u = load y (k * width + j)
                let v = load y (k * width + j + 8)
                let x0 = broadcast x (4 * k)
                let x1 = broadcast x (4 * k + 1)
                let x2 = broadcast x (4 * k + 2)
                let x3 = broadcast x (4 * k + 3)
                a0 <- square (x0 - u) a0
                b0 <- square (x0 - v) b0
                a1 <- square (x1 - u) a1
                b1 <- square (x1 - v) b1
                a2 <- square (x2 - u) a2
                b2 <- square (x2 - v) b2
                a3 <- square (x3 - u) a3
                b3 <- square (x3 - v) b3

            store t j (a0)
            store t (j + 8) (b0)
            store t (width + j) (a1)
            store t (width + j + 8) (b1)
            store t (2 * width + j) (a2)
            store t (2 * width + j + 8) (b2)
            store t (3 * width + j) (a3)
            store t (3 * width + j + 8) (b3)
            j <- j + 16

    /// The same in the plane, with the rows in registers.
    let planeDistances (x: nativeptr<float>) (y: nativeptr<float>) (width: int) (t: nativeptr<float>) =
        let x0, x1, x2, x3 = broadcast x 0, broadcast x 1, broadcast x 2, broadcast x 3
        let z0, z1, z2, z3 = broadcast x 4, broadcast x 5, broadcast x 6, broadcast x 7
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)
            let a0, a1, a2, a3 = x0 - u, x1 - u, x2 - u, x3 - u
            let b0, b1, b2, b3 = z0 - v, z1 - v, z2 - v, z3 - v
            store t j (square a0 (b0 * b0))
            store t (width + j) (square a1 (b1 * b1))
            store t (2 * width + j) (square a2 (b2 * b2))
            store t (3 * width + j) (square a3 (b3 * b3))
            j <- j + 8

    /// t = <x_r, y_j>.
    let dots (x: nativeptr<float>) (y: nativeptr<float>) (dimension: int) (width: int) (t: nativeptr<float>) =
        let mutable j = 0

        while j < width do
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero
            let mutable b0 = Vector512<float>.Zero
            let mutable b1 = Vector512<float>.Zero
            let mutable b2 = Vector512<float>.Zero
            let mutable b3 = Vector512<float>.Zero
            let mutable c0 = Vector512<float>.Zero
            let mutable c1 = Vector512<float>.Zero
            let mutable c2 = Vector512<float>.Zero
            let mutable c3 = Vector512<float>.Zero
            let mutable d0 = Vector512<float>.Zero
            let mutable d1 = Vector512<float>.Zero
            let mutable d2 = Vector512<float>.Zero
            let mutable d3 = Vector512<float>.Zero
            let mutable xk = x
            let mutable yk = NativePtr.add y j
            let mutable k = 0

            while k < dimension do
                let y0 = load yk 0
                let y1 = load yk 8
                let y2 = load yk 16
                let y3 = load yk 24
                let x0 = broadcast xk 0
                a0 <- fma x0 y0 a0
                b0 <- fma x0 y1 b0
                c0 <- fma x0 y2 c0
                d0 <- fma x0 y3 d0
                let x1 = broadcast xk 1
                a1 <- fma x1 y0 a1
                b1 <- fma x1 y1 b1
                c1 <- fma x1 y2 c1
                d1 <- fma x1 y3 d1
                let x2 = broadcast xk 2
                a2 <- fma x2 y0 a2
                b2 <- fma x2 y1 b2
                c2 <- fma x2 y2 c2
                d2 <- fma x2 y3 d2
                let x3 = broadcast xk 3
                a3 <- fma x3 y0 a3
                b3 <- fma x3 y1 b3
                c3 <- fma x3 y2 c3
                d3 <- fma x3 y3 d3
                xk <- NativePtr.add xk 4
                yk <- NativePtr.add yk width
                k <- k + 1

            store t (0 * width + j + 0) a0
            store t (0 * width + j + 8) b0
            store t (0 * width + j + 16) c0
            store t (0 * width + j + 24) d0
            store t (1 * width + j + 0) a1
            store t (1 * width + j + 8) b1
            store t (1 * width + j + 16) c1
            store t (1 * width + j + 24) d1
            store t (2 * width + j + 0) a2
            store t (2 * width + j + 8) b2
            store t (2 * width + j + 16) c2
            store t (2 * width + j + 24) d2
            store t (3 * width + j + 0) a3
            store t (3 * width + j + 8) b3
            store t (3 * width + j + 16) c3
            store t (3 * width + j + 24) d3
            j <- j + 32

    /// t = max(0, |x_r|^2 + |y_j|^2 - 2 t), for t = <x_r, y_j>: squared distances from inner products.
    let expandDistances (t: nativeptr<float>) (xSquares: nativeptr<float>) (ySquares: nativeptr<float>) (width: int) =
        for r in 0 .. Rows - 1 do
            let own = broadcast xSquares r
            let minusTwo = Vector512.Create -2.0
            let mutable j = 0

            while j < width do
                let s = fma minusTwo (load t (r * width + j)) (own + load ySquares j)
                store t (r * width + j) (Vector512.MaxNative(s, Vector512<float>.Zero))
                j <- j + 8

    /// t = <x_r - y_j, v_j>, from the differences.
    let differenceDots
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (v: nativeptr<float>)
        (dimension: int)
        (width: int)
        (t: nativeptr<float>)
        =
        let mutable j = 0

        while j < width do
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero

            for k in 0 .. dimension - 1 do
                let u = load y (k * width + j)
                let e = load v (k * width + j)
                a0 <- fma (broadcast x (4 * k) - u) e a0
                a1 <- fma (broadcast x (4 * k + 1) - u) e a1
                a2 <- fma (broadcast x (4 * k + 2) - u) e a2
                a3 <- fma (broadcast x (4 * k + 3) - u) e a3

            store t j a0
            store t (width + j) a1
            store t (2 * width + j) a2
            store t (3 * width + j) a3
            j <- j + 8

    /// t = 0 at so many pairs.
    let clear (t: nativeptr<float>) (pairs: int) =
        let mutable j = 0

        while j < pairs do
            store t j Vector512<float>.Zero
            j <- j + 8

    /// t *= u, entry by entry, over four rows.
    let multiply (t: nativeptr<float>) (u: nativeptr<float>) (width: int) =
        let mutable j = 0

        while j < Rows * width do
            store t j (load t j * load u j)
            j <- j + 8

    /// t_rj *= w_j.
    let multiplyColumns (t: nativeptr<float>) (w: nativeptr<float>) (width: int) =
        let mutable j = 0

        while j < width do
            let f = load w j
            store t j (load t j * f)
            store t (width + j) (load t (width + j) * f)
            store t (2 * width + j) (load t (2 * width + j) * f)
            store t (3 * width + j) (load t (3 * width + j) * f)
            j <- j + 8

    /// out_r += sum_j t_rj.
    let rowSums (t: nativeptr<float>) (width: int) (out: nativeptr<float>) =
        let mutable a0 = Vector512<float>.Zero
        let mutable a1 = Vector512<float>.Zero
        let mutable a2 = Vector512<float>.Zero
        let mutable a3 = Vector512<float>.Zero
        let mutable j = 0

        while j < width do
            a0 <- a0 + load t j
            a1 <- a1 + load t (width + j)
            a2 <- a2 + load t (2 * width + j)
            a3 <- a3 + load t (3 * width + j)
            j <- j + 8

        addSum out 0 a0
        addSum out 1 a1
        addSum out 2 a2
        addSum out 3 a3

    /// out[4 k + r] += sum_j t_rj (x_rk - y_jk): lanes run along the columns.
    let contractDifferences
        (t: nativeptr<float>)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (dimension: int)
        (width: int)
        (out: nativeptr<float>)
        =
        let mutable k = 0

        // Two coordinates at a time share the loads of t.
        while k + 1 < dimension do
            let x0, x1 = broadcast x (4 * k), broadcast x (4 * k + 1)
            let x2, x3 = broadcast x (4 * k + 2), broadcast x (4 * k + 3)
            let z0, z1 = broadcast x (4 * k + 4), broadcast x (4 * k + 5)
            let z2, z3 = broadcast x (4 * k + 6), broadcast x (4 * k + 7)
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero
            let mutable b0 = Vector512<float>.Zero
            let mutable b1 = Vector512<float>.Zero
            let mutable b2 = Vector512<float>.Zero
            let mutable b3 = Vector512<float>.Zero
            let first = k * width
            let second = first + width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                let v = load y (second + j)
                let t0 = load t j
                let t1 = load t (width + j)
                let t2 = load t (2 * width + j)
                let t3 = load t (3 * width + j)
                a0 <- fma t0 (x0 - u) a0
                b0 <- fma t0 (z0 - v) b0
                a1 <- fma t1 (x1 - u) a1
                b1 <- fma t1 (z1 - v) b1
                a2 <- fma t2 (x2 - u) a2
                b2 <- fma t2 (z2 - v) b2
                a3 <- fma t3 (x3 - u) a3
                b3 <- fma t3 (z3 - v) b3
                j <- j + 8

            let o = 4 * k
            addSum out o a0
            addSum out (o + 1) a1
            addSum out (o + 2) a2
            addSum out (o + 3) a3
            addSum out (o + 4) b0
            addSum out (o + 5) b1
            addSum out (o + 6) b2
            addSum out (o + 7) b3
            k <- k + 2

        if k < dimension then
            let x0, x1 = broadcast x (4 * k), broadcast x (4 * k + 1)
            let x2, x3 = broadcast x (4 * k + 2), broadcast x (4 * k + 3)
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero
            let first = k * width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                a0 <- fma (load t j) (x0 - u) a0
                a1 <- fma (load t (width + j)) (x1 - u) a1
                a2 <- fma (load t (2 * width + j)) (x2 - u) a2
                a3 <- fma (load t (3 * width + j)) (x3 - u) a3
                j <- j + 8

            let o = 4 * k
            addSum out o a0
            addSum out (o + 1) a1
            addSum out (o + 2) a2
            addSum out (o + 3) a3

    /// out[4 k + r] += sum_j t_rj y_jk: lanes run along the columns.
    let contract (t: nativeptr<float>) (y: nativeptr<float>) (dimension: int) (width: int) (out: nativeptr<float>) =
        for k in 0 .. dimension - 1 do
            let mutable a0 = Vector512<float>.Zero
            let mutable a1 = Vector512<float>.Zero
            let mutable a2 = Vector512<float>.Zero
            let mutable a3 = Vector512<float>.Zero
            let first = k * width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                a0 <- fma (load t j) u a0
                a1 <- fma (load t (width + j)) u a1
                a2 <- fma (load t (2 * width + j)) u a2
                a3 <- fma (load t (3 * width + j)) u a3
                j <- j + 8

            let o = 4 * k
            addSum out o a0
            addSum out (o + 1) a1
            addSum out (o + 2) a2
            addSum out (o + 3) a3
