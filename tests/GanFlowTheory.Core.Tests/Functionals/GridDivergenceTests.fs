namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

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
        let f = Functional.onGrid FDivergence.jsd p
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

        // In decades to where squares stay in the 2,400 binary places, and beside 1, where Phi
        // without a limit vanishes.
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

    // E_q r^2 - 1 of N(0, 1) against N(1.5, 0.8^2): 3735.52 in all, 29.84 of it below -9, by quadrature to 1e-9.
    [<Fact>]
    member _.``the tails beyond the grid are bounded where they decay, and infinite where they grow``() =
        let outside f mean sd =
            GridDivergence.outside f (Gaussians.onLine 600 0.0 1.0) (Gaussians.onLine 600 mean sd)

        let integrand x =
            exp (-x * x + (x - 1.5) * (x - 1.5) / 1.28) * 0.8 / sqrt (2.0 * Math.PI)

        let tail =
            Seq.sum (seq { for i in 0..199999 -> 1e-4 * integrand (-9.0 - 1e-4 * (float i + 0.5)) })

        Assert.Equal(29.8424, tail, 3)
        let found = outside FDivergence.chi2 1.5 0.8
        // Concave logarithm: no less than the tail, and within a fifth of it since the slope hardly changes.
        Assert.InRange(found, tail, 1.2 * tail)
        Assert.Equal(Double.PositiveInfinity, outside FDivergence.chi2 2.0 0.75)
        // Infinite divergence: 1/sd^2 > 2.
        Assert.Equal(Double.PositiveInfinity, outside FDivergence.chi2 0.0 0.7)

        for f in
            [
                FDivergence.kl
                FDivergence.forwardKl
                FDivergence.hellinger
                FDivergence.jsd
                FDivergence.jeffreys
                FDivergence.leCam
                FDivergence.alpha -0.5
            ] do
            let p, q = Gaussians.onLine 600 0.0 1.0, Gaussians.onLine 600 1.5 0.8
            let value = GridDivergence.value f p q
            Assert.InRange(outside f 1.5 0.8 / value, 0.0, 1e-6)

    [<Fact>]
    member _.``nothing lies outside at the target, and little a millionth of a width away``() =
        let p = Gaussians.onLine 600 0.0 1.0

        for f in [ FDivergence.chi2; FDivergence.kl; FDivergence.jsd ] do
            Assert.Equal(0.0, GridDivergence.outside f p p)
            let q = Gaussians.onLine 600 1e-6 1.0
            Assert.InRange(GridDivergence.outside f p q, 0.0, 1e-6 * GridDivergence.value f p q)

    [<Fact>]
    member _.``a trajectory whose tails carry the functional says so``() =
        let steps mean sd f =
            let equation = FokkerPlanck.create f (Gaussians.onLine 600 0.0 1.0)

            equation,
            FokkerPlanck.trajectory (FokkerPlanckMethod.Implicit 0.1) [ 0.0 ] equation (Gaussians.onLine 600 mean sd)

        let warning mean sd f =
            steps mean sd f ||> FokkerPlanck.tailWarning

        Assert.Contains("its tails beyond the grid would add about 3", (warning 1.5 0.8 FDivergence.chi2).Value)
        Assert.Contains("grow outwards", (warning 2.0 0.75 FDivergence.chi2).Value)
        Assert.Equal(None, warning 1.5 0.8 FDivergence.kl)
        Assert.Equal(None, warning 1.5 0.8 FDivergence.jsd)
