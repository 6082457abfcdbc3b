namespace GanFlowTheory.Core

open System

/// <summary>
/// A probability density on a grid, constant on each cell: a state with fixed nodes, the centres, and moving weights,
/// the masses of the cells. Coordinates: the n masses themselves, so that a rate of sum zero keeps the mass under every
/// step.
/// </summary>
/// <remarks>It is no <see cref="T:GanFlowTheory.Core.IDensity"/>: a density that is constant on cells has no score, and
/// one made from differences would belong to another density. It is no transport state either: its nodes do not move;
/// transport metrics on it are those of GridTransport.</remarks>
[<Sealed>]
type GridDensity internal (grid: Grid, masses: float[]) =

    /// The grid.
    member _.Grid = grid

    /// The masses of the cells, length n: the weights of the measure.
    member _.Weights = masses

    /// The density on each cell, mass over volume, length n.
    member _.Density: float[] =
        let volume = grid.Volume
        masses |> Array.map (fun m -> m / volume)

    interface IMeasure with
        member _.Nodes = grid.Centres
        member _.Weights = masses

    interface IState<GridDensity> with
        member _.Coordinates = masses
        member _.At coordinates = GridDensity(grid, coordinates)
        member _.PullBack(c: Covector) = Array.copy c.Values

    interface IReaction with
        member _.OfGrowth(growth: float[]) =
            Array.map2 (fun m g -> m * g) masses growth

/// <summary>A density put on a grid, and how well the grid holds it.</summary>
[<NoComparison; NoEquality>]
type Discretisation =
    {
        /// The masses of the cells, scaled to sum to one.
        State: GridDensity
        /// The mass on the grid before scaling, by quadrature: 1 less what lies outside, when the cells resolve the
        /// density.
        Caught: float
        /// <summary>How coarse the cells are: the largest over the axes of sum |m_(i+1) - 2 m_i + m_(i-1)|, in [0, 4].
        /// About (h/s)^2 for a Gaussian of standard deviation s on cells of width h, and 4 h/L for a density that is
        /// constant on a length L and 0 elsewhere.</summary>
        Roughness: float
    }

