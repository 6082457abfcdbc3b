namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System
open System.Runtime.Intrinsics
open FSharp.NativeInterop

/// <summary>Into the layouts of the tiles and out of them again. Loops go by runs of points: points lie one way in
/// the clouds and the other in the wide layouts, and a run in either fits the first-level cache.</summary>
module internal Packing =

    [<Literal>]
    let private Run = 32

    let private centerOf (plan: SumPlan) k =
        match plan.Center with
        | Some center -> center[k]
        | None -> 0.0

    /// Rows from first on, as many as asked for; those beyond the last repeat it, and their sums are dropped.
    let packRows (plan: SumPlan) (ws: Workspace) (first: int) (last: int) (rows: int) =
        let d, n = plan.X.Dimension, plan.X.Count
        let x, wide = ws.X.Pointer, ws.XWide.Pointer
        use data = fixed plan.X.Data

        if d < plan.Padded then
            ws.XWide.Span(rows * plan.Padded).Clear()

        for from in 0..Run .. rows - 1 do
            let until = min rows (from + Run)

            for k in 0 .. d - 1 do
                let c = centerOf plan k
                let coordinate = NativePtr.add data (k * n)

                for i in from .. until - 1 do
                    let v = NativePtr.get coordinate (min (first + i) (last - 1)) - c
                    NativePtr.set x (Tile.Rows * d * (i / Tile.Rows) + Tile.Rows * k + i % Tile.Rows) v
                    NativePtr.set wide (i * plan.Padded + k) v

        for i in 0 .. rows - 1 do
            let mutable total = Vector512<float>.Zero

            for k in 0..8 .. plan.Padded - 8 do
                let v = Vector512.Load(NativePtr.add wide (i * plan.Padded + k))
                total <- Vector512.FusedMultiplyAdd(v, v, total)

            NativePtr.set ws.XSquares.Pointer i (Vector512.Sum total)

    /// The strip of the source from first on, coordinate-major, less the centre.
    let private packNarrow
        repeatLast
        (source: Points)
        first
        valid
        width
        (center: float[] option)
        (into: AlignedBuffer)
        =
        let m = source.Count
        use data = fixed source.Data

        for k in 0 .. source.Dimension - 1 do
            let from = NativePtr.add data (k * m + first)
            let strip = NativePtr.add into.Pointer (k * width)

            let c =
                match center with
                | Some center -> center[k]
                | None -> 0.0

            let shift = Vector512.Create c
            let whole = valid &&& ~~~7

            for j in 0..8 .. whole - 8 do
                Vector512.Store(Vector512.Load(NativePtr.add from j) - shift, NativePtr.add strip j)

            for j in whole .. valid - 1 do
                NativePtr.set strip j (NativePtr.get from j - c)

            // Beyond the last column: a point like any other for y, whose weight is 0; nothing for vectors.
            for j in valid .. width - 1 do
                NativePtr.set strip j (if repeatLast then NativePtr.get strip (valid - 1) else 0.0)

    /// The same strip point by point.
    let private packWide dimension valid width padded (narrow: AlignedBuffer) (wide: AlignedBuffer) =
        if valid < width || dimension < padded then
            wide.Span(padded * width).Clear()

        let source, target = narrow.Pointer, wide.Pointer

        for from in 0..Run .. valid - 1 do
            let until = min valid (from + Run)

            for k in 0 .. dimension - 1 do
                for j in from .. until - 1 do
                    NativePtr.set target (j * padded + k) (NativePtr.get source (k * width + j))

    /// |y_j|^2 of a packed strip.
    let private packSquares dimension width (narrow: AlignedBuffer) (squares: AlignedBuffer) =
        for j in 0..8 .. width - 8 do
            let mutable total = Vector512<float>.Zero

            for k in 0 .. dimension - 1 do
                let v = Vector512.Load(NativePtr.add narrow.Pointer (k * width + j))
                total <- Vector512.FusedMultiplyAdd(v, v, total)

            Vector512.Store(total, NativePtr.add squares.Pointer j)

    /// The columns from first on, with what belongs to them.
    let packStrip (plan: SumPlan) (ws: Workspace) first valid width =
        let d = plan.Y.Dimension
        packNarrow true plan.Y first valid width plan.Center ws.Y

        if plan.Wide then
            packWide d valid width plan.Padded ws.Y ws.YWide

        if plan.Center.IsSome then
            packSquares d width ws.Y ws.YSquares

        match plan.Summand with
        | Vectors v
        | MixedHessian v ->
            packNarrow false v first valid width None ws.V

            if plan.Wide then
                packWide d valid width plan.Padded ws.V ws.VWide
        | _ -> ()

        match plan.Weights with
        | Some w ->
            ReadOnlySpan(w, first, valid).CopyTo(ws.W.Span valid)
            ws.W.Span(width).Slice(valid).Clear()
        | None -> ()

    /// What the sums of slopes or values are still to be multiplied by.
    let private factors (plan: SumPlan) =
        match plan.Summand with
        | Values w -> 1.0, (if plan.Weights.IsSome then 1.0 else w[0])
        | Gradients w
        | ValuesAndGradients w -> (if plan.Radial then 2.0 else 1.0), (if plan.Weights.IsSome then 1.0 else w[0])
        | Vectors _
        | MixedHessian _ -> 1.0, 1.0

    /// Whether the vector sums are those of t y, to be put together with the sums of t.
    let private expanded (plan: SumPlan) =
        match plan.Summand with
        | Gradients _
        | ValuesAndGradients _ -> plan.Radial && plan.Center.IsSome
        | _ -> false

    /// Adds the sums of the packed rows to the results of rows first to last.
    let finishRows (plan: SumPlan) (ws: Workspace) first last (sums: float[]) (vectors: float[]) =
        let d, n, padded = plan.X.Dimension, plan.X.Count, plan.Padded
        let factor, weight = factors plan
        let count = last - first
        let out, x, slopes = ws.Out.Pointer, ws.XWide.Pointer, ws.Slopes.Pointer

        if sums.Length > 0 then
            for i in 0 .. count - 1 do
                sums[first + i] <- sums[first + i] + weight * NativePtr.get ws.Sums.Pointer i

        if vectors.Length > 0 then
            let expanded = expanded plan
            let scale = factor * weight

            for from in 0..Run .. count - 1 do
                let until = min count (from + Run)

                for k in 0 .. d - 1 do
                    for i in from .. until - 1 do
                        let at =
                            if plan.Wide then
                                i * padded + k
                            else
                                Tile.Rows * d * (i / Tile.Rows) + Tile.Rows * k + i % Tile.Rows

                        let v = NativePtr.get out at

                        let v =
                            if expanded then
                                NativePtr.get x at * NativePtr.get slopes i - v
                            else
                                v

                        let at = k * n + first + i
                        vectors[at] <- vectors[at] + scale * v

    /// Keeps the sums of the strip's columns, those of a task from the given one on among so many.
    let finishColumns (plan: SumPlan) (ws: Workspace) first valid width count =
        let d, padded = plan.X.Dimension, plan.Padded
        let out, y, slopes = ws.ColumnOut.Pointer, ws.Y.Pointer, ws.ColumnSlopes.Pointer
        let sums, vectors = ws.MirrorSums, ws.MirrorVectors

        if sums.Length > 0 then
            for j in 0 .. valid - 1 do
                sums[first + j] <- NativePtr.get ws.ColumnSums.Pointer j

        if vectors.Length > 0 then
            let expanded = expanded plan

            for from in 0..Run .. valid - 1 do
                let until = min valid (from + Run)

                for k in 0 .. d - 1 do
                    for j in from .. until - 1 do
                        let v = NativePtr.get out (if plan.Wide then j * padded + k else k * width + j)

                        vectors[k * count + first + j] <-
                            if expanded then
                                NativePtr.get y (k * width + j) * NativePtr.get slopes j - v
                            else
                                v

    /// Adds the kept sums of the columns to the results of the points from first on.
    let addMirror (plan: SumPlan) (ws: Workspace) first count (sums: float[]) (vectors: float[]) =
        let n = plan.X.Count
        let factor, weight = factors plan

        if sums.Length > 0 then
            for j in 0 .. count - 1 do
                sums[first + j] <- sums[first + j] + weight * ws.MirrorSums[j]

        if vectors.Length > 0 then
            let scale = factor * weight

            for k in 0 .. plan.X.Dimension - 1 do
                for j in 0 .. count - 1 do
                    let at = k * n + first + j
                    vectors[at] <- vectors[at] + scale * ws.MirrorVectors[k * count + j]
