namespace GanFlowTheory.Core

/// <summary>One pass of the pairwise engine: strips of columns outside, panels of rows inside (tiles of four rows, as many
/// as make a panel of about a thousand pairs), rows shared out over the threads. A cloud against itself is summed once for
/// both halves where its weights are equal. A row's sums are always taken in the same order, so the number of threads does
/// not show.</summary>
module internal TiledSum =

    /// Rows against columns; mirrored, the columns against the rows as well.
    let private pass
        (plan: SumPlan)
        mirrored
        (struct (firstRow, lastRow))
        (struct (firstColumn, lastColumn))
        sums
        vectors
        =
        let ws = Workspace.Rent()
        let blocks = (lastRow - firstRow + Tile.Rows - 1) / Tile.Rows
        let rows = blocks * Tile.Rows
        ws.Prepare(rows, plan.X.Dimension, plan.Padded, plan.Width, plan.Height * Tile.Rows * plan.Width)
        Packing.packRows plan ws firstRow lastRow rows
        let mutable column = firstColumn

        while column < lastColumn do
            let valid = min plan.Width (lastColumn - column)
            let width = (valid + 31) / 32 * 32
            Packing.packStrip plan ws column valid width

            if mirrored then
                ws.ClearColumns(plan.Padded, width)

            let mutable first = 0

            while first < blocks do
                let panel =
                    {
                        First = first
                        Blocks = min plan.Height (blocks - first)
                        Valid = valid
                        Width = width
                    }

                PanelSum.add plan ws panel mirrored
                first <- first + panel.Blocks

            if mirrored then
                Packing.finishColumns plan ws column valid width sums vectors

            column <- column + valid

        Packing.finishRows plan ws firstRow lastRow sums vectors
        Workspace.Return ws

    /// Every pair of different chunks once, in rounds that no chunk enters twice (the circle method of tournaments): the
    /// tasks of a round run side by side, and what a chunk receives comes in the order of the rounds.
    let private rounds (chunks: int) : (struct (int * int))[][] =
        let seats = chunks + chunks % 2

        [|
            for round in 0 .. seats - 2 ->
                [|
                    for k in 0 .. seats / 2 - 1 do
                        let a = if k = 0 then seats - 1 else (round + k) % (seats - 1)
                        let b = (round - k + seats - 1) % (seats - 1)

                        // With an odd number of chunks the last seat is empty.
                        if max a b < chunks then
                            struct (min a b, max a b)
                |]
        |]

    /// Adds the sums of the profiles to the values (length n) and the vectors (n x d, coordinate-major); an array that
    /// the summand does not fill is empty.
    let add (profiles: Profiles) (summand: Summand) (x: Points) (y: Points) (sums: float[]) (vectors: float[]) =
        let radial, terms =
            match profiles with
            | OfSquaredDistance terms -> true, terms
            | OfInnerProduct terms -> false, terms

        if terms.Length > 0 then
            let n = x.Count
            let plan = SumPlan.create radial terms summand x y
            let size = SumPlan.rowsPerChunk n
            let chunks = (n + size - 1) / size

            let chunk c =
                struct (c * size, min n (c * size + size))

            if plan.Mirrored && chunks > 1 then
                Parallelism.overBlocks chunks 1 (fun c _ -> pass plan false (chunk c) (chunk c) sums vectors)

                // A pair's first chunk is not the last one, so its rows are whole tiles and none is repeated.
                for pairs in rounds chunks do
                    Parallelism.overBlocks pairs.Length 1 (fun p _ ->
                        let struct (a, b) = pairs[p]
                        pass plan true (chunk a) (chunk b) sums vectors)
            else
                Parallelism.overBlocks chunks 1 (fun c _ ->
                    pass plan false (chunk c) (struct (0, y.Count)) sums vectors)
