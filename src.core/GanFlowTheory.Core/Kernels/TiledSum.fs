namespace GanFlowTheory.Core

open System

/// What a tiled sum adds up over the columns j.
[<NoComparison; NoEquality>]
type internal Summand =
    /// w_j k_ij.
    | Values of weights: float[]
    /// w_j times the gradient of k_ij in x_i.
    | Gradients of weights: float[]
    /// Both of these.
    | ValuesAndGradients of weights: float[]
    /// k_ij v_j.
    | Vectors of vectors: Points
    /// [d_a d'_b k_ij] v_j.
    | MixedHessian of vectors: Points

/// The profiles of one kind that a tiled sum runs over, with their factors.
[<NoComparison; NoEquality>]
type internal Profiles =
    /// Of s = |x - y|^2.
    | OfSquaredDistance of (struct (float * Profile))[]
    /// Of t = &lt;x, y>.
    | OfInnerProduct of (struct (float * Profile))[]

/// <summary>One pass of the pairwise engine: strips of columns outside, blocks of four rows inside, rows shared out
/// over the threads. A row's sums are always taken in the same order, so the number of threads does not show.</summary>
module internal TiledSum =

    /// From this dimension on contractions run along the coordinates.
    let private wideFrom = 8

    /// Rows handled by one worker at a time, a multiple of Tile.Rows: enough to pay for packing each strip of columns,
    /// few enough to keep both workers busy and the rows in the second-level cache.
    let private rowsPerChunk count =
        max 32 (min 512 (count / 8 / Tile.Rows * Tile.Rows))

    // |x|^2 + |y|^2 - 2 x.y rounds at about 4 ulp of the larger square. Where the profile changes by at most this many
    // times its size over that square, the result keeps a relative error below 2e-13.
    let private steepnessLimit = 128.0

    let private stripWidth dimension =
        if dimension < wideFrom then
            256
        else
            // A strip of y stays in the first-level cache.
            max 32 (min 256 (2048 / dimension &&& ~~~31))

    let private uniform (w: float[]) =
        let mutable same = true

        for j in 1 .. w.Length - 1 do
            same <- same && w[j] = w[0]

        same

    let private largestSquare (x: Points) (center: float[]) =
        let squares = Array.zeroCreate x.Count

        for k in 0 .. x.Dimension - 1 do
            let c = center[k]
            let coordinate = x.Coordinate k

            for i in 0 .. x.Count - 1 do
                let e = coordinate[i] - c
                squares[i] <- squares[i] + e * e

        Array.max squares

    /// At least the largest squared distance between the clouds: the squared diagonal of the box around both.
    let private squaredDiameter (x: Points) (y: Points) =
        let mutable total = 0.0

        for k in 0 .. x.Dimension - 1 do
            let mutable least = infinity
            let mutable most = -infinity

            for v in x.Coordinate k do
                least <- min least v
                most <- max most v

            for v in y.Coordinate k do
                least <- min least v
                most <- max most v

            total <- total + (most - least) * (most - least)

        total

    /// The common shift under which inner products may stand in for differences, if they may.
    let private expansion (profiles: (struct (float * Profile))[]) (summand: Summand) (x: Points) (y: Points) =
        match summand with
        | MixedHessian _ -> None
        | _ when y.Dimension < wideFrom -> None
        | _ ->
            let steepness =
                profiles
                |> Array.fold (fun most (struct (_, p: Profile)) -> max most p.Steepness) 0.0

            let center = Points.mean y

            if
                steepness * max (largestSquare x center) (largestSquare y center)
                <= steepnessLimit
            then
                Some center
            else
                None

    /// How one pass treats its tiles.
    [<NoComparison; NoEquality>]
    type private Plan =
        {
            X: Points
            Y: Points
            Summand: Summand
            Terms: (struct (float * Profile))[]
            Radial: bool
            Center: float[] option
            Wide: bool
            Padded: int
            Width: int
            /// Weights to pack; equal ones are applied to the sums at the end instead.
            Weights: float[] option
            /// The scale and the rate of exp(rate s) where one Gaussian term in the plane is all there is to sum.
            PlaneGaussian: struct (float * float) voption
        }

    let private packRows (plan: Plan) (ws: Workspace) (block: int) (first: int) (last: int) =
        let d, n = plan.X.Dimension, plan.X.Count
        let x, wide, squares = ws.X[block], ws.XWide[block], ws.XSquares[block]
        let data = plan.X.Data
        squares.Span(squares.Length).Clear()
        wide.Span(wide.Length).Clear()

        for k in 0 .. d - 1 do
            let c =
                match plan.Center with
                | Some center -> center[k]
                | None -> 0.0

            for r in 0 .. Tile.Rows - 1 do
                // Rows beyond the last repeat it; their sums are dropped.
                let v = data[k * n + min (first + r) (last - 1)] - c
                x[4 * k + r] <- v
                wide[r * plan.Padded + k] <- v
                squares[r] <- squares[r] + v * v

    let private packColumns
        repeatLast
        (source: Points)
        first
        valid
        width
        padded
        (center: float[] option)
        wide
        (narrowTo: AlignedBuffer)
        (wideTo: AlignedBuffer)
        =
        let d, m = source.Dimension, source.Count

        if wide then
            wideTo.Span(padded * width).Clear()

        for k in 0 .. d - 1 do
            let from = ReadOnlySpan(source.Data, k * m + first, valid)
            let strip = narrowTo.Span((k + 1) * width).Slice(k * width)
            from.CopyTo strip

            match center with
            | Some center ->
                let c = center[k]

                for j in 0 .. valid - 1 do
                    strip[j] <- strip[j] - c
            | None -> ()

            // Beyond the last column: a point like any other for y, whose weight is 0; nothing for vectors.
            strip.Slice(valid).Fill(if repeatLast then strip[valid - 1] else 0.0)

            if wide then
                for j in 0 .. valid - 1 do
                    wideTo[j * padded + k] <- strip[j]

    let private packStrip (plan: Plan) (ws: Workspace) first valid width =
        packColumns true plan.Y first valid width plan.Padded plan.Center plan.Wide ws.Y ws.YWide

        match plan.Center with
        | Some _ ->
            ws.YSquares.Span(width).Clear()

            for k in 0 .. plan.Y.Dimension - 1 do
                for j in 0 .. width - 1 do
                    let v = ws.Y[k * width + j]
                    ws.YSquares[j] <- ws.YSquares[j] + v * v
        | None -> ()

        match plan.Summand with
        | Vectors v
        | MixedHessian v -> packColumns false v first valid width plan.Padded None plan.Wide ws.V ws.VWide
        | _ -> ()

        match plan.Weights with
        | Some w ->
            ReadOnlySpan(w, first, valid).CopyTo(ws.W.Span valid)
            ws.W.Span(width).Slice(valid).Clear()
        | None -> ()

    let private fill (plan: Plan) order factor (ws: Workspace) width (into: AlignedBuffer) =
        let s = Span.op_Implicit (ws.S.Span(Tile.Rows * width)): ReadOnlySpan<float>
        let target = into.Span(Tile.Rows * width)
        target.Clear()

        for i in 0 .. plan.Terms.Length - 1 do
            let struct (scale, profile) = plan.Terms[i]
            profile.AddTo(order, factor * scale, s, target)

    let private fillBoth (plan: Plan) (ws: Workspace) width =
        let s = Span.op_Implicit (ws.S.Span(Tile.Rows * width)): ReadOnlySpan<float>
        let values = ws.P.Span(Tile.Rows * width)
        let slopes = ws.Q.Span(Tile.Rows * width)
        values.Clear()
        slopes.Clear()

        for i in 0 .. plan.Terms.Length - 1 do
            let struct (scale, profile) = plan.Terms[i]
            profile.AddValueAndSlopeTo(scale, s, values, slopes)

    /// Weights the tile and clears the columns beyond the last.
    let private weigh (plan: Plan) (ws: Workspace) valid width (t: AlignedBuffer) =
        if valid < width then
            for r in 0 .. Tile.Rows - 1 do
                t.Span((r + 1) * width).Slice(r * width + valid).Clear()

        match plan.Weights with
        | Some _ -> Tile.multiplyColumns t.Pointer ws.W.Pointer width
        | None -> ()

    let private contractVectors
        (plan: Plan)
        (ws: Workspace)
        block
        width
        (t: AlignedBuffer)
        (narrow: AlignedBuffer)
        (wide: AlignedBuffer)
        =
        if plan.Wide then
            Tile.contractWide t.Pointer wide.Pointer plan.Padded width ws.Out[block].Pointer
        else
            Tile.contract t.Pointer narrow.Pointer plan.Y.Dimension width ws.Out[block].Pointer

    /// Adds t (x - y) for a radial kernel, t y for an inner-product one. With a centre, t y is added instead and the
    /// row sums of t kept, to be put together at the end.
    let private contractGradient (plan: Plan) (ws: Workspace) block width (t: AlignedBuffer) =
        if not plan.Radial then
            contractVectors plan ws block width t ws.Y ws.YWide
        elif plan.Center.IsSome then
            Tile.contractWide t.Pointer ws.YWide.Pointer plan.Padded width ws.Out[block].Pointer
            Tile.rowSums t.Pointer width ws.Slopes[block].Pointer
        elif plan.Wide then
            Tile.contractDifferencesWide
                t.Pointer
                ws.XWide[block].Pointer
                ws.YWide.Pointer
                plan.Padded
                width
                ws.Out[block].Pointer
        else
            Tile.contractDifferences
                t.Pointer
                ws.X[block].Pointer
                ws.Y.Pointer
                plan.Y.Dimension
                width
                ws.Out[block].Pointer

    let private argument (plan: Plan) (ws: Workspace) block width =
        let d = plan.Y.Dimension

        if plan.Radial && plan.Center.IsNone then
            Tile.distances ws.X[block].Pointer ws.Y.Pointer d width ws.S.Pointer
        else
            Tile.dots ws.X[block].Pointer ws.Y.Pointer d width ws.S.Pointer

            if plan.Radial then
                Tile.expandDistances ws.S.Pointer ws.XSquares[block].Pointer ws.YSquares.Pointer width

    let private addTileBySteps (plan: Plan) (ws: Workspace) block valid width =
        argument plan ws block width

        match plan.Summand with
        | Values _ ->
            fill plan 0 1.0 ws width ws.P
            weigh plan ws valid width ws.P
            Tile.rowSums ws.P.Pointer width ws.Sums[block].Pointer
        | Gradients _ ->
            fill plan 1 1.0 ws width ws.P
            weigh plan ws valid width ws.P
            contractGradient plan ws block width ws.P
        | ValuesAndGradients _ ->
            fillBoth plan ws width
            weigh plan ws valid width ws.P
            weigh plan ws valid width ws.Q
            Tile.rowSums ws.P.Pointer width ws.Sums[block].Pointer
            contractGradient plan ws block width ws.Q
        | Vectors _ ->
            // Beyond the last column v is 0.
            fill plan 0 1.0 ws width ws.P
            contractVectors plan ws block width ws.P ws.V ws.VWide
        | MixedHessian _ ->
            // Radial: -2 phi' v - 4 phi'' <x - y, v> (x - y); inner product: psi' v + psi'' <x, v> y.
            let d = plan.Y.Dimension
            fill plan 1 (if plan.Radial then -2.0 else 1.0) ws width ws.P
            contractVectors plan ws block width ws.P ws.V ws.VWide

            if plan.Radial then
                Tile.differenceDots ws.X[block].Pointer ws.Y.Pointer ws.V.Pointer d width ws.B.Pointer
            else
                Tile.dots ws.X[block].Pointer ws.V.Pointer d width ws.B.Pointer

            fill plan 2 (if plan.Radial then -4.0 else 1.0) ws width ws.Q
            Tile.multiply ws.Q.Pointer ws.B.Pointer width
            contractGradient plan ws block width ws.Q

    let private addTile (plan: Plan) (ws: Workspace) block valid width =
        let x, y, w, out =
            ws.X[block].Pointer, ws.Y.Pointer, ws.W.Pointer, ws.Out[block].Pointer

        match plan.PlaneGaussian, plan.Summand with
        | ValueSome struct (scale, rate), Gradients _ -> FusedTile.gaussianGradients rate (scale * rate) x y w width out
        | ValueSome struct (scale, rate), ValuesAndGradients _ ->
            FusedTile.gaussianValuesAndGradients rate scale (scale * rate) x y w width ws.Sums[block].Pointer out
        | _ -> addTileBySteps plan ws block valid width

    let private finish (plan: Plan) (ws: Workspace) block first last (sums: float[]) (vectors: float[]) =
        let d, n = plan.X.Dimension, plan.X.Count

        let factor, weight =
            match plan.Summand with
            | Values w -> 1.0, (if plan.Weights.IsSome then 1.0 else w[0])
            | Gradients w
            | ValuesAndGradients w -> (if plan.Radial then 2.0 else 1.0), (if plan.Weights.IsSome then 1.0 else w[0])
            | Vectors _
            | MixedHessian _ -> 1.0, 1.0

        for i in first .. last - 1 do
            let r = i - first

            if sums.Length > 0 then
                sums[i] <- sums[i] + weight * ws.Sums[block][r]

            if vectors.Length > 0 then
                for k in 0 .. d - 1 do
                    let at = if plan.Wide then r * plan.Padded + k else 4 * k + r
                    let v = ws.Out[block][at]

                    let v =
                        match plan.Center, plan.Summand with
                        | Some _, (Gradients _ | ValuesAndGradients _) when plan.Radial ->
                            ws.X[block][4 * k + r] * ws.Slopes[block][r] - v
                        | _ -> v

                    vectors[k * n + i] <- vectors[k * n + i] + factor * weight * v

    /// Adds the sums of the profiles to the values (length n) and the vectors (n x d, coordinate-major); an array that
    /// the summand does not fill is empty.
    let add (profiles: Profiles) (summand: Summand) (x: Points) (y: Points) (sums: float[]) (vectors: float[]) =
        let radial, terms =
            match profiles with
            | OfSquaredDistance terms -> true, terms
            | OfInnerProduct terms -> false, terms

        if terms.Length > 0 then
            let d = x.Dimension

            let planeGaussian =
                match summand, terms with
                | (Gradients _ | ValuesAndGradients _), [| struct (scale, (:? GaussianProfile as p)) |] when
                    radial && d = 2
                    ->
                    let rate = -0.5 / (p.Bandwidth * p.Bandwidth)

                    // The fused loop needs every exponential to be a normal number.
                    if squaredDiameter x y < 0.99 * VectorMath.boundOf rate then
                        ValueSome struct (scale, rate)
                    else
                        ValueNone
                | _ -> ValueNone

            let plan =
                {
                    PlaneGaussian = planeGaussian
                    X = x
                    Y = y
                    Summand = summand
                    Terms = terms
                    Radial = radial
                    Center = if radial then expansion terms summand x y else None
                    Wide = d >= wideFrom
                    Padded = (d + 7) / 8 * 8
                    Width = stripWidth d
                    Weights =
                        match summand with
                        | Values w
                        | Gradients w
                        | ValuesAndGradients w when planeGaussian.IsSome || not (uniform w) -> Some w
                        | _ -> None
                }

            let chunk first last =
                let ws = Workspace.Rent()
                let blocks = (last - first + Tile.Rows - 1) / Tile.Rows
                ws.Prepare(blocks, d, plan.Padded, plan.Width)

                for b in 0 .. blocks - 1 do
                    packRows plan ws b (first + b * Tile.Rows) last

                let mutable column = 0

                while column < y.Count do
                    let valid = min plan.Width (y.Count - column)
                    let width = (valid + 31) / 32 * 32
                    packStrip plan ws column valid width

                    for b in 0 .. blocks - 1 do
                        addTile plan ws b valid width

                    column <- column + valid

                for b in 0 .. blocks - 1 do
                    let start = first + b * Tile.Rows
                    finish plan ws b start (min last (start + Tile.Rows)) sums vectors

                Workspace.Return ws

            Parallelism.overBlocks x.Count (rowsPerChunk x.Count) chunk
