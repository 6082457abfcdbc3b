namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// How the values of a Gram matrix are found.
[<RequireQualifiedAccess>]
type internal GramMethod =
    /// Squared distances by differences, and inner products, in tiles of four rows.
    | Tiles
    /// Inner products as a matrix product; squared distances from them.
    | Product
    /// Inner products as a product of float32 rows.
    | SingleProduct

/// <summary>One pass over the Gram matrix k(x_i, y_j) - shift: what its terms need, and how it is cut into blocks.</summary>
[<NoComparison; NoEquality>]
type internal GramPlan =
    {
        X: Rows
        Y: Rows
        /// Whether the columns are the rows again: then only blocks on and above the diagonal are passed.
        Own: bool
        Shift: float
        Method: GramMethod
        /// Profiles of squared distances with their factors.
        Radial: (struct (float * Profile))[]
        /// Profiles of inner products with their factors.
        Inner: (struct (float * Profile))[]
        /// What base points add to the value at (i, j): RowParts[i] + ColumnParts[j]; empty without base points.
        RowParts: float[]
        ColumnParts: float[]
        /// Plain functions, and the rows that they are functions of.
        Plain: (struct (float * PlainKernel))[]
        PlainX: float[][]
        PlainY: float[][]
        /// What rows are taken less before they are multiplied, empty for nothing, and their squared lengths then.
        Center: float[]
        XSquares: float[]
        YSquares: float[]
        /// Columns of a panel.
        Width: int
        /// Rows of a task, a multiple of a tile's.
        TaskRows: int
        /// Columns of a block, a multiple of the width.
        BlockColumns: int
    }

