namespace GanFlowTheory.Core

open System
open System.Runtime.CompilerServices
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>Sums over pairs of rows, by differences: points that nearly coincide, far from the origin, keep their
/// digits.</summary>
module internal ManagedDistances =

    type private V = Vector512<float>

    // The columns of a matrix, each padded to whole vectors.
    let private gather (y: Operand<float[]>) (padded: int) (columns: float[]) =
        let m, d = y.Shape[0], y.Shape[1]

        for j in 0 .. m - 1 do
            for k in 0 .. d - 1 do
                columns[k * padded + j] <- y.Buffer[y.Offset + j * d + k]

    /// One row of distances to the columns of a matrix of d rows, padded to whole vectors.
    let private row (x: float[]) xAt (columns: float[]) (padded: int) (d: int) (z: float[]) zAt (count: int) =
        if
            zAt < 0
            || zAt > z.Length - count
            || columns.Length < padded * d
            || padded < count
        then
            invalidArg "count" "The row must lie within the array."

        let cs = &MemoryMarshal.GetArrayDataReference columns
        let zs = &MemoryMarshal.GetArrayDataReference z
        let mutable j = 0

        while j <= count - 32 do
            let mutable s0 = V.Zero
            let mutable s1 = V.Zero
            let mutable s2 = V.Zero
            let mutable s3 = V.Zero
            let mutable at = j

            for k in 0 .. d - 1 do
                let a = Vector512.Create x[xAt + k]
                let d0 = a - Vector512.LoadUnsafe(&cs, unativeint at)
                let d1 = a - Vector512.LoadUnsafe(&cs, unativeint (at + 8))
                let d2 = a - Vector512.LoadUnsafe(&cs, unativeint (at + 16))
                let d3 = a - Vector512.LoadUnsafe(&cs, unativeint (at + 24))
                s0 <- Vector512.FusedMultiplyAdd(d0, d0, s0)
                s1 <- Vector512.FusedMultiplyAdd(d1, d1, s1)
                s2 <- Vector512.FusedMultiplyAdd(d2, d2, s2)
                s3 <- Vector512.FusedMultiplyAdd(d3, d3, s3)
                at <- at + padded

            Vector512.StoreUnsafe(s0, &zs, unativeint (zAt + j))
            Vector512.StoreUnsafe(s1, &zs, unativeint (zAt + j + 8))
            Vector512.StoreUnsafe(s2, &zs, unativeint (zAt + j + 16))
            Vector512.StoreUnsafe(s3, &zs, unativeint (zAt + j + 24))
            j <- j + 32

        while j < count do
            let mutable s = V.Zero
            let mutable at = j

            for k in 0 .. d - 1 do
                let difference =
                    Vector512.Create x[xAt + k] - Vector512.LoadUnsafe(&cs, unativeint at)

                s <- Vector512.FusedMultiplyAdd(difference, difference, s)
                at <- at + padded

            if j <= count - 8 then
                Vector512.StoreUnsafe(s, &zs, unativeint (zAt + j))
            else
                for lane in 0 .. count - j - 1 do
                    z[zAt + j + lane] <- s.GetElement lane

            j <- j + 8

    /// |x_i - y_j|^2 between rows.
    let prepare (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let columns: float[] = Array.zeroCreate (padded * d)

        let rows =
            Loops.shared n (m * (1 + d / 4)) (fun first last ->
                for i in first .. last - 1 do
                    row x.Buffer (x.Offset + i * d) columns padded d z.Buffer (z.Offset + i * m) m)

        Action(fun () ->
            gather y padded columns
            rows.Invoke())

    /// Eight weights of a row from a place; 0 beyond its end.
    let inline private weightsAt (g: Operand<float[]>) (row: int) (j: int) (m: int) : V =
        let at = g.Offset + row * m + j

        if j <= m - 8 then
            Vector512.Create<float>(g.Buffer, at)
        else
            let mutable v = V.Zero

            for lane in 0 .. m - j - 1 do
                v <- v.WithElement(lane, g.Buffer[at + lane])

            v

    /// The sums of so many columns, at most four, of one row of x at once: a chain of additions each, whose steps wait for
    /// one another, but not for those of the others.
    let inline private weightedSums
        (columns: int)
        (g: Operand<float[]>)
        (row: int)
        (m: int)
        (x: float[])
        (xAt: int)
        (ys: byref<float>)
        (padded: int)
        (z: float[])
        (zAt: int)
        =
        let inline entry k =
            Vector512.Create x[xAt + (min k (columns - 1))]

        let a0, a1, a2, a3 = entry 0, entry 1, entry 2, entry 3
        let mutable s0 = V.Zero
        let mutable s1 = V.Zero
        let mutable s2 = V.Zero
        let mutable s3 = V.Zero
        let mutable j = 0

        while j < m do
            let w = weightsAt g row j m
            s0 <- Vector512.FusedMultiplyAdd(w, a0 - Vector512.LoadUnsafe(&ys, unativeint j), s0)

            if columns > 1 then
                s1 <- Vector512.FusedMultiplyAdd(w, a1 - Vector512.LoadUnsafe(&ys, unativeint (j + padded)), s1)

            if columns > 2 then
                s2 <- Vector512.FusedMultiplyAdd(w, a2 - Vector512.LoadUnsafe(&ys, unativeint (j + 2 * padded)), s2)
                s3 <- Vector512.FusedMultiplyAdd(w, a3 - Vector512.LoadUnsafe(&ys, unativeint (j + 3 * padded)), s3)

            j <- j + 8

        z[zAt] <- Vector512.Sum s0

        if columns > 1 then
            z[zAt + 1] <- Vector512.Sum s1

        if columns > 2 then
            z[zAt + 2] <- Vector512.Sum s2
            z[zAt + 3] <- Vector512.Sum s3

    let private weightedRow (g: Operand<float[]>) (row: int) m (x: Operand<float[]>) (columns: float[]) padded z zAt =
        let d = x.Shape[1]

        if columns.Length < padded * d || padded < m then
            invalidArg "columns" "The columns must lie within the array."

        let ys = &MemoryMarshal.GetArrayDataReference columns
        let xAt = x.Offset + row * d
        let mutable k = 0

        while k < d do
            let y = &Unsafe.Add(&ys, k * padded)

            if k + 4 <= d then
                weightedSums 4 g row m x.Buffer (xAt + k) &y padded z (zAt + k)
                k <- k + 4
            elif k + 2 <= d then
                weightedSums 2 g row m x.Buffer (xAt + k) &y padded z (zAt + k)
                k <- k + 2
            else
                weightedSums 1 g row m x.Buffer (xAt + k) &y padded z (zAt + k)
                k <- k + 1

    /// sum_j g_ij (x_i - y_j).
    let weighted (g: Operand<float[]>) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let columns: float[] = Array.zeroCreate (padded * d)

        let rows =
            Loops.shared n (m * (1 + d / 4)) (fun first last ->
                for i in first .. last - 1 do
                    weightedRow g i m x columns padded z.Buffer (z.Offset + i * d))

        Action(fun () ->
            gather y padded columns
            rows.Invoke())

    /// sum_k h_k (x_k - y_jk) for one row of h and x, and all j, four times eight lanes at once.
    let private projectedRow
        (h: float[])
        hAt
        (x: float[])
        xAt
        (columns: float[])
        padded
        d
        (z: float[])
        zAt
        (count: int)
        =
        if
            zAt < 0
            || zAt > z.Length - count
            || columns.Length < padded * d
            || padded < count
        then
            invalidArg "count" "The row must lie within the array."

        let cs = &MemoryMarshal.GetArrayDataReference columns
        let zs = &MemoryMarshal.GetArrayDataReference z
        let mutable j = 0

        while j <= count - 32 do
            let mutable s0 = V.Zero
            let mutable s1 = V.Zero
            let mutable s2 = V.Zero
            let mutable s3 = V.Zero
            let mutable at = j

            for k in 0 .. d - 1 do
                let a = Vector512.Create x[xAt + k]
                let w = Vector512.Create h[hAt + k]
                s0 <- Vector512.FusedMultiplyAdd(w, a - Vector512.LoadUnsafe(&cs, unativeint at), s0)
                s1 <- Vector512.FusedMultiplyAdd(w, a - Vector512.LoadUnsafe(&cs, unativeint (at + 8)), s1)
                s2 <- Vector512.FusedMultiplyAdd(w, a - Vector512.LoadUnsafe(&cs, unativeint (at + 16)), s2)
                s3 <- Vector512.FusedMultiplyAdd(w, a - Vector512.LoadUnsafe(&cs, unativeint (at + 24)), s3)
                at <- at + padded

            Vector512.StoreUnsafe(s0, &zs, unativeint (zAt + j))
            Vector512.StoreUnsafe(s1, &zs, unativeint (zAt + j + 8))
            Vector512.StoreUnsafe(s2, &zs, unativeint (zAt + j + 16))
            Vector512.StoreUnsafe(s3, &zs, unativeint (zAt + j + 24))
            j <- j + 32

        while j < count do
            let mutable sum = V.Zero
            let mutable at = j

            for k in 0 .. d - 1 do
                let difference =
                    Vector512.Create x[xAt + k] - Vector512.LoadUnsafe(&cs, unativeint at)

                sum <- Vector512.FusedMultiplyAdd(Vector512.Create h[hAt + k], difference, sum)
                at <- at + padded

            if j <= count - 8 then
                Vector512.StoreUnsafe(sum, &zs, unativeint (zAt + j))
            else
                for lane in 0 .. count - j - 1 do
                    z[zAt + j + lane] <- sum.GetElement lane

            j <- j + 8

    /// sum_k h_ik (x_ik - y_jk).
    let projected (h: Operand<float[]>) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let columns: float[] = Array.zeroCreate (padded * d)

        let rows =
            Loops.shared n (m * (1 + d / 4)) (fun first last ->
                for i in first .. last - 1 do
                    projectedRow
                        h.Buffer
                        (h.Offset + i * d)
                        x.Buffer
                        (x.Offset + i * d)
                        columns
                        padded
                        d
                        z.Buffer
                        (z.Offset + i * m)
                        m)

        Action(fun () ->
            gather y padded columns
            rows.Invoke())
