namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad readings, sums and makings of densities on grids.
[<RequireQualifiedAccess>]
module internal BadGrids =

    // The same function, read half a cell to the side.
    let private shifted (values: float[]) (grid: Grid) =
        let true' = Grid.potential values grid
        let half = 0.5 * grid.Axes[0].Width

        let beside (x: Points) =
            Points.init x.Count x.Dimension (fun i k -> if k = 0 then x[i, k] + half else x[i, k])

        Potential.create (beside >> true'.Value) (beside >> true'.Gradient)

    let private stepwise (values: float[]) (grid: Grid) =
        let true' = Grid.potential values grid
        Potential.create true'.Value (fun x -> Points.zero x.Count x.Dimension)

    let all: KnownBad list =
        [
            Flaw.bad "values half a cell to the side" (GridLaws.potential "" shifted)
            Flaw.bad "a function without slopes" (GridLaws.potential "" stepwise)
            Flaw.bad
                "marginals that are masses"
                (GridLaws.sums
                    ""
                    (fun k q ->
                        let width = q.Grid.Axes[k].Width
                        GridDensity.marginal k q |> Array.map (fun v -> v * width))
                    GridDensity.variance
                    _.Density)
            Flaw.bad
                "masses by the midpoint"
                (GridLaws.discretised "" (fun logDensity grid ->
                    let values = logDensity grid.Centres |> Array.map exp
                    let total = Array.sum values
                    GridDensity.ofMasses (values |> Array.map (fun v -> v / total)) grid))
            Flaw.bad
                "jsd along the logarithmic mean"
                (GridLaws.flux "" FDivergence.jsd (fun _ target -> Metric.onGridAlong FDivergence.kl target))
        ]
