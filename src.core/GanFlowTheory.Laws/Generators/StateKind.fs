namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// <summary>A kind of state: how a generated measure becomes one.</summary>
[<NoComparison; NoEquality>]
type StateKind<'q> =
    {
        /// Name shown with the law.
        Name: string
        /// The state of the measure with these weights and nodes, or one that is made from them.
        Of: float[] -> Points -> 'q
        /// An upper bound, 0 only for the rate 0, of the speed of a node and of a log-weight (in units of the given
        /// length) at a coordinate rate.
        Speed: 'q -> float[] -> float -> float
    }

/// The kinds of states of the library.
[<RequireQualifiedAccess>]
module StateKind =

    /// The speed where coordinates are the nodes, then possibly log-weights.
    let nodeSpeed (q: 'q) (rate: float[]) (spread: float) : float when 'q :> IMeasure =
        let n = q.Nodes.Count
        // Nodes that do not move have no coordinates.
        let d =
            if typeof<ITransport>.IsAssignableFrom typeof<'q> then
                q.Nodes.Dimension
            else
                0

        let mutable fastest = 0.0

        for i in 0 .. n - 1 do
            let mutable square = 0.0

            for k in 0 .. d - 1 do
                square <- square + rate[k * n + i] * rate[k * n + i]

            fastest <- max fastest (sqrt square)

        for p in n * d .. rate.Length - 1 do
            fastest <- max fastest (spread * abs rate[p])

        fastest

    /// Particles with fixed weights.
    let particles: StateKind<Particles> =
        {
            Name = "particles"
            Of = Particles.weighted
            Speed = nodeSpeed
        }

    /// Particles with moving weights.
    let weightedParticles: StateKind<WeightedParticles> =
        {
            Name = "weighted particles"
            Of = WeightedParticles.weighted
            Speed = nodeSpeed
        }

    // |m'| + |A'| max |z|.
    let private gaussianSpeed (q: GaussianState) (rate: float[]) (_: float) : float =

        let z = q.Rule.Nodes
        let d = q.Dimension

        Vectors.norm rate[.. d - 1]
        + Vectors.norm rate[d..] * sqrt (Array.max (Points.rowDots z z))

    /// The mean, and the covariance with 1/4 added to its diagonal, of a measure: lengths stay above 1/2.
    let moments (measure: IMeasure) : float[] * float[,] =
        Measure.mean measure,
        Measure.covariance measure
        |> Array2D.mapi (fun a b v -> if a = b then v + 0.25 else v)

    /// Gaussians with these moments of the cloud, on small rules: what holds on them holds for the finite sums
    /// themselves, however well they approximate.
    let gaussians: StateKind<GaussianState> =
        {
            Name = "gaussians"
            Of =
                fun w x ->
                    let d = x.Dimension

                    let rule =
                        if d <= 2 then
                            GaussHermite.tensor 3 d
                        else
                            GaussHermite.symmetric d

                    moments (Empirical(x, w)) ||> GaussianState.createOn rule
            Speed = gaussianSpeed
        }

    /// A mean of length at most 1/8 and a factor with singular values between 15/16 and 17/16, from a cloud.
    let mild (measure: IMeasure) : float[] * float[,] =
        let mean, covariance = Measure.mean measure, Measure.covariance measure
        let d = mean.Length
        let length = Vectors.norm mean

        mean |> Array.map (fun v -> 0.125 * v / (1.0 + length)),
        Array2D.init d d (fun a b ->
            (if a = b then 1.0 else 0.0)
            + 0.0625 / float d * sin (mean[a] + 2.0 * covariance[a, b] + float b))

    let private mildOn (rule: int -> GaussianRule) : StateKind<GaussianState> =
        {
            Name = "gaussians near N(0, I)"
            Of = fun w x -> mild (Empirical(x, w)) ||> GaussianState.onRule (rule x.Dimension)
            Speed = gaussianSpeed
        }

    /// Gaussians near N(0, I) on fine rules, where quadratures of smooth functions of log r are accurate to rounding.
    let mildGaussians: StateKind<GaussianState> =
        mildOn (fun d -> GaussHermite.tensor (if d = 1 then 64 else 32) d)

    /// The same on 64 points on the line and 20 points an axis in the plane, for sums over pairs of nodes.
    let mildPairs: StateKind<GaussianState> =
        mildOn (fun d -> GaussHermite.tensor (if d = 1 then 64 else 20) d)

    /// Quantiles on R: the first coordinates, sorted and pulled 1/2 further apart.
    let quantiles: StateKind<QuantileState> =
        {
            Name = "quantiles"
            Of =
                fun _ x ->
                    let values = x.Coordinate(0).ToArray()

                    let values =
                        if values.Length = 1 then
                            [| values[0]; values[0] |]
                        else
                            values

                    Array.sort values
                    |> Array.mapi (fun i v -> v + 0.5 * float i)
                    |> QuantileState.ofValues
            Speed = nodeSpeed
        }

    // The masses, a quarter of them spread evenly so that no cell is empty, on cells around the points.
    let private onGrid (split: int -> int * int) (weights: float[]) (points: Points) : GridDensity =
        let n = weights.Length

        let axis k cells =
            let x = points.Coordinate(k).ToArray()
            Grid.axis (Array.min x - 0.5) (Array.max x + 0.5) cells

        let grid =
            if points.Dimension = 1 then
                let axis = axis 0 n
                Grid.line axis.Lower axis.Upper n
            else
                let rows, columns = split n
                Grid.plane (axis 0 rows) (axis 1 columns)

        GridDensity.ofMasses (weights |> Array.map (fun w -> 0.75 * w + 0.25 / float n)) grid

    /// Densities on grids: as many cells as points in a box around them, 1-D or 2-D as the points, no cell empty.
    let gridDensities: StateKind<GridDensity> =
        {
            Name = "grid densities"
            Of =
                onGrid (fun n ->
                    let columns =
                        if n % 3 = 0 then 3
                        elif n % 2 = 0 then 2
                        else 1

                    n / columns, columns)
            // Coordinates are the masses: their relative rates are those of log-weights.
            Speed =
                fun q rate spread ->
                    spread
                    * (Array.map2 (fun m v -> if v = 0.0 then 0.0 else abs v / m) q.Weights rate
                       |> Array.max)
        }

    /// The state of a cloud.
    let ofCloud (cloud: Cloud) (kind: StateKind<'q>) : 'q = kind.Of cloud.Weights cloud.Points

    /// The size of the terms of a functional near the state of a cloud.
    let internal size (cloud: Cloud) (kind: StateKind<'q>) (f: Functional<'q>) : float =
        Differences.size f (kind.Of cloud.Weights) cloud.Points cloud.Spread