/// Deciding how a pass is taken.
module internal GramPlan =

    // From this dimension on inner products are taken as a matrix product.
    let private productFrom = 24

    // Numbers of the columns that are packed at a time: 16 MB.
    let private mostPacked = 2_097_152

    /// Columns at a time, however few numbers they have: their sums are kept for each task.
    let mostColumns = 4_096

    let private radialOf (terms: KernelTerm list) =
        SumsByParts.radial (fun _ -> true) terms

    /// Squared distances from a place, as they are defined.
    let private squaresFrom (z: float[]) (x: Rows) : float[] =
        let squares = Array.zeroCreate x.Count
        let d = x.Dimension

        Rows.forBlocks x (fun first count block ->
            for i in 0 .. count - 1 do
                let mutable s = 0.0

                for k in 0 .. d - 1 do
                    let e = block[i * d + k] - z[k]
                    s <- s + e * e

                squares[first + i] <- s)

        squares

    /// The mean of each coordinate.
    let meanOf (x: Rows) : float[] =
        let d = x.Dimension
        let total = Array.zeroCreate d

        Rows.forBlocks x (fun _ count block ->
            for i in 0 .. count - 1 do
                for k in 0 .. d - 1 do
                    total[k] <- total[k] + block[i * d + k])

        total |> Array.map (fun v -> v / float x.Count)

    /// At least the largest squared distance: the squared diagonal of the box around all rows.
    let private squaredDiameter (clouds: Rows list) : float =
        let d = clouds.Head.Dimension
        let least, most = Array.create d infinity, Array.create d -infinity

        for x in clouds do
            Rows.forBlocks x (fun _ count block ->
                for i in 0 .. count - 1 do
                    for k in 0 .. d - 1 do
                        let v = block[i * d + k]
                        least[k] <- min least[k] v
                        most[k] <- max most[k] v)

        Array.fold2 (fun total a b -> total + (b - a) * (b - a)) 0.0 least most

    /// What base points add to each row: to those of columns without what they add at 0.
    let baseParts (terms: KernelTerm list) (x: Rows) (atZero: bool) : float[] =
        let based =
            terms
            |> List.choose (function
                | KernelTerm.Based(a, p, z) -> Some(a, p, z)
                | KernelTerm.Radial _
                | KernelTerm.InnerProduct _
                | KernelTerm.Plain _ -> None)

        if based.IsEmpty then
            [||]
        else
            let parts = Array.zeroCreate x.Count

            for a, profile, z in based do
                z |> Option.iter (fun z -> Guard.sameDimension "basePoint" x.Dimension z.Length)

                let z = z |> Option.defaultValue (Array.zeroCreate x.Dimension)
                let zero = if atZero then profile.Derivative(0, 0.0) else 0.0

                squaresFrom z x
                |> Array.iteri (fun i s -> parts[i] <- parts[i] - a * (profile.Derivative(0, s) - zero))

            parts

    let private rowArrays (x: Rows) : float[][] =
        let rows = Array.zeroCreate x.Count
        let d = x.Dimension

        Rows.forBlocks x (fun first count block ->
            for i in 0 .. count - 1 do
                rows[first + i] <- Array.sub block (i * d) d)

        rows

    /// The values k(x_i, y_j) - shift, in blocks of so many columns at most; of x with itself where it is the same object as
    /// y.
    let create (kernel: Kernel) (shift: float) (columnLimit: int) (x: Rows) (y: Rows) : GramPlan =
        Guard.finite (nameof shift) shift
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        let own = Object.ReferenceEquals(x, y)
        let d = x.Dimension
        let terms = kernel.Terms
        let radial, inner = radialOf terms, SumsByParts.inner (fun _ -> true) d terms

        let plain =
            terms
            |> List.choose (function
                | KernelTerm.Plain(a, k) -> Some(struct (a, k))
                | KernelTerm.Radial _
                | KernelTerm.Based _
                | KernelTerm.InnerProduct _ -> None)
            |> Array.ofList

        // Inner products need the origin, squared distances any place near the rows: the mean, where they are alone.
        let center =
            if d < productFrom then
                None
            elif radial.Length = 0 then
                Some [||]
            else
                let center = if inner.Length = 0 then meanOf y else Array.zeroCreate d
                let atY = squaresFrom center y
                let atX = if own then atY else squaresFrom center x

                if SumPlan.mayExpand radial (max (Array.max atX) (Array.max atY)) then
                    Some center
                else
                    None

        let method =
            match center with
            | None -> GramMethod.Tiles
            | Some _ when radial.Length = 0 && x.IsSingle && y.IsSingle -> GramMethod.SingleProduct
            | Some _ -> GramMethod.Product

        let width, height =
            match method with
            | GramMethod.Tiles -> min (SumPlan.stripWidth d) (MatrixProduct.roundUp y.Count 32), Tile.Rows
            | GramMethod.Product -> MatrixTile.columnCount (), MatrixTile.rowCount ()
            | GramMethod.SingleProduct -> SingleTile.columnCount (), SingleTile.rowCount ()

        let packed =
            if method = GramMethod.SingleProduct then
                2 * mostPacked
            else
                mostPacked

        let columns = max width (min columnLimit (packed / d) / width * width)

        let squares (x: Rows) =
            match center with
            | Some center when radial.Length > 0 -> squaresFrom center x
            | _ -> [||]

        let ySquares = squares y

        {
            X = x
            Y = y
            Own = own
            Shift = shift
            Method = method
            Radial = SumPlan.merged radial (fun () -> squaredDiameter (if own then [ x ] else [ x; y ]))
            Inner = inner
            RowParts = baseParts terms x true
            ColumnParts = baseParts terms y false
            Plain = plain
            PlainX = if plain.Length > 0 then rowArrays x else [||]
            PlainY = if plain.Length > 0 then rowArrays y else [||]
            Center =
                match center with
                | Some center when Array.exists (fun c -> c <> 0.0) center -> center
                | _ -> [||]
            XSquares = if own then ySquares else squares x
            YSquares = ySquares
            Width = width
            // For a product as many as it packs together: the packed columns pass them once.
            TaskRows = min (if method = GramMethod.Tiles then 96 else 192) (MatrixProduct.roundUp x.Count height)
            BlockColumns = min columns (MatrixProduct.roundUp y.Count width)
        }
