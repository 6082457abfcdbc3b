namespace GanFlowTheory.Core.Tests

open System
open Xunit
open MathNet.Numerics
open GanFlowTheory.Core
open Testing

/// Densities for the tests on grids.
module Gaussians =

    /// The density N(mean, sd^2 I).
    let density (mean: float[]) (sd: float) : Density =
        let g = GaussianMixture.isotropic mean sd

        {
            Name = $"gaussian:{sd}"
            Dimension = mean.Length
            LogValue = fun x -> GaussianMixture.logDensity x g
            Score = fun x -> GaussianMixture.score x g
        }

    /// N(mean, sd^2) on n cells of [-9, 9].
    let onLine (n: int) (mean: float) (sd: float) : GridDensity =
        GridDensity.ofDensity (density [| mean |] sd) (Grid.line -9.0 9.0 n)

    /// The mean on the line.
    let mean (q: GridDensity) : float = Array.head (Empirical.mean q)

    /// The variance on the line.
    let variance (q: GridDensity) : float = Array.head (GridDensity.variance q)

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
    member _.``a discontinuous target in the plane keeps its mass``() =
        let target = Target.byName "checkerboard"
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
        let mixture = (Target.byName "eight-gaussians").Mixture.Value
        let axis = Grid.axis -3.5 3.5 50
        let plane = Grid.plane axis axis
        let a = GridDensity.ofMixture "eight" mixture plane
        let b = GridDensity.ofTarget (Target.byName "eight-gaussians") plane
        Assert.Equal<float[]>(a.Weights, b.Weights)
        Array.iter (close 1e-12 0.0) (Empirical.mean a)

        let hidden =
            { Target.byName "eight-gaussians" with
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
        let rate = (Reaction.fisherRao.Apply q c).Rate
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

/// f-divergences on grids and their pressures.
type GridDivergenceTests() =

    static let grid = Grid.line 0.0 1.0 4

    static let masses m = GridDensity.ofMasses m grid

    // Squared Hellinger by hand: f = (sqrt r - 1)^2, Phi = sqrt w.
    static let hellinger: FDivergence =
        {
            Name = "by hand"
            Value = fun u -> (exp (0.5 * u) - 1.0) ** 2.0
            Slope = fun u -> 1.0 - exp (-0.5 * u)
            FirstVariation = fun u -> 1.0 - exp (0.5 * u)
            Mobility = fun u -> 0.5 * exp (0.5 * u)
            LogMobility = fun u -> 0.5 * u - log 2.0
            Pressure = None
        }

    [<Fact>]
    member _.``value is the sum over cells, with the limits on empty ones``() =
        let p = masses [| 0.5; 0.5; 0.0; 0.0 |]
        let q = masses [| 0.0; 0.5; 0.5; 0.0 |]
        // JSD: half of the mass of each lies alone: 1/2 log 2 (1/2 + 1/2) in our normalisation.
        close 1e-15 (0.5 * log 2.0) (GridDivergence.value FDivergence.jsd p q)
        Assert.Equal(infinity, GridDivergence.value FDivergence.kl p q)
        // KL(q||p) with q empty in places: only cells of q count.
        close 1e-15 (log 2.0) (GridDivergence.value FDivergence.kl p (masses [| 1.0; 0.0; 0.0; 0.0 |]))
        close 1e-15 0.0 (GridDivergence.value FDivergence.jsd q q)

    [<Fact>]
    member _.``value does not overflow for huge and tiny ratios``() =
        let tiny = 1e-320
        let p, q = masses [| 0.5; 0.5; tiny; 0.0 |], masses [| 0.5; tiny; 0.5; 0.0 |]
        // As with the cells empty: 1/2 log 2 on each lonely half.
        close 1e-12 (0.5 * log 2.0) (GridDivergence.value FDivergence.jsd p q)
        // 1/2 log(1/2 / 1e-320) on the third cell; the second counts nothing.
        close 1e-12 (0.5 * (log 0.5 - log tiny)) (GridDivergence.value FDivergence.kl p q)

    [<Fact>]
    member _.``value tends to the closed form with order two``() =
        // KL(N(1, 1/4) || N(0, 1)) = log 2 + (1/4 + 1)/2 - 1/2.
        let exact = log 2.0 + 0.125

        let error n =
            GridDivergence.value FDivergence.kl (Gaussians.onLine n 0.0 1.0) (Gaussians.onLine n 1.0 0.5)
            - exact

        // Errors of order h^2 with a remainder of order h^4: their ratio is 4 up to (h/s)^2 = 0.03.
        Assert.InRange(error 200 / error 400, 3.9, 4.1)
        Assert.InRange(abs (error 400), 0.0, 1e-2)

    [<Fact>]
    member _.``evaluation agrees with the value and the first variation``() =
        let p, q = Gaussians.onLine 60 0.0 1.0, Gaussians.onLine 60 1.0 0.9
        let f = GridDivergence.functional FDivergence.jsd p
        let e = f.Evaluate q
        Assert.Equal(f.Value q, e.Value)
        let xi = f.FirstVariation q
        Array.iter2 (close 1e-12) e.Variation.Values (xi.Value q.Grid.Centres)
        Array.iter2 (close 1e-11) (e.Variation.Gradient.Coordinate(0).ToArray()) ((xi.Gradient q.Grid.Centres).Data)

    [<Fact>]
    member _.``the pressure from the record alone keeps its digits near 0``() =
        for power in -300..10..300 do
            let w = 3.0 * Math.Pow(10.0, float power)

            let expect (f: FDivergence) (exact: float) (slope: float) =
                let general = Pressure.ofRecord f
                // Where the difference of slopes is used it has lost three digits at most.
                Assert.True(abs (general.Value w / exact - 1.0) < 1e-12, $"{f.Name} at {w}: {general.Value w} {exact}")
                Assert.True(abs (general.Slope w / slope - 1.0) < 1e-13, $"{f.Name} at {w}")

            expect FDivergence.kl w 1.0
            let jsd = Pressure.ofDivergence FDivergence.jsd
            expect FDivergence.jsd (jsd.Value w) (jsd.Slope w)
            expect hellinger (sqrt w) (0.5 / sqrt w)

    [<Fact>]
    member _.``closed pressures keep their digits at any ratio``() =
        let of' (v: float) = HighPrecision.Of v
        let one, two = HighPrecision.Of 1, HighPrecision.Of 2
        let half = one / two

        let power (r: HighPrecision) (a: float) =
            HighPrecision.Exp(of' a * HighPrecision.Log r)

        let alpha a =
            (fun r -> (power r (a - 1.0) - one) / of' (a - 1.0)), (if a < 1.0 then Some(one / of' (1.0 - a)) else None)

        let leCam l =
            (fun r ->
                let g = of' (1.0 - l) + of' l * r
                half * (r - one) * (one + one / g) / g),
            (if l > 0.0 then Some(half / of' l) else None)

        // f'(r), and its limit at infinity where that is finite.
        let cases =
            [
                FDivergence.kl, ((fun r -> -(one / r)), Some(one - one))
                FDivergence.forwardKl, ((fun r -> HighPrecision.Log r), None)
                FDivergence.chi2, ((fun r -> two * (r - one)), None)
                FDivergence.hellinger, ((fun r -> one - power r -0.5), Some one)
                FDivergence.jsd,
                ((fun r -> half * HighPrecision.Log(two * r / (r + one))), Some(half * HighPrecision.Log two))
                FDivergence.jeffreys, ((fun r -> HighPrecision.Log r - one / r), None)
                FDivergence.leCam, leCam 0.5
                // 1 - l is exact in these.
                for l in [ 0.0; 0.25; 0.875; 1.0 ] do
                    FDivergence.leCamWith l, leCam l

                for a in [ -1.5; 0.0; 0.5; 0.75; 1.5 ] do
                    FDivergence.alpha a, alpha a
            ]

        // In decades to where squares stay in the 2,400 binary places, and beside 1, where Phi without a limit vanishes.
        let ratios =
            [
                for power in -300..60..300 do
                    3.0 * Math.Pow(10.0, float power)
                for power in 1..5..51 do
                    1.0 + Math.ScaleB(1.0, -power)
                    1.0 - Math.ScaleB(1.0, -power)
            ]

        for f, (slope, limit) in cases do
            for w in ratios do
                let exact =
                    (match limit with
                     | Some limit -> limit
                     | None -> slope one)
                    - slope (one / of' w)

                let exact, found = exact.Float, f.Pressure.Value.Value w
                // A handful of roundings of 1e-16; a power of w that comes from its logarithm loses |b log w| of them,
                // which is 350 for a = 1.5 at the ends.
                let bound = if f.Name = "alpha:1.5" then 1e-13 else 1e-15
                let same = found = exact || abs (found / exact - 1.0) <= bound
                Assert.True(same, $"{f.Name} at {w:R}: {found:R}, not {exact:R}")

    [<Fact>]
    member _.``what the closed pressures say is what quadrature says``() =
        for f in
            FDivergence.hellinger
            :: FDivergence.leCam
            :: List.map FDivergence.alpha [ -1.0; 0.3; 0.9 ] do
            let closed, general = Pressure.ofDivergence f, Pressure.ofRecord f

            for power in -40..4..40 do
                let w = 1.7 * Math.Pow(10.0, float power)
                Assert.True(abs (general.Value w / closed.Value w - 1.0) < 1e-12, $"{f.Name} at {w}")
                Assert.True(abs (general.Slope w / closed.Slope w - 1.0) < 1e-13, $"{f.Name} at {w}")

            // A sampling of 64 places to a unit of log r.
            close 1e-4 (general.Steepest 0.01 3.0) (closed.Steepest 0.01 3.0)

    [<Fact>]
    member _.``the logarithm of 1 + x is right to an ulp or two``() =
        for x, exact in
            [
                0.0, 0.0
                1e-300, 1e-300
                1e-17, 1e-17
                1e-9, 1e-9 - 0.5e-18
                1e-3, 9.995003330835331668e-4
                0.1, 0.095310179804324860044
                1.0, 0.69314718055994530942
                3.0, 1.3862943611198906188
                1e300, 690.77552789821370521
                infinity, infinity
            ] do
            let found = Elementary.log1p x
            Assert.True((found = exact || abs (found / exact - 1.0) < 5e-16), $"at {x}: {found:R}")

    [<Fact>]
    member _.``the steepest pressure lies at an end or is found between``() =
        let peaked =
            { FDivergence.kl with
                Mobility = fun u -> 1.0 / Math.Cosh u
            }

        let pressure = Pressure.ofRecord peaked
        close 1e-4 1.0 (pressure.Steepest 1e-3 1e3)
        close 1e-12 (1.0 / Math.Cosh(log 2.0)) (pressure.Steepest 2.0 1e3)
        close 1e-12 0.5 ((Pressure.ofRecord FDivergence.jsd).Steepest 0.0 1e3)
