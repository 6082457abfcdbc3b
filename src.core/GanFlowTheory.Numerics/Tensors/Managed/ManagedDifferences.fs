namespace GanFlowTheory.Core

// Addresses of pinned arrays and of aligned buffers.
#nowarn "9"

open System
open System.Runtime.Intrinsics
open FSharp.NativeInterop
open GanFlowTheory.Core.Extending
open PairPanels

/// <summary>An entry for each point and coordinate, a sum over the other points, by differences.</summary>
/// <remarks>Each sum is one chain of multiply-adds in the order of its index, or eight of them side by side, whichever rows
/// are taken together.</remarks>
module internal ManagedDifferences =

    /// For as many rows (the last valid one repeated) and the coordinates of one panel: the sums over j of g_ij (x_i - y_j).
    /// Weights are rowStep bytes apart from one row to the next, and step bytes from one term to the next.
    let inline private weightedTile
        (height: int)
        (g: nativeint)
        (rowStep: nativeint)
        (step: nativeint)
        (x: nativeint)
        (xStep: nativeint)
        (rows: int)
        (panel: nativeint)
        (terms: int)
        (z: nativeint)
        (zStep: nativeint)
        =
        let inline row r = nativeint (min r (rows - 1))

        let inline low r = load (x + row r * xStep)

        let inline high r = load (x + row r * xStep + 64n)

        let xa0, xb0, xa1, xb1 = low 0, high 0, low 1, high 1
        let xa2, xb2, xa3, xb3 = low 2, high 2, low 3, high 3
        let g1, g2, g3 = row 1 * rowStep, row 2 * rowStep, row 3 * rowStep
        let mutable a0 = V.Zero
        let mutable a1 = V.Zero
        let mutable a2 = V.Zero
        let mutable a3 = V.Zero
        let mutable b0 = V.Zero
        let mutable b1 = V.Zero
        let mutable b2 = V.Zero
        let mutable b3 = V.Zero
        let mutable g = g
        let mutable y = panel

        for _ in 1..terms do
            let ya, yb = load y, load (y + 64n)
            let w0, w1 = spread g, spread (g + g1)
            a0 <- fma w0 (xa0 - ya) a0
            b0 <- fma w0 (xb0 - yb) b0
            a1 <- fma w1 (xa1 - ya) a1
            b1 <- fma w1 (xb1 - yb) b1

            if height > 2 then
                let w2, w3 = spread (g + g2), spread (g + g3)
                a2 <- fma w2 (xa2 - ya) a2
                b2 <- fma w2 (xb2 - yb) b2
                a3 <- fma w3 (xa3 - ya) a3
                b3 <- fma w3 (xb3 - yb) b3

            g <- g + step
            y <- y + widthStep ()

        let inline keep r a b =
            store a (z + nativeint r * zStep)
            store b (z + nativeint r * zStep + 64n)

        keep 0 a0 b0
        keep 1 a1 b1

        if height > 2 then
            keep 2 a2 b2
            keep 3 a3 b3

    let private weighted4 g rowStep step x xStep rows panel terms z zStep =
        weightedTile 4 g rowStep step x xStep rows panel terms z zStep

    let private weighted2 g rowStep step x xStep rows panel terms z zStep =
        weightedTile 2 g rowStep step x xStep rows panel terms z zStep

    /// sum_j g_ij (x_i - y_j) with a lane for each coordinate.
    let private weightedByCoordinates
        (transposed: bool)
        (g: Operand<float[]>)
        (x: Operand<float[]>)
        (y: Operand<float[]>)
        (z: Operand<float[]>)
        : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let buffer = panelBuffer m d

        let rows =
            byRows n (m * d) (fun first last ->
                use gs = fixed &g.Buffer[g.Offset]
                use xs = fixed &x.Buffer[x.Offset]
                use zs = fixed &z.Buffer[z.Offset]

                let weights =
                    MatrixOperand.ofStored (NativePtr.toNativeInt gs) g.Shape[1] transposed

                let xAt = NativePtr.toNativeInt xs
                let part = taskSums () + nativeint (rowsAtOnce ()) * widthStep ()

                eachTile
                    m
                    (addressOf buffer)
                    (NativePtr.toNativeInt zs)
                    d
                    null
                    (fun i rows panel k coordinates z zStep ->
                        let own = xAt + nativeint (8 * (i * d + k))

                        // Whole rows are read where they are.
                        let struct (x, xStep) =
                            if coordinates = Width then
                                struct (own, nativeint (8 * d))
                            else
                                copyRows rows coordinates own (nativeint (8 * d)) part (widthStep ())
                                struct (part, widthStep ())

                        let g, rowStep, step = weights.At(i, 0), weights.RowStep, weights.ColumnStep

                        if rowsAtOnce () = 4 then
                            weighted4 g rowStep step x xStep rows panel m z zStep
                        else
                            weighted2 g rowStep step x xStep rows panel m z zStep)
                    first
                    last)

        Action(fun () ->
            pack y false buffer
            rows.Invoke())

    /// The sums of so many coordinates, at most four, of one row: a chain of additions each, whose steps wait for one another,
    /// but not for those of the others.
    let inline private weightedSums
        (coordinates: int)
        (g: nativeint)
        (terms: int)
        (x: nativeint)
        (y: nativeint)
        (yStep: nativeint)
        (z: nativeint)
        =
        let inline entry k =
            spread (x + nativeint (8 * min k (coordinates - 1)))

        let a0, a1, a2, a3 = entry 0, entry 1, entry 2, entry 3
        let mutable s0 = V.Zero
        let mutable s1 = V.Zero
        let mutable s2 = V.Zero
        let mutable s3 = V.Zero
        let mutable j = 0

        while j < terms do
            let at = nativeint (8 * j)
            let w = loadLanes (g + at) (terms - j)
            let y = y + at
            s0 <- fma w (a0 - load y) s0

            if coordinates > 1 then
                s1 <- fma w (a1 - load (y + yStep)) s1

            if coordinates > 2 then
                s2 <- fma w (a2 - load (y + 2n * yStep)) s2
                s3 <- fma w (a3 - load (y + 3n * yStep)) s3

            j <- j + 8

        set z (Vector512.Sum s0)

        if coordinates > 1 then
            set (z + 8n) (Vector512.Sum s1)

        if coordinates > 2 then
            set (z + 16n) (Vector512.Sum s2)
            set (z + 24n) (Vector512.Sum s3)

    let private weightedRow (g: nativeint) (terms: int) (x: nativeint) (d: int) (y: nativeint) (yStep: nativeint) z =
        let mutable k = 0

        while k < d do
            let at = nativeint (8 * k)
            let columns = y + nativeint k * yStep

            if k + 4 <= d then
                weightedSums 4 g terms (x + at) columns yStep (z + at)
                k <- k + 4
            elif k + 2 <= d then
                weightedSums 2 g terms (x + at) columns yStep (z + at)
                k <- k + 2
            else
                weightedSums 1 g terms (x + at) columns yStep (z + at)
                k <- k + 1

    /// sum_j g_ij (x_i - y_j) with a lane for each of eight terms: few coordinates fill all lanes too.
    let private weightedByTerms
        (transposed: bool)
        (g: Operand<float[]>)
        (x: Operand<float[]>)
        (y: Operand<float[]>)
        (z: Operand<float[]>)
        : Action =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]
        let padded = (m + 7) &&& ~~~7
        let buffer = AlignedBuffer(padded * d)
        let columns = addressOf buffer
        let group = rowsAtOnce ()

        let rows =
            byRows n (m * d) (fun first last ->
                use gs = fixed &g.Buffer[g.Offset]
                use xs = fixed &x.Buffer[x.Offset]
                use zs = fixed &z.Buffer[z.Offset]

                let weights =
                    MatrixOperand.ofStored (NativePtr.toNativeInt gs) g.Shape[1] transposed

                let xAt, zAt = NativePtr.toNativeInt xs, NativePtr.toNativeInt zs
                let step = nativeint (8 * padded)

                for i in first..group .. last - 1 do
                    let count = min group (last - i)

                    // Rows of a transpose are copied, some at a time.
                    let struct (own, ownStep) =
                        if transposed then
                            let copy = TaskBuffer.Reserve(group * padded)
                            MatrixPacking.pack weights i count 0 m padded copy
                            struct (copy, step)
                        else
                            struct (weights.At(i, 0), weights.RowStep)

                    for r in 0 .. count - 1 do
                        let at = nativeint (8 * (i + r) * d)
                        weightedRow (own + nativeint r * ownStep) m (xAt + at) d columns step (zAt + at))

        Action(fun () ->
            packAs padded y true buffer
            rows.Invoke())

    /// sum_j g_ij (x_i - y_j), of g or its transpose.
    let weighted (transposed: bool) (g: Operand<float[]>) x (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        if y.Shape[1] < 8 then
            weightedByTerms transposed g x y z
        else
            weightedByCoordinates transposed g x y z
