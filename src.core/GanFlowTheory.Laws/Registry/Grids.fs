namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The divergences and metrics on grids that laws are run on.
[<AutoOpen>]
module RegisteredGrids =

    // A target that covers every grid: on each, uniform but for a wave.
    let private waves (grid: Grid) : GridDensity =
        let raw =
            Points.toRows grid.Centres
            |> Array.map (fun x -> 1.0 + 0.75 * sin (2.0 * Array.sum x))

        let total = Array.sum raw
        GridDensity.ofMasses (raw |> Array.map (fun v -> v / total)) grid

    // A functional of densities on any grid, by that of each grid.
    let private onWaves (f: FDivergence) : Functional<GridDensity> =
        let on (q: GridDensity) = Functional.onGrid f (waves q.Grid)

        {
            Name = $"{f.Name} on grids"
            Value = fun q -> (on q).Value q
            FirstVariation = fun q -> (on q).FirstVariation q
            Evaluate = fun q -> (on q).Evaluate q
        }

    let private towardsWaves (f: FDivergence) : Metric<GridDensity> =
        Metric.create $"grid-wasserstein:{f.Name}" (fun (q: GridDensity) c ->
            ((Metric.onGridAlong f (waves q.Grid)).Apply q c).Rate)

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The metrics on densities on grids.
        let gridMetrics: Metric<GridDensity> list =
            [
                Metric.onGrid
                towardsWaves FDivergence.kl
                towardsWaves FDivergence.jsd
                Metric.fisherRao
                Metric.add (Metric.scale 0.5 Metric.onGrid) Metric.fisherRao
            ]

        /// The divergences of densities on grids.
        let gridDivergences: (string * (Scene -> Functional<GridDensity>)) list =
            [
                FDivergence.kl
                FDivergence.forwardKl
                FDivergence.jsd
                FDivergence.hellinger
                FDivergence.chi2
            ]
            |> List.map (fun f -> (onWaves f).Name, (fun _ -> onWaves f))
