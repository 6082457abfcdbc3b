namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

type GaussianStateTests() =

    let covariance = array2D [ [ 2.0; 0.6 ]; [ 0.6; 0.5 ] ]
    let mean = [| 0.5; -1.5 |]
    let tilted = GaussianState.ofFactor mean (array2D [ [ 1.0; 0.4 ]; [ -0.8; 0.9 ] ])

    let entries (a: float[,]) = a |> Seq.cast<float> |> Seq.toArray

    let same tolerance a b =
        Array.iter2 (close tolerance) (entries a) (entries b)

    [<Fact>]
    member _.``nodes have the mean and the covariance, on every rule``() =
        for rule in
            [
                GaussHermite.tensor 2 2
                GaussHermite.tensor 7 2
                GaussHermite.symmetric 2
                GaussHermite.standard 2
            ] do
            let q = GaussianState.createOn rule mean covariance
            Array.iter2 (close 1e-13) mean (Measure.mean q)
            same 1e-13 covariance (Measure.covariance q)
            same 1e-15 covariance q.Covariance

    [<Fact>]
    member _.``the density is that of the Gaussian mixture of one``() =
        let p = GaussianMixture.gaussian tilted.Mean tilted.Covariance
        let q = (tilted :> IDensity).Density
        let x = Seed.gaussian 20 2 (Seed.create 1)
        Array.iter2 (close 1e-13) (GaussianMixture.logDensity x p) (q.LogValue x)
        Array.iter2 (close 1e-12) (GaussianMixture.score x p).Data (q.Score x).Data

    /// The residual of the projection is orthogonal to 1 and z in L2(q), and affine fields are kept.
    [<Fact>]
    member _.``velocities are projected onto affine fields``() =
        let z, w = tilted.Rule.Nodes, tilted.Rule.Weights

        let v =
            Points.init z.Count 2 (fun i k -> sin (tilted.Nodes[i, k]) + tilted.Nodes[i, 0] * tilted.Nodes[i, 1])

        let moving = tilted :> ITransport
        let projected = moving.Projected v
        Array.iter2 (close 1e-12) projected.Data (moving.Projected projected).Data
        let residual = Points.combine 1.0 v -1.0 projected

        for a in 0..1 do
            let against (f: int -> float) =
                Seq.sum (Seq.init z.Count (fun i -> w[i] * residual[i, a] * f i))

            close 1e-12 0.0 (against (fun _ -> 1.0))
            close 1e-12 0.0 (against (fun i -> z[i, 0]))
            close 1e-12 0.0 (against (fun i -> z[i, 1]))

        // The rate moves the nodes at the projected velocity.
        let rate = moving.OfVelocity v
        let chart = tilted :> IState<GaussianState>
        let moved = chart.At(Array.map2 (+) chart.Coordinates rate)
        Array.iter2 (close 1e-12) (Points.combine 1.0 tilted.Nodes 1.0 projected).Data moved.Nodes.Data

    /// theory.md, section 6: the mean is m0 e^(-t), the variance 1 + (v0 - 1) e^(-2t).
    [<Fact>]
    member _.``the flow of KL to N(0, 1) is Ornstein and Uhlenbeck's probability-flow ODE``() =
        let start = GaussianState.isotropic [| 3.0 |] 0.5

        for functional in
            [
                Functional.divergence FDivergence.kl (Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ]))
                Functional.klToGaussian (GaussianMixture.standard 1)
            ] do
            let path =
                Flow.descend functional
                |> Flow.steppedBy (Integrator.dormandPrince 0.1 1e-11 1e-11)
                |> Flow.from start
                |> Flow.until 1.0

            // Twelve digits are given; local errors of 1e-11 add up over fewer than a hundred contracting steps.
            close 1e-9 1.10363832351 path.Final.Mean[0]
            close 1e-9 0.898498537573 path.Final.Covariance[0, 0]

    /// The exact flow in any dimension: m' = -P^(-1)(m - c), Sigma' = 2 I - P^(-1) Sigma - Sigma P^(-1).
    [<Fact>]
    member _.``the flow of KL keeps the Bures-Wasserstein equation of the covariance``() =
        let p =
            GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

        let f = Functional.klToGaussian p
        let chart = tilted :> IState<GaussianState>
        let rate = (Metric.wasserstein.Apply tilted (f.Evaluate tilted).Variation).Rate
        let a, s = tilted.Factor, tilted.Covariance

        let precision =
            array2D [ [ 0.89 / 0.25; -0.8 / 0.25 ]; [ -0.8 / 0.25; 1.0 / 0.25 ] ]

        for i in 0..1 do
            close 1e-11 (precision[i, 0] * mean[0] + precision[i, 1] * mean[1]) rate[i]

            for j in 0..1 do
                // Sigma' = A' A^T + A A'^T with A' = -rate.
                let observed =
                    -(Seq.sum (seq { for k in 0..1 -> rate[2 + 2 * i + k] * a[j, k] + a[i, k] * rate[2 + 2 * j + k] }))

                let expected =
                    (if i = j then 2.0 else 0.0)
                    - Seq.sum (seq { for k in 0..1 -> precision[i, k] * s[k, j] + s[i, k] * precision[k, j] })

                close 1e-11 expected observed

        Assert.Equal(6, chart.Coordinates.Length)

    /// theory.md, section 6: p = N(0, [[1, .8], [.8, .89]]), q0 = N((1, 1), I).
    [<Fact>]
    member _.``MonoFlow's Gaussian example starts at its values and converges for every increasing h``() =
        let p =
            GaussianMixture.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

        // KL is exact on every rule; the mobilities' means converge with the number of nodes.
        let start =
            GaussianState.createOn (GaussHermite.tensor 10 2) [| 1.0; 1.0 |] (array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ])

        close 2e-12 2.66685281944 (GaussianDivergence.kl p start)
        close 1e-14 2.49 (pown (WassersteinDistance.betweenGaussians p start) 2)
        let density = Density.ofMixture "p" p
        let f = Functional.divergence FDivergence.kl density
        close 1e-12 2.66685281944 (f.Value start)

        let logit = Metric.wasserstein
        let jsd = Metric.mobility "jsd" (Divergence.mobility FDivergence.jsd density)

        let slope name h =
            Metric.mobility name (fun (q: GaussianState) ->
                Divergence.logRatio density (q :> IDensity).Density q.Nodes |> Array.map h)

        let hellinger = slope "hellinger" (fun u -> 0.5 * exp (0.5 * u))
        let chi2 = slope "chi2" (fun u -> 2.0 * exp (2.0 * u))
        let nonSaturating = slope "non-saturating" (fun u -> 1.0 / (1.0 + exp u))

        for metric in [ logit; jsd; hellinger; chi2; nonSaturating ] do
            let path =
                Flow.create f metric
                |> Flow.steppedBy (Integrator.dormandPrince 0.05 1e-8 1e-8)
                |> Flow.from start
                |> Flow.until 100.0

            let values = path.Steps |> Array.map _.Diagnostics.Functional.Value
            // The slowest rate at p is h'(0)/1.745, at least 0.14: e^(-2 * 0.14 * 70) leaves the integrator's error.
            Assert.True(values[values.Length - 1] < 1e-8, $"{metric.Name}: {values[values.Length - 1]}")
            // Never up by more than the error per step allows.
            Assert.All(Array.pairwise values, (fun (before, after) -> Assert.True(after <= before + 1e-7)))

    [<Fact>]
    member _.``a decreasing h drives KL up``() =
        let density =
            Density.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.8 ]; [ 0.8; 0.89 ] ])

        let f = Functional.divergence FDivergence.kl density
        let start = GaussianState.isotropic [| 1.0; 1.0 |] 1.0

        let falling =
            Metric.create "h = -softplus" (fun (q: GaussianState) c ->
                let u = Divergence.logRatio density (q :> IDensity).Density q.Nodes
                let slopes = u |> Array.map (fun u -> -1.0 / (1.0 + exp -u))
                (q :> ITransport).OfVelocity(Points.scaleRows slopes c.Gradient))

        let path =
            Flow.create f falling
            |> Flow.steppedBy (Integrator.rungeKutta4 0.01)
            |> Flow.from start
            |> Flow.steps 20

        let values = path.Steps |> Array.map _.Diagnostics.Functional.Value
        Assert.All(Array.pairwise values, (fun (before, after) -> Assert.True(after > before)))

    [<Fact>]
    member _.``a singular factor on the way has no density: KL is infinite and the run ends``() =
        let f = Functional.klToGaussian (GaussianMixture.standard 1)
        let chart = GaussianState.isotropic [| 0.0 |] 1.0 :> IState<GaussianState>
        let singular = chart.At [| 0.0; 0.0 |]
        Assert.Equal(infinity, f.Value singular)

        let quadrature =
            Functional.divergence FDivergence.kl (Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ]))

        Assert.Equal(infinity, quadrature.Value singular)

        let path = Flow.descend quadrature |> Flow.from singular |> Flow.steps 3

        match path.Outcome with
        | Outcome.Diverged(0, "the functional", value) -> Assert.Equal(infinity, value)
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    member _.``bad arguments are refused``() =
        Assert.Contains(
            "covariance must be positive definite",
            argumentError (fun () -> GaussianState.create [| 0.0 |] (array2D [ [ -1.0 ] ]))
        )

        Assert.Contains(
            "factor must be invertible",
            argumentError (fun () -> GaussianState.ofFactor [| 0.0; 0.0 |] (array2D [ [ 1.0; 2.0 ]; [ 2.0; 4.0 ] ]))
        )

        Assert.Contains(
            "factor must be 2 x 2 like the mean, but is 1 x 1",
            argumentError (fun () -> GaussianState.ofFactor [| 0.0; 0.0 |] (array2D [ [ 1.0 ] ]))
        )

        Assert.Contains(
            "rule must have dimension 1, but has dimension 2",
            argumentError (fun () -> GaussianState.createOn (GaussHermite.symmetric 2) [| 0.0 |] (array2D [ [ 1.0 ] ]))
        )

        Assert.Contains("sd must be positive", argumentError (fun () -> GaussianState.isotropic [| 0.0 |] 0.0))
        Assert.Contains("mean[0] must be finite", argumentError (fun () -> GaussianState.isotropic [| nan |] 1.0))
        Assert.Contains("at least 1", argumentError (fun () -> GaussianState.isotropic [||] 1.0))
