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
            let mutable a = zeros ()
            let mutable b = zeros ()

            for k in 0 .. dimension - 1 do
                let u = load y (k * width + j)
                let v = load y (k * width + j + 8)
                let x = broadcastFour x (4 * k)
                update (fun r a -> square (at r x - u) a) &a
                update (fun r b -> square (at r x - v) b) &b

            storeFour t width j a
            storeFour t width (j + 8) b
            j <- j + 16

    /// The same in the plane, with the rows in registers.
    let planeDistances (x: nativeptr<float>) (y: nativeptr<float>) (width: int) (t: nativeptr<float>) =
        let x0 = broadcastFour x 0
        let x1 = broadcastFour x 4
        let mutable j = 0

        while j < width do
            let u = load y j
            let v = load y (width + j)

            forFour (fun r ->
                let a = at r x0 - u
                let b = at r x1 - v
                store t (r * width + j) (square a (b * b)))

            j <- j + 8

    /// t = <x_r, y_j>.
    let dots (x: nativeptr<float>) (y: nativeptr<float>) (dimension: int) (width: int) (t: nativeptr<float>) =
        let mutable j = 0

        while j < width do
            let mutable t0 = zeros ()
            let mutable t1 = zeros ()
            let mutable t2 = zeros ()
            let mutable t3 = zeros ()
            let mutable xk = x
            let mutable yk = NativePtr.add y j

            for _ in 1..dimension do
                let y = loadFour yk 8 0
                addTimes (broadcast xk 0) y &t0
                addTimes (broadcast xk 1) y &t1
                addTimes (broadcast xk 2) y &t2
                addTimes (broadcast xk 3) y &t3
                xk <- NativePtr.add xk 4
                yk <- NativePtr.add yk width

            storeFour t 8 j t0
            storeFour t 8 (width + j) t1
            storeFour t 8 (2 * width + j) t2
            storeFour t 8 (3 * width + j) t3
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
            let mutable a = zeros ()

            for k in 0 .. dimension - 1 do
                let u = load y (k * width + j)
                let e = load v (k * width + j)
                update (fun r a -> fma (broadcast x (4 * k + r) - u) e a) &a

            storeFour t width j a
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
            forFour (fun r -> store t (r * width + j) (load t (r * width + j) * f))
            j <- j + 8

    /// out_r += sum_j t_rj.
    let rowSums (t: nativeptr<float>) (width: int) (out: nativeptr<float>) =
        let mutable a = zeros ()
        let mutable j = 0

        while j < width do
            update (fun r a -> a + load t (r * width + j)) &a
            j <- j + 8

        addSums out 0 a

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
            let x0 = broadcastFour x (4 * k)
            let x1 = broadcastFour x (4 * k + 4)
            let mutable a = zeros ()
            let mutable b = zeros ()
            let first = k * width
            let second = first + width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                let v = load y (second + j)
                let t = loadFour t width j
                update (fun r a -> fma (at r t) (at r x0 - u) a) &a
                update (fun r b -> fma (at r t) (at r x1 - v) b) &b
                j <- j + 8

            addSums out (4 * k) a
            addSums out (4 * k + 4) b
            k <- k + 2

        if k < dimension then
            let x = broadcastFour x (4 * k)
            let mutable a = zeros ()
            let first = k * width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                update (fun r a -> fma (load t (r * width + j)) (at r x - u) a) &a
                j <- j + 8

            addSums out (4 * k) a

    /// out[4 k + r] += sum_j t_rj y_jk: lanes run along the columns.
    let contract (t: nativeptr<float>) (y: nativeptr<float>) (dimension: int) (width: int) (out: nativeptr<float>) =
        for k in 0 .. dimension - 1 do
            let mutable a = zeros ()
            let first = k * width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                update (fun r a -> fma (load t (r * width + j)) u a) &a
                j <- j + 8

            addSums out (4 * k) a
