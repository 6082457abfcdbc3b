namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>Squared distances between rows, by differences: points that nearly coincide keep their digits.</summary>
module internal ManagedDistances =

    type private V = Vector512<float>

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
            for j in 0 .. m - 1 do
                for k in 0 .. d - 1 do
                    columns[k * padded + j] <- y.Buffer[y.Offset + j * d + k]

            rows.Invoke())
