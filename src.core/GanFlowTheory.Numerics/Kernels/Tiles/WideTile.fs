namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open FSharp.NativeInterop

/// <summary>Contractions in many dimensions, against strips packed point by point as y[j padded + k], the dimension
/// padded to a multiple of 8: lanes run along the coordinates and need no sum across them.</summary>
module internal WideTile =

    open Lanes

    // The sum below for as many coordinates as make up fours of vectors; their number. A method of its own: where
    // vectors of eight lanes are emulated, the runtime inlines only so many operations into one.
    let private contractFours
        (t: nativeptr<float>)
        (outer: int)
        (inner: int)
        (y: nativeptr<float>)
        (count: int)
        (padded: int)
        (out: nativeptr<float>)
        =
        let mutable k = 0

        while k + 32 <= padded do
            let mutable s0 = loadFour out 8 k
            let mutable s1 = loadFour out 8 (padded + k)
            let mutable s2 = loadFour out 8 (2 * padded + k)
            let mutable s3 = loadFour out 8 (3 * padded + k)
            let mutable yi = NativePtr.add y k
            let mutable ti = t
            let mutable left = count

            while left > 0 do
                let y = loadFour yi 8 0
                addTimes (broadcast ti 0) y &s0
                addTimes (broadcast ti outer) y &s1
                addTimes (broadcast ti (2 * outer)) y &s2
                addTimes (broadcast ti (3 * outer)) y &s3
                yi <- NativePtr.add yi padded
                ti <- NativePtr.add ti inner
                left <- left - 1

            storeFour out 8 k s0
            storeFour out 8 (padded + k) s1
            storeFour out 8 (2 * padded + k) s2
            storeFour out 8 (3 * padded + k) s3
            k <- k + 32

        k

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
        let mutable k = contractFours t outer inner y count padded out

        while k < padded do
            let mutable a = loadFour out padded k

            for i in 0 .. count - 1 do
                let u = load y (i * padded + k)
                let at = i * inner
                update (fun r a -> fma (broadcast t (r * outer + at)) u a) &a

            storeFour out padded k a
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
            let x = loadFour x padded k
            let mutable a = loadFour out padded k

            for j in 0 .. width - 1 do
                let u = load y (j * padded + k)
                update (fun r a -> fma (broadcast t (r * width + j)) (at r x - u) a) &a

            storeFour out padded k a
            k <- k + 8
