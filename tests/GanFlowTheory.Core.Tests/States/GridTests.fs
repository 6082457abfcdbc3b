namespace GanFlowTheory.Core.Tests

open System
open Xunit
open MathNet.Numerics
open GanFlowTheory.Core
open Testing

/// Grids and densities on them.
type GridTests() =

    [<Fact>]
    member _.``cells are counted with the first axis fastest``() =
        let grid = Grid.plane (Grid.axis 0.0 3.0 3) (Grid.axis -1.0 1.0 2)
        Assert.Equal(6, grid.Count)
        Assert.Equal(2, grid.Dimension)
        close 1e-15 1.0 grid.Volume

        Assert.Equal<float[][]>(
            [|
                for y in [ -0.5; 0.5 ] do
                    for x in [ 0.5; 1.5; 2.5 ] -> [| x; y |]
            |],
            Points.toRows grid.Centres
        )

        Assert.Equal("[0, 3] in 3 cells x [-1, 1] in 2 cells", string grid)

    [<Fact>]
    member _.``bad grids are refused in one sentence``() =
        Assert.Contains("cells must be at least 1, but is 0", argumentError (fun () -> Grid.line 0.0 1.0 0))
        Assert.Contains("above its lower end 1, but is 1", argumentError (fun () -> Grid.line 1.0 1.0 3))
        Assert.Contains("upper must be finite", argumentError (fun () -> Grid.line 0.0 infinity 3))
        Assert.Contains("narrower than", argumentError (fun () -> Grid.line 1e16 (1e16 + 4.0) 8))
        let axis = Grid.axis 0.0 1.0 100_000
        Assert.Contains("at most 67108864 cells", argumentError (fun () -> Grid.plane axis axis))

    [<Fact>]
    member _.``a potential on a grid is exact for what is linear on each axis``() =
        let grid = Grid.plane (Grid.axis 0.0 3.0 6) (Grid.axis -1.0 1.0 5)
        let f (x: float) (y: float) = 2.0 * x - 3.0 * y + 1.0 + x * y
        let values = Points.toRows grid.Centres |> Array.map (fun x -> f x[0] x[1])
        let potential = Grid.potential values grid
        let inside = Points.ofRows [ [ 0.7; 0.1 ]; [ 1.0; -0.7 ]; [ 2.6; 0.75 ] ]
        let rows = Points.toRows inside

        Array.iter2 (close 1e-13) (rows |> Array.map (fun x -> f x[0] x[1])) (potential.Value inside)
        let gradient = potential.Gradient inside

        for i in 0..2 do
            close 1e-13 (2.0 + rows[i][1]) gradient[i, 0]
            close 1e-13 (-3.0 + rows[i][0]) gradient[i, 1]

        // At the centres, to the bit where no interpolation is needed, and constant beyond.
        Array.iter2 (close 1e-13) values (potential.Value grid.Centres)
        let beyond = potential.Value(Points.ofRows [ [ -5.0; -9.0 ]; [ 0.25; -0.8 ] ])
        close 1e-13 beyond[1] beyond[0]

    [<Fact>]
    member _.``masses of cells are the integrals of the density``() =
        let q = Gaussians.onLine 40 1.5 0.8

        let cdf x =
            0.5 * SpecialFunctions.Erfc(-(x - 1.5) / (0.8 * sqrt 2.0))

        for i in 0..39 do
            let left = -9.0 + 0.45 * float i
            // Four Gauss-Legendre points: h^9 f^(8) / 1.8e9 with h = 0.45 and f^(8) <= 105 f(0) / 0.8^8: 3e-10.
            Assert.True(abs (q.Weights[i] - (cdf (left + 0.45) - cdf left)) < 1e-9)

    [<Fact>]
    member _.``mean and variance are those of the cells``() =
        let n = 200
        let h = 18.0 / float n
        let q = Gaussians.onLine n 1.5 0.8
        close 1e-12 1.5 (Gaussians.mean q)
        // Sheppard: averaging over a cell adds h^2/12, exactly but for terms that vanish like exp(-2 pi^2 s^2 / h^2).
        close 1e-9 (0.64 + h * h / 12.0) (Gaussians.variance q)
        close 1e-13 1.0 (GridDensity.mass q)
        Array.iter2 (close 1e-15) q.Weights (Array.map (fun v -> v * h) q.Density)

    [<Fact>]
    member _.``the marginals of a product are its factors``() =
        let x, y = Grid.axis -9.0 9.0 60, Grid.axis -6.0 6.0 40

        let q =
            Grid.plane x y
            |> GridDensity.ofMixture "g" (GaussianMixture.isotropic [| 1.0; -0.5 |] 1.0)

        let factor mean (axis: GridAxis) =
            (Grid.line axis.Lower axis.Upper axis.Cells
             |> GridDensity.ofMixture "g" (GaussianMixture.isotropic [| mean |] 1.0))
                .Density

        Array.iter2 (fun a b -> Assert.True(abs (a - b) < 1e-14)) (factor 1.0 x) (GridDensity.marginal 0 q)
        Array.iter2 (fun a b -> Assert.True(abs (a - b) < 1e-14)) (factor -0.5 y) (GridDensity.marginal 1 q)
        let line = Gaussians.onLine 50 0.0 1.0
        Assert.Equal<float[]>(line.Density, GridDensity.marginal 0 line)
        Assert.Contains("k must be a coordinate", argumentError (fun () -> GridDensity.marginal 1 line))

    [<Fact>]
    member _.``a discontinuous target in the plane keeps its mass``() =
        let target = Target.parse "checkerboard"
        let axis = Grid.axis -2.0 2.0 40

        let found =
            GridDensity.discretise target.Name target.LogDensity.Value (Grid.plane axis axis)

        close 1e-12 1.0 found.Caught
        // Each row has two dark cells of 10, four jumps of 2 x 1/20 each.
        close 1e-9 0.3 found.Roughness
        Assert.Equal(800, found.State.Weights |> Array.filter (fun m -> m > 0.0) |> Array.length)

    [<Fact>]
    member _.``unfit grids and densities are refused in one sentence``() =
        let wide = Gaussians.density [| 0.0 |] 1.0

        let short =
            argumentError (fun () -> GridDensity.ofDensity wide (Grid.line -1.0 9.0 100))

        Assert.Contains("catches a mass of 0.841345 of gaussian:1, not 1 within 0.001", short)

        let coarse =
            argumentError (fun () -> GridDensity.ofDensity wide (Grid.line -9.0 9.0 9))

        Assert.Contains("too coarse for gaussian:1", coarse)
        // Cells as wide as the standard deviation are the coarsest that pass.
        Assert.True((GridDensity.discretise wide.Name wide.LogValue (Grid.line -9.5 9.5 19)).Roughness < 0.8)
        GridDensity.ofDensity wide (Grid.line -9.5 9.5 19) |> ignore

        let nowhere =
            argumentError (fun () -> GridDensity.ofDensity wide (Grid.line 100.0 101.0 10))

        Assert.Contains("has no mass on the grid", nowhere)

        let poisoned =
            { wide with
                LogValue = fun x -> Array.create x.Count nan
            }

        Assert.Contains(
            "must be finite, but is NaN in cell 1",
            argumentError (fun () -> GridDensity.ofDensity poisoned (Grid.line -9.0 9.0 100))
        )

        let grid = Grid.line 0.0 1.0 2

        Assert.Contains(
            "masses[1] must be non-negative",
            argumentError (fun () -> GridDensity.ofMasses [| 1.5; -0.5 |] grid)
        )

        Assert.Contains("must sum to 1", argumentError (fun () -> GridDensity.ofMasses [| 0.5; 0.4 |] grid))

        Assert.Contains(
            "gaussian:1 has dimension 2, but the grid [0, 1] in 2 cells has dimension 1",
            argumentError (fun () -> GridDensity.ofDensity (Gaussians.density [| 0.0; 0.0 |] 1.0) grid)
        )

    [<Fact>]
    member _.``mixtures and targets are put on grids by their log-densities``() =
        let mixture = (Target.parse "eight-gaussians").Mixture.Value
        let axis = Grid.axis -3.5 3.5 50
        let plane = Grid.plane axis axis
        let a = GridDensity.ofMixture "eight" mixture plane
        let b = GridDensity.ofTarget (Target.parse "eight-gaussians") plane
        Assert.Equal<float[]>(a.Weights, b.Weights)
        Array.iter (close 1e-12 0.0) (Measure.mean a)

        let hidden =
            { Target.parse "eight-gaussians" with
                LogDensity = None
            }

        Assert.Contains(
            "the density of eight-gaussians is not known",
            argumentError (fun () -> GridDensity.ofTarget hidden plane)
        )

    [<Fact>]
    member _.``values of a density need mass one``() =
        let grid = Grid.line 0.0 2.0 4
        let q = GridDensity.ofValues "start" [| 0.0; 1.0; 0.6; 0.4000001 |] grid
        close 1e-15 1.0 (GridDensity.mass q)
        close 1e-6 0.3 q.Weights[2]

        let refused values =
            argumentError (fun () -> GridDensity.ofValues "start" values grid)

        Assert.Contains(
            "start must have mass 1 on the grid [0, 2] in 4 cells, but has mass 1.5",
            refused [| 0.0; 1.0; 1.0; 1.0 |]
        )

        Assert.Contains("start must be non-negative and finite, but value 2 is -1", refused [| 1.0; -1.0; 1.0; 1.0 |])
        Assert.Contains("one value for each of the 4 cells of the grid, but has 1", refused [| 2.0 |])

    [<Fact>]
    member _.``growth moves masses and keeps their sum``() =
        let q = GridDensity.ofMasses [| 0.5; 0.25; 0.25; 0.0 |] (Grid.line 0.0 1.0 4)
        let c = Covector(lazy [| 1.0; 2.0; -4.0; 7.0 |], lazy (Points.zero 4 1))
        let rate = (Metric.fisherRao.Apply q c).Rate
        Assert.Equal<float[]>([| 0.5; 0.5; -1.0; 0.0 |], rate)
        Assert.Equal<float[]>(c.Values, (q :> IState<GridDensity>).PullBack c)

    [<Fact>]
    member _.``distance is that of total variation, times two``() =
        let grid = Grid.line 0.0 1.0 2

        let a, b =
            GridDensity.ofMasses [| 1.0; 0.0 |] grid, GridDensity.ofMasses [| 0.0; 1.0 |] grid

        Assert.Equal(2.0, GridDensity.distance a b)
        Assert.Equal(0.0, GridDensity.distance a a)

        Assert.Contains(
            "b must lie on the grid [0, 1] in 2 cells, but lies on",
            argumentError (fun () -> GridDensity.distance a (Gaussians.onLine 40 0.0 1.0))
        )