/// Densities on grids.
[<RequireQualifiedAccess>]
module GridDensity =

    /// The state with the given masses of the cells: probabilities, non-negative and summing to one.
    let ofMasses (masses: float[]) (grid: Grid) : GridDensity =
        Guard.probabilities (nameof masses) grid.Count masses
        GridDensity(grid, Array.copy masses)

    /// The state with the given values of the density on the cells, length n, non-negative, of mass (values times
    /// volume) one within 1e-6; the mass is then scaled to one. The name is for sentences.
    let ofValues (name: string) (values: float[]) (grid: Grid) : GridDensity =
        if values.Length <> grid.Count then
            Guard.fail
                (nameof values)
                (invariant
                    $"{name} must have one value for each of the {grid.Count} cells of the grid, but has {values.Length}.")

        for i in 0 .. values.Length - 1 do
            if not (values[i] >= 0.0 && Double.IsFinite values[i]) then
                Guard.fail
                    (nameof values)
                    (invariant $"{name} must be non-negative and finite, but value {i + 1} is {values[i]}.")

        let mass = grid.Volume * Array.sum values

        if not (abs (mass - 1.0) <= 1e-6) then
            Guard.fail
                (nameof values)
                (invariant $"{name} must have mass 1 on the grid {grid}, but has mass {mass:G6}.")

        GridDensity(grid, values |> Array.map (fun v -> v * grid.Volume / mass))

    /// The total mass: one, up to rounding.
    let mass (q: GridDensity) : float = Array.sum q.Weights

    /// The variance along each axis of the masses at the centres, length d.
    let variance (q: GridDensity) : float[] =
        let m = Measure.mean q

        Array.init q.Grid.Dimension (fun k ->
            let x = q.Grid.Centres
            let mutable total = 0.0

            for i in 0 .. q.Weights.Length - 1 do
                let away = x[i, k] - m[k]
                total <- total + q.Weights[i] * away * away

            total)

    /// The density of coordinate k (0 or 1) alone, on the cells of its axis; on the line the density itself.
    let marginal (k: int) (q: GridDensity) : float[] =
        if k < 0 || k >= q.Grid.Dimension then
            Guard.fail (nameof k) (invariant $"k must be a coordinate of the grid {q.Grid}, but is {k}.")

        let axis = q.Grid.Axis k
        let masses: float[] = Array.zeroCreate axis.Cells

        for i in 0 .. q.Weights.Length - 1 do
            let place = q.Grid.Place i k
            masses[place] <- masses[place] + q.Weights[i]

        masses |> Array.map (fun m -> m / axis.Width)

    /// The L1 distance int |a - b|, of two densities on one grid, in [0, 2].
    let distance (a: GridDensity) (b: GridDensity) : float =
        Grid.checkSame (nameof b) a.Grid b.Grid
        Array.fold2 (fun total v w -> total + abs (v - w)) 0.0 a.Weights b.Weights

    // Four Gauss-Legendre points per axis and cell: exact for polynomials of degree 7.
    let private rule = GaussLegendre.rule 4 -0.5 0.5

    let private offsets (dimension: int) : (float[] * float)[] =
        if dimension = 1 then
            rule |> Array.map (fun (struct (x, w)) -> [| x |], w)
        else
            Array.allPairs rule rule
            |> Array.map (fun (struct (x, v), struct (y, w)) -> [| x; y |], v * w)

    let private roughness (grid: Grid) (masses: float[]) : float =
        Array.init grid.Dimension (fun k ->
            let stride, last = grid.Stride k, grid.Axis(k).Cells - 1
            let mutable total = 0.0

            for i in 0 .. masses.Length - 1 do
                let place = grid.Place i k
                // Beyond the ends the density goes on as it is there.
                let low = if place > 0 then masses[i - stride] else masses[i]
                let high = if place < last then masses[i + stride] else masses[i]
                total <- total + abs (high - 2.0 * masses[i] + low)

            total)
        |> Array.max

    /// <summary>A density on the grid by quadrature (4 Gauss-Legendre points per axis and cell), scaled to mass one,
    /// with what the grid catches of it. The name is for sentences; log p at m points, length m, -infinity where p is
    /// 0. A density that is not finite, or has no mass on the grid, is refused.</summary>
    let discretise (name: string) (logDensity: Points -> float[]) (grid: Grid) : Discretisation =
        let centres = grid.Centres
        let masses: float[] = Array.zeroCreate grid.Count

        for offset, weight in offsets grid.Dimension do
            let points =
                Points.wrap
                    grid.Count
                    grid.Dimension
                    (Array.init (grid.Count * grid.Dimension) (fun p ->
                        let k = p / grid.Count
                        centres.Data[p] + offset[k] * grid.Axis(k).Width))

            let values = logDensity points
            Guard.sameLength (invariant $"the log-density of {name}") grid.Count values.Length

            for i in 0 .. grid.Count - 1 do
                let value = exp values[i]

                if not (Double.IsFinite value) then
                    Guard.fail
                        (nameof logDensity)
                        (invariant $"the density {name} must be finite, but is {value} in cell {i + 1} of the grid.")

                masses[i] <- masses[i] + weight * grid.Volume * value

        let caught = Array.sum masses

        if not (caught > 0.0 && Double.IsFinite caught) then
            Guard.fail (nameof logDensity) (invariant $"the density {name} has no mass on the grid {grid}.")

        let scaled = masses |> Array.map (fun m -> m / caught)

        {
            State = GridDensity(grid, scaled)
            Caught = caught
            Roughness = roughness grid scaled
        }

    /// How much mass a grid may miss (or see twice, when it is coarse).
    [<Literal>]
    let private MassTolerance = 1e-3

    // A Gaussian on cells as wide as its standard deviation has a little less.
    [<Literal>]
    let private RoughnessLimit = 0.8

    /// <summary>A density on the grid, where the grid is fit for it: the cells catch its mass within 0.001, and their
    /// roughness is at most 0.8 (a Gaussian needs cells no wider than its standard deviation). Otherwise an argument
    /// error that says what is wrong, with the numbers.</summary>
    let ofLogDensity (name: string) (logDensity: Points -> float[]) (grid: Grid) : GridDensity =
        let found = discretise name logDensity grid

        if found.Roughness > RoughnessLimit then
            Guard.fail
                (nameof grid)
                (invariant
                    $"the grid {grid} is too coarse for {name}: neighbouring cells differ too much (roughness \
                  {found.Roughness:G3}, at most {RoughnessLimit}); take more cells.")

        if abs (found.Caught - 1.0) > MassTolerance then
            Guard.fail
                (nameof grid)
                (invariant
                    $"the grid {grid} catches a mass of {found.Caught:G6} of {name}, not 1 within {MassTolerance}: it is \
                  too short or too coarse.")

        found.State

    let private checkDimension (name: string) (dimension: int) (grid: Grid) =
        if dimension <> grid.Dimension then
            Guard.fail
                "grid"
                (invariant $"{name} has dimension {dimension}, but the grid {grid} has dimension {grid.Dimension}.")

    /// A density on the grid, where the grid is fit for it.
    let ofDensity (density: Density) (grid: Grid) : GridDensity =
        checkDimension density.Name density.Dimension grid
        ofLogDensity density.Name density.LogValue grid

    /// A mixture of Gaussians on the grid, where the grid is fit for it; the name is for sentences.
    let ofMixture (name: string) (mixture: GaussianMixture) (grid: Grid) : GridDensity =
        checkDimension name mixture.Dimension grid
        ofLogDensity name (fun x -> GaussianMixture.logDensity x mixture) grid

    /// A target on the grid, where the grid is fit for it; a target without a known density is refused.
    let ofTarget (target: Target) (grid: Grid) : GridDensity =
        checkDimension target.Name target.Dimension grid

        match target.LogDensity with
        | Some logDensity -> ofLogDensity target.Name logDensity grid
        | None -> Guard.fail (nameof target) (invariant $"the density of {target.Name} is not known.")
