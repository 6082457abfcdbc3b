namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// Products of a matrix and a vector: each entry of the matrix is used once, so nothing is packed.
module internal MatrixVector =

    let inline private get (p: nativeint) : float =
        NativePtr.read (NativePtr.ofNativeInt<float> p)

    let inline private set (p: nativeint) (v: float) =
        NativePtr.write (NativePtr.ofNativeInt<float> p) v

    let inline private load (p: nativeint) : Vector512<float> =
        Vector512.Load(NativePtr.ofNativeInt<float> p)

    let inline private store (v: Vector512<float>) (p: nativeint) =
        Vector512.Store(v, NativePtr.ofNativeInt<float> p)

    let inline private fma (a: Vector512<float>) b c = Vector512.FusedMultiplyAdd(a, b, c)

    let inline private tail (total: float) (a: nativeint) (x: nativeint) (first: int) (length: int) =
        let mutable total = total

        for p in first .. length - 1 do
            total <- System.Math.FusedMultiplyAdd(get (a + nativeint (8 * p)), get (x + nativeint (8 * p)), total)

        total

    /// sums[i] = <a_i, x> for so many rows of consecutive numbers. The sum over 16 interleaved parts, then the rest:
    /// the same for a row wherever it stands.
    let rowDots (a: nativeint) (rowStep: nativeint) (rows: int) (x: nativeint) (length: int) (sums: nativeint) =
        let whole = length &&& ~~~15
        let mutable i = 0

        while i < rows do
            // The last rows are summed with a repeated one.
            let p0 = a + nativeint i * rowStep
            let p1 = a + nativeint (min (i + 1) (rows - 1)) * rowStep
            let p2 = a + nativeint (min (i + 2) (rows - 1)) * rowStep
            let p3 = a + nativeint (min (i + 3) (rows - 1)) * rowStep
            let mutable s0 = Vector512<float>.Zero
            let mutable s1 = s0
            let mutable s2 = s0
            let mutable s3 = s0
            let mutable t0 = s0
            let mutable t1 = s0
            let mutable t2 = s0
            let mutable t3 = s0
            let mutable at = 0n
            let end' = nativeint (8 * whole)

            while at < end' do
                let x0 = load (x + at)
                let x1 = load (x + at + 64n)
                s0 <- fma (load (p0 + at)) x0 s0
                s1 <- fma (load (p1 + at)) x0 s1
                s2 <- fma (load (p2 + at)) x0 s2
                s3 <- fma (load (p3 + at)) x0 s3
                t0 <- fma (load (p0 + at + 64n)) x1 t0
                t1 <- fma (load (p1 + at + 64n)) x1 t1
                t2 <- fma (load (p2 + at + 64n)) x1 t2
                t3 <- fma (load (p3 + at + 64n)) x1 t3
                at <- at + 128n

            let target = sums + nativeint (8 * i)
            set target (tail (Vector512.Sum(s0 + t0)) p0 x whole length)

            if i + 1 < rows then
                set (target + 8n) (tail (Vector512.Sum(s1 + t1)) p1 x whole length)

            if i + 2 < rows then
                set (target + 16n) (tail (Vector512.Sum(s2 + t2)) p2 x whole length)

            if i + 3 < rows then
                set (target + 24n) (tail (Vector512.Sum(s3 + t3)) p3 x whole length)

            i <- i + 4

    /// sums[j] = sum_p x_p b_pj for the columns 0 .. columns - 1 of rows of consecutive numbers, in the order of p.
    let columnSums (b: nativeint) (rowStep: nativeint) (rows: int) (x: nativeint) (columns: int) (sums: nativeint) =
        let mutable j = 0

        while j + 64 <= columns do
            let mutable s0 = Vector512<float>.Zero
            let mutable s1 = s0
            let mutable s2 = s0
            let mutable s3 = s0
            let mutable s4 = s0
            let mutable s5 = s0
            let mutable s6 = s0
            let mutable s7 = s0
            let mutable q = b + nativeint (8 * j)
            let mutable v = x
            let mutable left = rows

            while left > 0 do
                let weight = Vector512.Create(get v)
                s0 <- fma weight (load q) s0
                s1 <- fma weight (load (q + 64n)) s1
                s2 <- fma weight (load (q + 128n)) s2
                s3 <- fma weight (load (q + 192n)) s3
                s4 <- fma weight (load (q + 256n)) s4
                s5 <- fma weight (load (q + 320n)) s5
                s6 <- fma weight (load (q + 384n)) s6
                s7 <- fma weight (load (q + 448n)) s7
                q <- q + rowStep
                v <- v + 8n
                left <- left - 1

            let target = sums + nativeint (8 * j)
            store s0 target
            store s1 (target + 64n)
            store s2 (target + 128n)
            store s3 (target + 192n)
            store s4 (target + 256n)
            store s5 (target + 320n)
            store s6 (target + 384n)
            store s7 (target + 448n)
            j <- j + 64

        while j + 8 <= columns do
            let mutable s = Vector512<float>.Zero
            let mutable q = b + nativeint (8 * j)

            for p in 0 .. rows - 1 do
                s <- fma (Vector512.Create(get (x + nativeint (8 * p)))) (load q) s
                q <- q + rowStep

            store s (sums + nativeint (8 * j))
            j <- j + 8

        while j < columns do
            let mutable s = 0.0
            let mutable q = b + nativeint (8 * j)

            for p in 0 .. rows - 1 do
                s <- System.Math.FusedMultiplyAdd(get (x + nativeint (8 * p)), get q, s)
                q <- q + rowStep

            set (sums + nativeint (8 * j)) s
            j <- j + 1
