namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System
open FSharp.NativeInterop

/// <summary>Into the layouts of the tiles and out of them again. Loops go by eight points at a time: points lie one way
/// in the clouds and the other in the wide layouts, and eight rows of either fit the first-level cache.</summary>
module internal Packing =

    let private centerOf (plan: SumPlan) k =
        match plan.Center with
        | Some center -> center[k]
        | None -> 0.0

    /// Rows from first on, as many as asked for; those beyond the last repeat it, and their sums are dropped.
    let packRows (plan: SumPlan) (ws: Workspace) (first: int) (last: int) (rows: int) =
        let d, n = plan.X.Dimension, plan.X.Count
        let x, wide, squares = ws.X.Pointer, ws.XWide.Pointer, ws.XSquares.Pointer
        let data = plan.X.Data
        ws.XSquares.Span(rows).Clear()
        ws.XWide.Span(rows * plan.Padded).Clear()

        for from in 0..8 .. rows - 1 do
            let until = min rows (from + 8)

            for k in 0 .. d - 1 do
                let c = centerOf plan k

                for i in from .. until - 1 do
                    let v = data[k * n + min (first + i) (last - 1)] - c
                    NativePtr.set x (Tile.Rows * d * (i / Tile.Rows) + Tile.Rows * k + i % Tile.Rows) v
                    NativePtr.set wide (i * plan.Padded + k) v
                    NativePtr.set squares i (NativePtr.get squares i + v * v)

    /// The strip of the source from first on, coordinate-major.
    let private packNarrow repeatLast (source: Points) first valid width (plan: SumPlan) centered (into: AlignedBuffer) =
        let m = source.Count

        for k in 0 .. source.Dimension - 1 do
            let from = ReadOnlySpan(source.Data, k * m + first, valid)
            let strip = into.Span((k + 1) * width).Slice(k * width)
            from.CopyTo strip

            if centered then
                let c = centerOf plan k

                for j in 0 .. valid - 1 do
                    strip[j] <- strip[j] - c

            // Beyond the last column: a point like any other for y, whose weight is 0; nothing for vectors.
            strip.Slice(valid).Fill(if repeatLast then strip[valid - 1] else 0.0)

    /// The same strip point by point.
    let private packWide dimension valid width padded (narrow: AlignedBuffer) (wide: AlignedBuffer) =
        wide.Span(padded * width).Clear()
        let source, target = narrow.Pointer, wide.Pointer

        for from in 0..8 .. valid - 1 do
            let until = min valid (from + 8)

            for k in 0 .. dimension - 1 do
                for j in from .. until - 1 do
                    NativePtr.set target (j * padded + k) (NativePtr.get source (k * width + j))

    /// The columns from first on, with what belongs to them.
    let packStrip (plan: SumPlan) (ws: Workspace) first valid width =
        let d = plan.Y.Dimension
        packNarrow true plan.Y first valid width plan plan.Center.IsSome ws.Y

        if plan.Wide then
            packWide d valid width plan.Padded ws.Y ws.YWide

        if plan.Center.IsSome then
            let squares = ws.YSquares.Span width
            squares.Clear()

            for k in 0 .. d - 1 do
                let strip = ws.Y.Span((k + 1) * width).Slice(k * width)

                for j in 0 .. squares.Length - 1 do
                    squares[j] <- squares[j] + strip[j] * strip[j]

        match plan.Summand with
        | Vectors v
        | MixedHessian v ->
            packNarrow false v first valid width plan false ws.V

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

            for from in 0..8 .. count - 1 do
                let until = min count (from + 8)

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

    /// Adds the sums of the strip's columns to the results of the points from first on.
    let finishColumns (plan: SumPlan) (ws: Workspace) first valid width (sums: float[]) (vectors: float[]) =
        let d, n, padded = plan.X.Dimension, plan.X.Count, plan.Padded
        let factor, weight = factors plan
        let out, y, slopes = ws.ColumnOut.Pointer, ws.Y.Pointer, ws.ColumnSlopes.Pointer

        if sums.Length > 0 then
            for j in 0 .. valid - 1 do
                sums[first + j] <- sums[first + j] + weight * NativePtr.get ws.ColumnSums.Pointer j

        if vectors.Length > 0 then
            let expanded = expanded plan
            let scale = factor * weight

            for from in 0..8 .. valid - 1 do
                let until = min valid (from + 8)

                for k in 0 .. d - 1 do
                    for j in from .. until - 1 do
                        let v = NativePtr.get out (if plan.Wide then j * padded + k else k * width + j)

                        let v =
                            if expanded then
                                NativePtr.get y (k * width + j) * NativePtr.get slopes j - v
                            else
                                v

                        let at = k * n + first + j
                        vectors[at] <- vectors[at] + scale * v
