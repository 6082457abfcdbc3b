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

    // t + t rho + ..., the cell at the edge too.
    let private withEdges (f: FDivergence) (target: GridDensity) (q: GridDensity) =
        let grid = target.Grid

        let edges =
            Seq.sum (
                seq {
                    for k in 0 .. grid.Dimension - 1 do
                        for i in 0 .. grid.Count - 1 do
                            if grid.Place i k = 0 || grid.Place i k = grid.Axis(k).Cells - 1 then
                                let p, m = target.Weights[i], q.Weights[i]
                                m * f.Value(log (p / m)) - f.Slope 0.0 * (p - m)
                }
            )

        GridDivergence.outside f target q + edges

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
            Flaw.bad "tails that count the edges" (GridTailLaws.geometric "" FDivergence.kl withEdges)
            Flaw.bad
                "tails that never end a divergence"
                (GridTailLaws.geometric "" FDivergence.kl (fun f target q ->
                    min 1e300 (GridDivergence.outside f target q)))
            Flaw.bad
                "half of the tails"
                (GridTailLaws.bound "" FDivergence.kl (fun f target q -> 0.5 * GridDivergence.outside f target q))
            Flaw.bad
                "jsd along the logarithmic mean"
                (GridLaws.flux "" FDivergence.jsd (fun _ target -> Metric.onGridAlong FDivergence.kl target))
        ]
