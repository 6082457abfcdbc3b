namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// How one pass treats its tiles.
[<NoComparison; NoEquality>]
type internal SumPlan =
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
        /// Tiles of four rows in a panel.
        Height: int
        /// Whether the columns are the rows again and every pair serves both its points.
        Mirrored: bool
        /// Weights to pack; equal ones are applied to the sums at the end instead.
        Weights: float[] option
        /// The scale and the rate of exp(rate s) where one Gaussian term in the plane is all there is to sum.
        PlaneGaussian: struct (float * float) voption
    }

/// The tiles of a panel: its first block of four rows, how many blocks, the strip's valid columns and its width.
[<Struct; NoComparison; NoEquality>]
type internal Panel =
    {
        First: int
        Blocks: int
        Valid: int
        Width: int
    }

    /// The pairs of the panel.
    member panel.Pairs = panel.Blocks * Tile.Rows * panel.Width

/// Deciding how a tiled sum is taken.
module internal SumPlan =

    /// From this dimension on contractions run along the coordinates.
    let private wideFrom = 8

    /// Rows handled by one worker at a time, a multiple of Tile.Rows: enough to pay for packing each strip of columns,
    /// few enough to keep both workers busy and the rows in the second-level cache.
    let rowsPerChunk count =
        max 32 (min 512 (count / 8 / Tile.Rows * Tile.Rows))

    /// The same where rows take their sums alone, in whichever chunk: four chunks and more for each thread.
    let rowsPerLoneChunk count threads =
        min (rowsPerChunk count) (max 32 (count / (4 * threads) / Tile.Rows * Tile.Rows))

    // |x|^2 + |y|^2 - 2 x.y rounds at about 4 ulp of the larger square. Where the profile changes by at most this many
    // times its size over that square, the result keeps a relative error below 2e-13.
    let private steepnessLimit = 128.0

    // Pairs handled between one pass over the coordinates and the next: they stay in the first-level cache.
    let private panelPairs = 1024

    /// Columns of a strip.
    let stripWidth dimension =
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

    /// Whether inner products may stand in for differences, for points whose largest squared distance from the common shift
    /// is given.
    let mayExpand (profiles: (struct (float * Profile))[]) (square: float) : bool =
        let steepness =
            profiles
            |> Array.fold (fun most (struct (_, p: Profile)) -> max most p.Steepness) 0.0

        steepness * square <= steepnessLimit

    /// The common shift under which inner products may stand in for differences, if they may.
    let private expansion (profiles: (struct (float * Profile))[]) (summand: Summand) (x: Points) (y: Points) =
        match summand with
        | MixedHessian _ -> None
        | _ when y.Dimension < wideFrom -> None
        | _ ->
            let center = Points.mean y

            if mayExpand profiles (max (largestSquare x center) (largestSquare y center)) then
                Some center
            else
                None

    let private planeGaussian terms radial summand (x: Points) (y: Points) =
        match summand, terms with
        | (Gradients _ | ValuesAndGradients _), [| struct (scale, profile: Profile) |] when radial && x.Dimension = 2 ->
            match profile with
            | :? GaussianProfile as p ->
                let rate = -0.5 / (p.Bandwidth * p.Bandwidth)

                // The fused loop needs every exponential to be a normal number.
                if squaredDiameter x y < 0.99 * VectorMath.boundOf rate then
                    ValueSome(struct (scale, rate))
                else
                    ValueNone
            | _ -> ValueNone
        | _ -> ValueNone

    /// Terms with powers in one profile, which takes them in one pass; by the largest squared distance.
    let merged (terms: (struct (float * Profile))[]) (reach: unit -> float) =
        let powers =
            terms
            |> Array.choose (fun (struct (scale, profile)) ->
                match profile with
                | :? PowerProfile as power -> Some(struct (scale, power))
                | _ -> None)

        if powers.Length < 2 then
            terms
        else
            let others =
                terms
                |> Array.filter (fun (struct (_, profile)) -> not (profile :? PowerProfile))

            Array.append [| struct (1.0, PowerSumProfile(powers, reach ())) |] others

    /// How to sum the terms, of squared distances (radial) or of inner products, over the pairs of x and y.
    let create
        (radial: bool)
        (terms: (struct (float * Profile))[])
        (summand: Summand)
        (x: Points)
        (y: Points)
        : SumPlan =
        let d = x.Dimension
        let fused = planeGaussian terms radial summand x y
        let width = stripWidth d

        let equalWeights =
            match summand with
            | Values w
            | Gradients w
            | ValuesAndGradients w -> uniform w
            | _ -> false

        {
            PlaneGaussian = fused
            X = x
            Y = y
            Summand = summand
            Terms =
                if radial then
                    merged terms (fun () -> squaredDiameter x y)
                else
                    terms
            Radial = radial
            Center = if radial then expansion terms summand x y else None
            Wide = d >= wideFrom
            Padded = (d + 7) / 8 * 8
            Width = width
            Height = max 1 (panelPairs / (Tile.Rows * width))
            Mirrored = Object.ReferenceEquals(x, y) && equalWeights
            Weights =
                match summand with
                | Values w
                | Gradients w
                | ValuesAndGradients w when fused.IsSome || not equalWeights -> Some w
                | _ -> None
        }
