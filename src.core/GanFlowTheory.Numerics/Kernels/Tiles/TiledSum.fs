namespace GanFlowTheory.Core

/// <summary>One pass of the pairwise engine: strips of columns outside, panels of rows inside (tiles of four rows, as
/// many as make a panel of about a thousand pairs), rows shared out over the threads. A cloud against itself is summed
/// once for both halves where its weights are equal. A row's sums are always taken in the same order, so the number of
/// threads does not show.</summary>
module internal TiledSum =

    /// One task of a sum: rows against columns and, mirrored, the columns against the rows as well; the turns at which
    /// the rows and the columns take their sums.
    [<Struct; NoComparison; NoEquality>]
    type private Task =
        {
            Rows: struct (int * int)
            Columns: struct (int * int)
            Mirrored: bool
            RowChunk: int
            RowTurn: int
            ColumnChunk: int
            ColumnTurn: int
        }

    let private run (plan: SumPlan) (turns: TicketOrder) (task: Task) (sums: float[]) (vectors: float[]) =
        let struct (firstRow, lastRow) = task.Rows
        let struct (firstColumn, lastColumn) = task.Columns
        let ws = Workspace.Rent()
        let blocks = (lastRow - firstRow + Tile.Rows - 1) / Tile.Rows
        let rows = blocks * Tile.Rows
        ws.Prepare(rows, plan.X.Dimension, plan.Padded, plan.Width, plan.Height * Tile.Rows * plan.Width)

        if task.Mirrored then
            ws.PrepareMirror(lastColumn - firstColumn, sums.Length > 0, vectors.Length > 0, plan.X.Dimension)

        Packing.packRows plan ws firstRow lastRow rows
        let mutable column = firstColumn

        while column < lastColumn do
            let valid = min plan.Width (lastColumn - column)
            let width = (valid + 31) / 32 * 32
            Packing.packStrip plan ws column valid width

            if task.Mirrored then
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

                PanelSum.add plan ws panel task.Mirrored
                first <- first + panel.Blocks

            if task.Mirrored then
                Packing.finishColumns plan ws (column - firstColumn) valid width (lastColumn - firstColumn)

            column <- column + valid

        turns.Take(task.RowChunk, task.RowTurn, fun () -> Packing.finishRows plan ws firstRow lastRow sums vectors)

        if task.Mirrored then
            turns.Take(
                task.ColumnChunk,
                task.ColumnTurn,
                fun () -> Packing.addMirror plan ws firstColumn (lastColumn - firstColumn) sums vectors
            )

        Workspace.Return ws

    /// Every pair of different chunks once, in rounds that no chunk enters twice (the circle method of tournaments), so
    /// that tasks begun one after the other seldom share a chunk.
    let private pairs (chunks: int) : (struct (int * int))[] =
        let seats = chunks + chunks % 2

        [|
            for round in 0 .. seats - 2 do
                for k in 0 .. seats / 2 - 1 do
                    let a = if k = 0 then seats - 1 else (round + k) % (seats - 1)
                    let b = (round - k + seats - 1) % (seats - 1)

                    // With an odd number of chunks the last seat is empty.
                    if max a b < chunks then
                        struct (min a b, max a b)
        |]

    /// The tasks in the order in which they begin and in which each chunk takes their sums.
    let private tasks (plan: SumPlan) : Task[] =
        let n = plan.X.Count
        let size = SumPlan.rowsPerChunk n
        let chunksOf size = (n + size - 1) / size
        let chunks = chunksOf size

        let rangeOf size c =
            struct (c * size, min n (c * size + size))

        let range = rangeOf size

        let alone size columns c =
            {
                Rows = rangeOf size c
                Columns = columns c
                Mirrored = false
                RowChunk = c
                RowTurn = 0
                ColumnChunk = c
                ColumnTurn = 0
            }

        if plan.Mirrored && chunks > 1 then
            let turns = Array.create chunks 1

            let next c =
                turns[c] <- turns[c] + 1
                turns[c] - 1

            // A pair's first chunk is not the last one, so its rows are whole tiles and none is repeated.
            let between (struct (a, b)) =
                {
                    Rows = range a
                    Columns = range b
                    Mirrored = true
                    RowChunk = a
                    RowTurn = next a
                    ColumnChunk = b
                    ColumnTurn = next b
                }

            Array.append (Array.init chunks (alone size range)) (Array.map between (pairs chunks))
        else
            let size = SumPlan.rowsPerLoneChunk n (Parallelism.threadCount ())
            Array.init (chunksOf size) (alone size (fun _ -> struct (0, plan.Y.Count)))

    /// Adds the sums of the profiles to the values (length n) and the vectors (n x d, coordinate-major); an array that
    /// the summand does not fill is empty.
    let add (profiles: Profiles) (summand: Summand) (x: Points) (y: Points) (sums: float[]) (vectors: float[]) =
        let radial, terms =
            match profiles with
            | OfSquaredDistance terms -> true, terms
            | OfInnerProduct terms -> false, terms

        if terms.Length > 0 then
            let plan = SumPlan.create radial terms summand x y
            let tasks = tasks plan
            let turns = TicketOrder tasks.Length
            let watch = Watch.Current

            Parallelism.inOrder tasks.Length (fun t ->
                try
                    match watch with
                    | null -> ()
                    | watch -> watch.Check()

                    run plan turns tasks[t] sums vectors
                with _ ->
                    turns.Break()
                    reraise ())
