namespace GanFlowTheory.Core

open System
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

    /// sum_j g_ij (x_i - y_j).
    let weighted (g: Operand<float[]>) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let columns: float[] = Array.zeroCreate (padded * d)

        let rows =
            Loops.shared n (m * (1 + d / 4)) (fun first last ->
                for i in first .. last - 1 do
                    for k in 0 .. d - 1 do
                        let a = x.Buffer[x.Offset + i * d + k]
                        let at = Vector512.Create a
                        let mutable sum = V.Zero
                        let mutable j = 0

                        while j < m do
                            let w = weightsAt g i j m

                            let difference = at - Vector512.Create<float>(columns, k * padded + j)

                            sum <- Vector512.FusedMultiplyAdd(w, difference, sum)
                            j <- j + 8

                        z.Buffer[z.Offset + i * d + k] <- Vector512.Sum sum)

        Action(fun () ->
            gather y padded columns
            rows.Invoke())

    /// sum_k h_ik (x_ik - y_jk).
    let projected (h: Operand<float[]>) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let columns: float[] = Array.zeroCreate (padded * d)

        let rows =
            Loops.shared n (m * (1 + d / 4)) (fun first last ->
                for i in first .. last - 1 do
                    let from = i * d
                    let mutable j = 0

                    while j < m do
                        let mutable sum = V.Zero

                        for k in 0 .. d - 1 do
                            let difference =
                                Vector512.Create x.Buffer[x.Offset + from + k]
                                - Vector512.Create<float>(columns, k * padded + j)

                            sum <-
                                Vector512.FusedMultiplyAdd(
                                    Vector512.Create h.Buffer[h.Offset + from + k],
                                    difference,
                                    sum
                                )

                        let at = z.Offset + i * m + j

                        if j <= m - 8 then
                            sum.CopyTo(z.Buffer, at)
                        else
                            for lane in 0 .. m - j - 1 do
                                z.Buffer[at + lane] <- sum.GetElement lane

                        j <- j + 8)

        Action(fun () ->
            gather y padded columns
            rows.Invoke())
