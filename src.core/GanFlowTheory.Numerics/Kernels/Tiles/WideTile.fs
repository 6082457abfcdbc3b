namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>Contractions in many dimensions, against strips packed point by point as y[j padded + k], the dimension
/// padded to a multiple of 8: lanes run along the coordinates and need no sum across them.</summary>
module internal WideTile =

    open Lanes

    /// out[o padded + k] += sum_i t[o outer + i inner] y[i padded + k] for four o and i below count: lanes run along
    /// the coordinates. Rows against a wide strip have outer = width and inner = 1; its columns
    /// against rows the reverse.
    let contractWide
        (t: nativeptr<float>)
        (outer: int)
        (inner: int)
        (y: nativeptr<float>)
        (count: int)
        (padded: int)
        (out: nativeptr<float>)
        =
        let mutable k = 0

        while k < padded do
            // Four vectors of coordinates by four rows where there are that many, one by four at the end.
            if k + 32 <= padded then
                let mutable a0 = load out k
                let mutable b0 = load out (k + 8)
                let mutable c0 = load out (k + 16)
                let mutable d0 = load out (k + 24)
                let mutable a1 = load out (padded + k)
                let mutable b1 = load out (padded + k + 8)
                let mutable c1 = load out (padded + k + 16)
                let mutable d1 = load out (padded + k + 24)
                let mutable a2 = load out (2 * padded + k)
                let mutable b2 = load out (2 * padded + k + 8)
                let mutable c2 = load out (2 * padded + k + 16)
                let mutable d2 = load out (2 * padded + k + 24)
                let mutable a3 = load out (3 * padded + k)
                let mutable b3 = load out (3 * padded + k + 8)
                let mutable c3 = load out (3 * padded + k + 16)
                let mutable d3 = load out (3 * padded + k + 24)

                let mutable yi = NativePtr.add y k
                let mutable ti = t
                let mutable i = 0

                while i < count do
                    let ya = load yi 0
                    let yb = load yi 8
                    let yc = load yi 16
                    let yd = load yi 24
                    let t0 = broadcast ti 0
                    a0 <- fma t0 ya a0
                    b0 <- fma t0 yb b0
                    c0 <- fma t0 yc c0
                    d0 <- fma t0 yd d0
                    let t1 = broadcast (NativePtr.add ti outer) 0
                    a1 <- fma t1 ya a1
                    b1 <- fma t1 yb b1
                    c1 <- fma t1 yc c1
                    d1 <- fma t1 yd d1
                    let t2 = broadcast (NativePtr.add ti (2 * outer)) 0
                    a2 <- fma t2 ya a2
                    b2 <- fma t2 yb b2
                    c2 <- fma t2 yc c2
                    d2 <- fma t2 yd d2
                    let t3 = broadcast (NativePtr.add ti (3 * outer)) 0
                    a3 <- fma t3 ya a3
                    b3 <- fma t3 yb b3
                    c3 <- fma t3 yc c3
                    d3 <- fma t3 yd d3
                    yi <- NativePtr.add yi padded
                    ti <- NativePtr.add ti inner
                    i <- i + 1

                store out k a0
                store out (k + 8) b0
                store out (k + 16) c0
                store out (k + 24) d0
                store out (padded + k) a1
                store out (padded + k + 8) b1
                store out (padded + k + 16) c1
                store out (padded + k + 24) d1
                store out (2 * padded + k) a2
                store out (2 * padded + k + 8) b2
                store out (2 * padded + k + 16) c2
                store out (2 * padded + k + 24) d2
                store out (3 * padded + k) a3
                store out (3 * padded + k + 8) b3
                store out (3 * padded + k + 16) c3
                store out (3 * padded + k + 24) d3
                k <- k + 32
            else
                let mutable a0 = load out k
                let mutable a1 = load out (padded + k)
                let mutable a2 = load out (2 * padded + k)
                let mutable a3 = load out (3 * padded + k)

                for i in 0 .. count - 1 do
                    let u = load y (i * padded + k)
                    let at = i * inner
                    a0 <- fma (broadcast t at) u a0
                    a1 <- fma (broadcast t (outer + at)) u a1
                    a2 <- fma (broadcast t (2 * outer + at)) u a2
                    a3 <- fma (broadcast t (3 * outer + at)) u a3

                store out k a0
                store out (padded + k) a1
                store out (2 * padded + k) a2
                store out (3 * padded + k) a3
                k <- k + 8

    /// out[r padded + k] += sum_j t_rj (x_rk - y_jk) for a wide strip; x is given point by point as x[r padded + k].
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
            let mutable a0 = load out k
            let mutable a1 = load out (padded + k)
            let mutable a2 = load out (2 * padded + k)
            let mutable a3 = load out (3 * padded + k)

            for j in 0 .. width - 1 do
                let u = load y (j * padded + k)
                a0 <- fma (broadcast t j) (x0 - u) a0
                a1 <- fma (broadcast t (width + j)) (x1 - u) a1
                a2 <- fma (broadcast t (2 * width + j)) (x2 - u) a2
                a3 <- fma (broadcast t (3 * width + j)) (x3 - u) a3

            store out k a0
            store out (padded + k) a1
            store out (2 * padded + k) a2
            store out (3 * padded + k) a3
            k <- k + 8
