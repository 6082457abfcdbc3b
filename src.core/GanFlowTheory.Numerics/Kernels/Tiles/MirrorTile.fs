namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>The other half of a sum over the pairs of one cloud with itself: what a tile t of four rows of x adds to
/// its columns y, by k(x, y) = k(y, x). Layouts as in <c>Tile</c>; the columns' sums lie beside the strip.</summary>
module internal MirrorTile =

    open Lanes

    /// sums_j += sum_r t_rj.
    let columnSums (t: nativeptr<float>) (width: int) (sums: nativeptr<float>) =
        let mutable j = 0

        while j < width do
            let low = load t j + load t (width + j)
            let high = load t (2 * width + j) + load t (3 * width + j)
            store sums j (load sums j + (low + high))
            j <- j + 8

    /// out[k width + j] += sum_r t_rj (y_jk - x_rk).
    let contractDifferences
        (t: nativeptr<float>)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (dimension: int)
        (width: int)
        (out: nativeptr<float>)
        =
        for k in 0 .. dimension - 1 do
            let x0, x1 = broadcast x (4 * k), broadcast x (4 * k + 1)
            let x2, x3 = broadcast x (4 * k + 2), broadcast x (4 * k + 3)
            let first = k * width
            let mutable j = 0

            while j < width do
                let u = load y (first + j)
                let a = fma (load t j) (u - x0) (load out (first + j))
                let b = load t (width + j) * (u - x1)
                let a = fma (load t (2 * width + j)) (u - x2) a
                let b = fma (load t (3 * width + j)) (u - x3) b
                store out (first + j) (a + b)
                j <- j + 8

    /// out[k width + j] += sum_r t_rj x_rk.
    let contract (t: nativeptr<float>) (x: nativeptr<float>) (dimension: int) (width: int) (out: nativeptr<float>) =
        for k in 0 .. dimension - 1 do
            let x0, x1 = broadcast x (4 * k), broadcast x (4 * k + 1)
            let x2, x3 = broadcast x (4 * k + 2), broadcast x (4 * k + 3)
            let first = k * width
            let mutable j = 0

            while j < width do
                let a = fma (load t j) x0 (load out (first + j))
                let b = load t (width + j) * x1
                let a = fma (load t (2 * width + j)) x2 a
                let b = fma (load t (3 * width + j)) x3 b
                store out (first + j) (a + b)
                j <- j + 8

    /// out[j padded + k] += sum_r t_rj (y_jk - x_rk) for a wide strip; x is given point by point as x[r padded + k].
    let contractDifferencesWide
        (t: nativeptr<float>)
        (x: nativeptr<float>)
        (y: nativeptr<float>)
        (padded: int)
        (width: int)
        (out: nativeptr<float>)
        =
        let mutable k = 0

        while k < padded do
            let x0 = load x k
            let x1 = load x (padded + k)
            let x2 = load x (2 * padded + k)
            let x3 = load x (3 * padded + k)

            for j in 0 .. width - 1 do
                let at = j * padded + k
                let u = load y at
                let a = fma (broadcast t j) (u - x0) (load out at)
                let b = broadcast t (width + j) * (u - x1)
                let a = fma (broadcast t (2 * width + j)) (u - x2) a
                let b = fma (broadcast t (3 * width + j)) (u - x3) b
                store out at (a + b)

            k <- k + 8
