namespace GanFlowTheory.Core

// Pointers into the engine's aligned buffers.
#nowarn "9"

open System
open FSharp.NativeInterop

/// <summary>What one panel of pairs, packed rows against a packed strip of columns, adds to the sums of its rows and,
/// for a cloud against itself, of its columns.</summary>
module internal PanelSum =

    /// The part of a panel's buffer that belongs to its block b.
    let private tile (panel: Panel) (b: int) (buffer: AlignedBuffer) : nativeptr<float> =
        NativePtr.add buffer.Pointer (b * Tile.Rows * panel.Width)

    /// The part of the packed rows, or of their sums, that belongs to block b, so many numbers a row.
    let private block (panel: Panel) (b: int) (perRow: int) (buffer: AlignedBuffer) : nativeptr<float> =
        NativePtr.add buffer.Pointer ((panel.First + b) * Tile.Rows * perRow)

    let private fill (plan: SumPlan) order factor (ws: Workspace) (panel: Panel) (into: AlignedBuffer) =
        let s = Span.op_Implicit (ws.S.Span panel.Pairs): ReadOnlySpan<float>
        let target = into.Span panel.Pairs
        Tile.clear into.Pointer panel.Pairs

        for i in 0 .. plan.Terms.Length - 1 do
            let struct (scale, profile) = plan.Terms[i]
            profile.AddTo(order, factor * scale, s, target)

    let private fillBoth (plan: SumPlan) (ws: Workspace) (panel: Panel) =
        let s = Span.op_Implicit (ws.S.Span panel.Pairs): ReadOnlySpan<float>
        let values = ws.P.Span panel.Pairs
        let slopes = ws.Q.Span panel.Pairs
        Tile.clear ws.P.Pointer panel.Pairs
        Tile.clear ws.Q.Pointer panel.Pairs

        for i in 0 .. plan.Terms.Length - 1 do
            let struct (scale, profile) = plan.Terms[i]
            profile.AddValueAndSlopeTo(scale, s, values, slopes)

    /// Weights the panel and clears the columns beyond the last.
    let private weigh (plan: SumPlan) (ws: Workspace) (panel: Panel) (t: AlignedBuffer) =
        let width = panel.Width

        if panel.Valid < width then
            for r in 0 .. panel.Blocks * Tile.Rows - 1 do
                t.Span((r + 1) * width).Slice(r * width + panel.Valid).Clear()

        match plan.Weights with
        | Some _ ->
            for b in 0 .. panel.Blocks - 1 do
                Tile.multiplyColumns (tile panel b t) ws.W.Pointer width
        | None -> ()

    let private addRowSums (ws: Workspace) (panel: Panel) (t: AlignedBuffer) (sums: AlignedBuffer) =
        for b in 0 .. panel.Blocks - 1 do
            Tile.rowSums (tile panel b t) panel.Width (block panel b 1 sums)

    let private contractVectors (plan: SumPlan) (ws: Workspace) (panel: Panel) (t: AlignedBuffer) narrow wide =
        let width = panel.Width

        for b in 0 .. panel.Blocks - 1 do
            let t = tile panel b t

            if plan.Wide then
                let y: AlignedBuffer = wide
                WideTile.contractWide t width 1 y.Pointer width plan.Padded (block panel b plan.Padded ws.Out)
            else
                let y: AlignedBuffer = narrow
                let d = plan.Y.Dimension
                Tile.contract t y.Pointer d width (block panel b d ws.Out)

    /// Adds t (x - y) for a radial kernel, t y for an inner-product one. With a centre, t y is added instead and the
    /// row sums of t kept, to be put together at the end.
    let private contractGradient (plan: SumPlan) (ws: Workspace) (panel: Panel) (t: AlignedBuffer) =
        let width, d, padded = panel.Width, plan.Y.Dimension, plan.Padded

        if not plan.Radial then
            contractVectors plan ws panel t ws.Y ws.YWide
        elif plan.Center.IsSome then
            contractVectors plan ws panel t ws.Y ws.YWide
            addRowSums ws panel t ws.Slopes
        else
            for b in 0 .. panel.Blocks - 1 do
                let t = tile panel b t

                if plan.Wide then
                    WideTile.contractDifferencesWide
                        t
                        (block panel b padded ws.XWide)
                        ws.YWide.Pointer
                        padded
                        width
                        (block panel b padded ws.Out)
                else
                    Tile.contractDifferences t (block panel b d ws.X) ws.Y.Pointer d width (block panel b d ws.Out)

    /// What the same tiles add to their columns, for a cloud against itself.
    let private mirrorGradient (plan: SumPlan) (ws: Workspace) (panel: Panel) (t: AlignedBuffer) =
        let width, d, padded = panel.Width, plan.Y.Dimension, plan.Padded
        let byInnerProducts = not plan.Radial || plan.Center.IsSome

        if plan.Wide && byInnerProducts then
            let mutable j = 0

            while j < width do
                WideTile.contractWide
                    (NativePtr.add t.Pointer j)
                    1
                    width
                    (block panel 0 padded ws.XWide)
                    (panel.Blocks * Tile.Rows)
                    padded
                    (NativePtr.add ws.ColumnOut.Pointer (j * padded))

                j <- j + Tile.Rows

        for b in 0 .. panel.Blocks - 1 do
            let t = tile panel b t

            if plan.Center.IsSome then
                MirrorTile.columnSums t width ws.ColumnSlopes.Pointer

            if not plan.Wide && byInnerProducts then
                MirrorTile.contract t (block panel b d ws.X) d width ws.ColumnOut.Pointer
            elif plan.Wide && not byInnerProducts then
                MirrorTile.contractDifferencesWide
                    t
                    (block panel b padded ws.XWide)
                    ws.YWide.Pointer
                    padded
                    width
                    ws.ColumnOut.Pointer
            elif not plan.Wide then
                MirrorTile.contractDifferences t (block panel b d ws.X) ws.Y.Pointer d width ws.ColumnOut.Pointer

    let private mirrorSums (ws: Workspace) (panel: Panel) (t: AlignedBuffer) =
        for b in 0 .. panel.Blocks - 1 do
            MirrorTile.columnSums (tile panel b t) panel.Width ws.ColumnSums.Pointer

    let private argument (plan: SumPlan) (ws: Workspace) (panel: Panel) =
        let d, width = plan.Y.Dimension, panel.Width

        for b in 0 .. panel.Blocks - 1 do
            let s = tile panel b ws.S
            let x = block panel b d ws.X

            if plan.Radial && plan.Center.IsNone then
                if d = 2 then
                    Tile.planeDistances x ws.Y.Pointer width s
                else
                    Tile.distances x ws.Y.Pointer d width s
            else
                Tile.dots x ws.Y.Pointer d width s

                if plan.Radial then
                    Tile.expandDistances s (block panel b 1 ws.XSquares) ws.YSquares.Pointer width

    let private addBySteps (plan: SumPlan) (ws: Workspace) (panel: Panel) mirrored =
        argument plan ws panel

        match plan.Summand with
        | Values _ ->
            fill plan 0 1.0 ws panel ws.P
            weigh plan ws panel ws.P
            addRowSums ws panel ws.P ws.Sums

            if mirrored then
                mirrorSums ws panel ws.P
        | Gradients _ ->
            fill plan 1 1.0 ws panel ws.P
            weigh plan ws panel ws.P
            contractGradient plan ws panel ws.P

            if mirrored then
                mirrorGradient plan ws panel ws.P
        | ValuesAndGradients _ ->
            fillBoth plan ws panel
            weigh plan ws panel ws.P
            weigh plan ws panel ws.Q
            addRowSums ws panel ws.P ws.Sums
            contractGradient plan ws panel ws.Q

            if mirrored then
                mirrorSums ws panel ws.P
                mirrorGradient plan ws panel ws.Q
        | Vectors _ ->
            // Beyond the last column v is 0.
            fill plan 0 1.0 ws panel ws.P
            contractVectors plan ws panel ws.P ws.V ws.VWide
        | MixedHessian _ ->
            // Radial: -2 phi' v - 4 phi'' <x - y, v> (x - y); inner product: psi' v + psi'' <x, v> y.
            let d, width = plan.Y.Dimension, panel.Width
            fill plan 1 (if plan.Radial then -2.0 else 1.0) ws panel ws.P
            contractVectors plan ws panel ws.P ws.V ws.VWide
            fill plan 2 (if plan.Radial then -4.0 else 1.0) ws panel ws.Q

            for b in 0 .. panel.Blocks - 1 do
                let products = tile panel b ws.B
                let x = block panel b d ws.X

                if plan.Radial then
                    Tile.differenceDots x ws.Y.Pointer ws.V.Pointer d width products
                else
                    Tile.dots x ws.V.Pointer d width products

                Tile.multiply (tile panel b ws.Q) products width

            contractGradient plan ws panel ws.Q

    let add (plan: SumPlan) (ws: Workspace) (panel: Panel) mirrored =
        match plan.PlaneGaussian with
        | ValueSome struct (scale, rate) ->
            let y, w, width = ws.Y.Pointer, ws.W.Pointer, panel.Width
            let columnSums, columns = ws.ColumnSums.Pointer, ws.ColumnOut.Pointer

            for b in 0 .. panel.Blocks - 1 do
                let x, sums, out =
                    block panel b 2 ws.X, block panel b 1 ws.Sums, block panel b 2 ws.Out

                let slope = scale * rate

                match plan.Summand with
                | Gradients _ when mirrored -> FusedTile.gaussianGradientsMirrored rate slope x y w width out columns
                | Gradients _ -> FusedTile.gaussianGradients rate slope x y w width out
                | _ when mirrored ->
                    FusedTile.gaussianValuesAndGradientsMirrored
                        rate
                        scale
                        slope
                        x
                        y
                        w
                        width
                        sums
                        out
                        columnSums
                        columns
                | _ -> FusedTile.gaussianValuesAndGradients rate scale slope x y w width sums out
        | ValueNone -> addBySteps plan ws panel mirrored
