namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// The laws of densities on grids beside their dissipation: how functions are read between cells, sums over rows, how
/// densities are made, and the flux that belongs to a divergence.
[<RequireQualifiedAccess>]
module internal GridLaws =

    let private onScene (scene: Scene) =
        StateKind.ofCloud scene.Q StateKind.gridDensities, StateKind.ofCloud scene.P StateKind.gridDensities

    /// A potential on a grid has the given values at the centres, and gives affine functions back, with their slopes; in the
    /// plane it gives back the product of both coordinates.
    let potential (name: string) (make: float[] -> Grid -> Potential) : Law =
        Law.forAll
            {
                Name = "grid-potential"
                Statement =
                    "A function on a grid is interpolated linearly along each axis: at the centres it has its values, between them affine "
                    + "functions a + <b, x> and the product x y have theirs, and affine ones the slope b in every cell."
                Source = ""
                Judge = Judge.Relative(1e-11, "differences of values over cells of 1/16 of their size and more")
            }
            name
            Scenes.onLineOrPlane
            (fun scene ->
                let grid = (fst (onScene scene)).Grid
                let x = grid.Centres
                let d = grid.Dimension
                let b = Array.init d (fun k -> 1.0 + Scene.Entry scene.First 0 k)

                let affine (x: float[]) =
                    Scene.Entry scene.Second 1 0 + Vectors.inner b x

                let product (x: float[]) = Array.fold (fun t v -> t * v) 1.0 x

                let at (f: float[] -> float) =
                    make (Array.init x.Count (fun i -> f (x.Row i))) grid

                // Between the outer centres, at thirds and elevenths of them.
                let between =
                    let parts = [ 0.0; 0.03; 1.0 / 3.0; 0.5; 8.0 / 11.0; 1.0 ]

                    let along k =
                        let axis = grid.Axes[k]
                        let low, high = axis.Centre 0, axis.Centre(axis.Cells - 1)
                        parts |> List.map (fun s -> low + s * (high - low))

                    if d = 1 then
                        along 0 |> List.map Array.singleton
                    else
                        List.allPairs (along 0) (along 1) |> List.map (fun (u, v) -> [| u; v |])

                let points = Points.ofRows between
                let size = 1.0 + Vectors.squaredNorm (Array.map (fun v -> 1.0 + abs v) x.Data)
                let numbers = Scene.NumbersAt scene.First x.Count
                let slopes = ((at affine).Gradient points).Data

                // An axis of one cell has no slope.
                let wanted =
                    Array.init slopes.Length (fun p ->
                        let k = p / points.Count
                        if grid.Axes[k].Cells > 1 then b[k] else 0.0)

                [
                    Equation.vector "values at the centres" 1.0 ((make numbers grid).Value x) numbers
                    Equation.vector
                        "an affine function"
                        size
                        ((at affine).Value points)
                        (between |> List.map affine |> Array.ofList)
                    Equation.vector
                        "the product of the coordinates"
                        size
                        ((at product).Value points)
                        (between |> List.map product |> Array.ofList)
                    Equation.vector "slopes of an affine function" (16.0 * size) slopes wanted
                ])

    /// Marginals, variances and the values of a density are sums over cells.
    let sums
        (name: string)
        (marginal: int -> GridDensity -> float[])
        (variance: GridDensity -> float[])
        (density: GridDensity -> float[])
        : Law =
        Law.forAll
            {
                Name = "grid-sums"
                Statement =
                    "Marginals are sums of masses over the width of their cells, the density is the mass over the volume, and the variance "
                    + "is that of the masses at the centres."
                Source = ""
                Judge = Judge.Relative(1e-12, "sums of at most 12 masses")
            }
            name
            Scenes.onLineOrPlane
            (fun scene ->
                let q, _ = onScene scene
                let axes = q.Grid.Axes
                let x, m = q.Grid.Centres, q.Weights

                let volume =
                    axes
                    |> Array.fold (fun v axis -> v * (axis.Upper - axis.Lower) / float axis.Cells) 1.0

                [
                    for k in 0 .. axes.Length - 1 do
                        let axis = axes[k]
                        let width = (axis.Upper - axis.Lower) / float axis.Cells

                        let wanted =
                            Array.init axis.Cells (fun j ->
                                Seq.sum (
                                    seq {
                                        for i in 0 .. m.Length - 1 do
                                            if
                                                abs (x[i, k] - axis.Lower - (float j + 0.5) * width) < 0.25 * width
                                            then
                                                m[i] / width
                                    }
                                ))

                        let mean = Seq.sum (Seq.init m.Length (fun i -> m[i] * x[i, k]))

                        Equation.vector $"marginal {k}" (1.0 + 1.0 / width) (marginal k q) wanted

                        Equation.scalar
                            $"variance {k}"
                            (1.0 + Vectors.squaredNorm x.Data)
                            (variance q |> Array.item k)
                            (Seq.sum (Seq.init m.Length (fun i -> m[i] * (x[i, k] - mean) * (x[i, k] - mean))))

                    Equation.vector
                        "the density"
                        (1.0 + 1.0 / volume)
                        (density q)
                        (m |> Array.map (fun m -> m / volume))
                ])

    // 1/2 (1 + 3 x^2) and 3/4 (1 + 2 y - y^2) on [0, 1], and their integrals from 0.
    let private densities: ((float -> float) * (float -> float)) list =
        [
            (fun x -> 0.5 * (1.0 + 3.0 * x * x)), (fun x -> 0.5 * (x + x * x * x))
            (fun y -> 0.6 * (1.0 + 2.0 * y - y * y)), (fun y -> 0.6 * (y + y * y - y * y * y / 3.0))
        ]

    /// The mass of a cell is the integral of the density over it.
    let discretised (name: string) (make: (Points -> float[]) -> Grid -> GridDensity) : Law =
        Law.forEach
            {
                Name = "grid-masses"
                Statement =
                    "The mass of a cell is the integral of the density over it: for polynomials the difference of their primitives."
                Source = ""
                Judge = Judge.Relative(1e-13, "rules that are exact for polynomials of degree 7, and a mass of 1")
            }
            name
            [
                for cells in [ 3; 8; 20 ] do
                    [ cells ]
                    [ cells; 5 ]
            ]
            (fun cells ->
                let axes = cells |> List.map (Grid.axis 0.0 1.0)

                let grid =
                    match axes with
                    | [ one ] -> Grid.line 0.0 1.0 one.Cells
                    | several -> Grid.plane several[0] several[1]

                let density (x: Points) =
                    Array.init x.Count (fun i -> log (Seq.fold2 (fun t (p, _) v -> t * p v) 1.0 densities (x.Row i)))

                let q = make density grid
                let x = grid.Centres

                [
                    Equation.vector
                        "the masses"
                        1.0
                        q.Weights
                        (Array.init grid.Count (fun i ->
                            Seq.fold2
                                (fun t (_, primitive) (k, axis: GridAxis) ->
                                    t
                                    * (primitive (x[i, k] + 0.5 * axis.Width)
                                       - primitive (x[i, k] - 0.5 * axis.Width)))
                                1.0
                                densities
                                (List.indexed axes)))
                ])

    /// The metric along a divergence moves mass as its Fokker-Planck equation does.
    let flux (name: string) (f: FDivergence) (metric: FDivergence -> GridDensity -> Metric<GridDensity>) : Law =
        Law.forAll
            {
                Name = "grid-flux"
                Statement =
                    "K xi, xi the first variation of the divergence, is minus the rate of its Fokker-Planck equation, far from the target "
                    + "and near."
                Source = "HZ23-3"
                Judge =
                    Judge.Relative(
                        1e-10,
                        "the mean of two cells by quadrature to 1e-12, or by quotients of differences that keep three digits less"
                    )
            }
            name
            Scenes.onLineOrPlane
            (fun scene ->
                let q, p =
                    let q, _ = onScene scene

                    let masses =
                        Scene.NumbersAt scene.Second q.Grid.Count |> Array.map (fun v -> 1.5 + v)

                    q, GridDensity.ofMasses (masses |> Array.map (fun m -> m / Array.sum masses)) q.Grid

                [
                    // Nearer to the target the conductivities go over from quotients to quadrature.
                    for share in [ 1.0; 0.25; 0.03125; 0.001 ] do
                        let mixed =
                            GridDensity.ofMasses
                                (Array.map2 (fun a b -> (1.0 - share) * a + share * b) p.Weights q.Weights)
                                q.Grid

                        let xi =
                            Covector(
                                lazy (GridDivergence.firstVariation f p mixed),
                                lazy (Points.zero q.Grid.Count q.Grid.Dimension)
                            )

                        let rate = FokkerPlanck.rate (FokkerPlanck.create f p) mixed

                        Equation.vector
                            $"K xi against minus the rate, {share} of the way off the target"
                            (1.0 + Vectors.largest rate)
                            ((metric f p).Apply mixed xi).Rate
                            (rate |> Array.map (fun v -> -v))
                ])
