namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

type QuantileStateTests() =

    let standard = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])
    let skewed = QuantileState.ofFunction 21 (fun u -> 3.0 * u * u + exp u)

    // Cells of the density: (left end, right end, mass).
    let cells (q: QuantileState) =
        let x, n = q.Quantiles, q.Count
        let half = 0.5 / float n

        [|
            yield x[0] - 0.5 * (x[1] - x[0]), x[0], half

            for i in 0 .. n - 2 do
                yield x[i], x[i + 1], 1.0 / float n

            yield x[n - 1], x[n - 1] + 0.5 * (x[n - 1] - x[n - 2]), half
        |]

    [<Fact>]
    member _.``the entropy is that of the piecewise constant density``() =
        for q in
            [
                skewed
                QuantileState.ofValues [| -1.0; 3.0 |]
                QuantileState.ofFunction 1000 sqrt
            ] do
            let parts = cells q
            close 1e-12 1.0 (parts |> Array.sumBy (fun (_, _, mass) -> mass))

            let expected =
                parts |> Array.sumBy (fun (a, b, mass) -> mass * log (mass / (b - a)))

            close 1e-12 expected (Functional.entropy.Value q)

    [<Fact>]
    member _.``the entropy of the uniform law is exact, and that of the normal law in the limit``() =
        close 1e-14 0.0 (Functional.entropy.Value(QuantileState.ofFunction 10 id))

        close 1e-14 -(log 3.0) (Functional.entropy.Value(QuantileState.ofFunction 10 (fun u -> 5.0 - 3.0 + 3.0 * u)))

        // -1/2 log(2 pi e); the cells at the ends, of mass 1/n each, are wrong by a factor of order 1 in their density,
        // the others by a summable amount: c/n with c of order 1.
        let exact = -0.5 * log (2.0 * Math.PI * Math.E)

        for n in [ 10; 100; 1000; 10000 ] do
            let q = QuantileState.ofMixture n (GaussianMixture.standard 1)
            let error = abs (Functional.entropy.Value q - exact)
            Assert.True(error < 3.0 / float n, $"n = {n}: {error}")

    [<Fact>]
    member _.``quantiles of a mixture invert its distribution function``() =
        let mixture =
            GaussianMixture.mixture
                [| 0.3; 0.7; 0.0 |]
                [
                    GaussianMixture.isotropic [| -2.0 |] 0.5
                    GaussianMixture.isotropic [| 1.0 |] 2.0
                    GaussianMixture.isotropic [| 1e6 |] 1.0
                ]

        let q = QuantileState.ofMixture 50 mixture

        let cumulative x =
            0.3 * MathNet.Numerics.Distributions.Normal.CDF(-2.0, 0.5, x)
            + 0.7 * MathNet.Numerics.Distributions.Normal.CDF(1.0, 2.0, x)

        Array.iter2 (fun u x -> close 1e-14 u (cumulative x)) (QuantileState.levels 50) q.Quantiles

    [<Fact>]
    member _.``quantiles of atoms are the atoms, and means over cells otherwise``() =
        let atoms = Empirical.ofPoints (Points.ofValues [| 3.0; 1.0; 2.0 |])
        Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], (QuantileState.ofMeasure 3 atoms).Quantiles)
        Array.iter2 (close 1e-15) [| 4.0 / 3.0; 8.0 / 3.0 |] (QuantileState.ofMeasure 2 atoms).Quantiles
        Array.iter2 (close 1e-15) [| 1.0; 1.0; 2.0; 2.0; 3.0; 3.0 |] (QuantileState.ofMeasure 6 atoms).Quantiles

        let weighted =
            Empirical.weighted [| 0.5; 0.0; 0.5 |] (Points.ofValues [| 4.0; 9.0; 0.0 |])

        Array.iter2 (close 1e-15) [| 0.0; 2.0; 4.0 |] (QuantileState.ofMeasure 3 weighted).Quantiles

    /// Sums by parts are exact here: sum_i dE/dQ_i = 0 and sum_i Q_i dE/dQ_i = -1, so that mean and second moment of
    /// the quantiles follow the equations of the exact flow, whatever the start and whatever n.
    [<Fact>]
    member _.``the flow of KL to N(0, 1) has the exact mean and variance for any n and any shape``() =
        let squeezed (q: QuantileState) =
            let m, v = (Measure.mean q)[0], (Measure.covariance q)[0, 0]
            QuantileState.ofValues (q.Quantiles |> Array.map (fun x -> 3.0 + 0.5 * (x - m) / sqrt v))

        for start in
            [
                squeezed skewed
                squeezed (QuantileState.ofMixture 12 (GaussianMixture.standard 1))
            ] do
            let path =
                Flow.descend (Functional.klOnLine standard)
                |> Flow.steppedBy (Integrator.dormandPrince 1e-3 1e-11 1e-11)
                |> Flow.from start
                |> Flow.until 1.0

            // theory.md, section 6; local errors of 1e-11 over a few hundred contracting steps.
            let mean, covariance = Measure.mean path.Final, Measure.covariance path.Final
            close 1e-8 1.10363832351 mean[0]
            close 1e-8 0.898498537573 covariance[0, 0]

    [<Fact>]
    member _.``gradients are the exact derivatives``() =
        for f in [ Functional.entropy; Functional.klOnLine standard ] do
            let chart = skewed :> IState<QuantileState>
            let e = f.Evaluate skewed
            let gradient = chart.PullBack e.Variation
            Assert.Equal<float[]>(e.Variation.Gradient.Data, ((f.FirstVariation skewed).Gradient skewed.Nodes).Data)
            Assert.Equal<float[]>(e.Variation.Values, (f.FirstVariation skewed).Value skewed.Nodes)

            for i in 0 .. skewed.Count - 1 do
                let at e =
                    f.Value(chart.At(Array.mapi (fun j v -> if j = i then v + e else v) chart.Coordinates))

                // Gaps are at least 0.05: with h = 1e-3 the six-point stencil is off by (h/0.05)^6 = 6e-11 of 1/0.05.
                let h = 1e-3
                let odd e = at e - at -e
                let observed = (45.0 * odd h - 9.0 * odd (2.0 * h) + odd (3.0 * h)) / (60.0 * h)
                close 1e-8 observed gradient[i]

    /// The potential's value is the integral of its gradient between the nodes too.
    [<Fact>]
    member _.``the first variation is a potential on the whole line``() =
        let xi = Functional.entropy.FirstVariation skewed
        let x = Points.ofValues [| -1.0; 0.5; 1.23; 2.9; 5.1; 9.0 |]
        let h = 1e-4

        let moved by =
            xi.Value(Points.init x.Count 1 (fun i _ -> x[i, 0] + by))
        // Quadratic between nodes, none of which lies within h of these points.
        Array.iter2
            (fun slope d -> close 1e-9 slope d)
            (xi.Gradient x).Data
            (Array.map2 (fun a b -> (a - b) / (2.0 * h)) (moved h) (moved -h))

    [<Fact>]
    member _.``crossed or coincident quantiles have infinite entropy and end a run``() =
        let atoms = QuantileState.ofValues [| 0.0; 1.0; 1.0; 2.0 |]
        Assert.Equal(infinity, Functional.entropy.Value atoms)
        let crossed = (atoms :> IState<QuantileState>).At [| 0.0; 2.0; 1.0; 3.0 |]
        Assert.Equal(infinity, (Functional.klOnLine standard).Value crossed)

        let path =
            Flow.descend (Functional.klOnLine standard)
            |> Flow.steppedBy (Integrator.euler 10.0)
            |> Flow.from skewed
            |> Flow.steps 3

        match path.Outcome with
        | Outcome.Diverged(_, "the functional", value) -> Assert.Equal(infinity, value)
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    member _.``bad arguments are refused``() =
        Assert.Contains(
            "quantiles must not decrease, but quantiles[1] is 0 after 1",
            argumentError (fun () -> QuantileState.ofValues [| 1.0; 0.0 |])
        )

        Assert.Contains("at least 1", argumentError (fun () -> QuantileState.ofValues [||]))
        Assert.Contains("quantiles[0] must be finite", argumentError (fun () -> QuantileState.ofValues [| nan |]))

        Assert.Contains(
            "q must have at least 2 quantiles",
            argumentError (fun () -> Functional.entropy.Value(QuantileState.ofValues [| 1.0 |]))
        )

        Assert.Contains(
            "mixture must have dimension 1",
            argumentError (fun () -> QuantileState.ofMixture 3 (GaussianMixture.standard 2))
        )

        Assert.Contains(
            "p must have dimension 1",
            argumentError (fun () -> Functional.klOnLine (Density.ofMixture "p" (GaussianMixture.standard 2)))
        )
