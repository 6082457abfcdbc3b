namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

/// Metrics that move weights.
module ReactionTests =

    let private nodes = Seed.gaussian 6 2 (Seed.create 2)
    let private uneven = [| 0.1; 0.3; 0.05; 0.25; 0.2; 0.1 |]
    let private weighted = WeightedParticles.weighted uneven nodes

    let private mmd: Functional<WeightedParticles> =
        Functional.mmd (Kernel.gaussian 1.0) (Empirical.ofPoints (Seed.gaussian 8 2 (Seed.create 1)))

    [<Fact>]
    let ``Fisher-Rao keeps mass, positions and zero weights, and follows its closed form`` () =
        let start = WeightedParticles.weighted [| 0.0; 0.4; 0.1; 0.2; 0.3; 0.0 |] nodes
        let value = Array.sumBy (fun v -> v * v)

        let functional =
            Functional.potential "square" (Potential.ofPointwise value (Array.map (fun v -> 2.0 * v)))

        for integrator in
            [
                Integrator.euler 0.25
                Integrator.rungeKutta4 0.5
                Integrator.dormandPrince 0.1 1e-8 1e-8
            ] do
            let path =
                Flow.create functional Metric.fisherRao
                |> Flow.steppedBy integrator
                |> Flow.from start
                |> Flow.until 2.0

            for _, q in path.States do
                // Normalised sums of six weights.
                close 1e-15 1.0 (Array.sum q.Weights)
                Assert.Equal(0.0, q.Weights[0])
                Assert.Equal(0.0, q.Weights[5])
                Assert.Equal<float[]>(nodes.Data, q.Nodes.Data)

            // w_i(t) = w_i(0) exp(-t V_i) / Z: the log-weights move on straight lines up to a common constant, which
            // every one of these methods follows to rounding.
            let raw = Array.mapi (fun i w -> w * exp (-2.0 * value (nodes.Row i))) start.Weights

            Array.iter2 (close 1e-13) (Array.map (fun w -> w / Array.sum raw) raw) path.Final.Weights

    [<Fact>]
    let ``Fisher-Rao's inner product is the covariance`` () =
        let xi = (mmd.Evaluate weighted).Variation

        let eta =
            Potential.ofPointwise (fun x -> x[0]) (fun _ -> [| 1.0; 0.0 |])
            |> Potential.at nodes

        let mean f =
            Seq.sum (Seq.mapi (fun i w -> w * f i) uneven)

        let a, b = xi.Values, eta.Values

        let covariance =
            mean (fun i -> a[i] * b[i]) - mean (fun i -> a[i]) * mean (fun i -> b[i])
        // Six terms of order one.
        close 1e-14 covariance (Metric.inner Metric.fisherRao weighted xi eta)
        close 1e-14 covariance (Metric.inner Metric.fisherRao weighted eta xi)

    [<Fact>]
    let ``Wasserstein-Fisher-Rao is the sum of its parts`` () =
        let c = (mmd.Evaluate weighted).Variation
        let rate (metric: Metric<WeightedParticles>) = (metric.Apply weighted c).Rate

        let sum =
            Array.map2 (fun w f -> 0.5 * w + 2.0 * f) (rate Metric.wasserstein) (rate Metric.fisherRao)

        Assert.Equal<float[]>(sum, rate (Metric.wassersteinFisherRao 0.5 2.0))
        let moved = rate (Metric.wassersteinFisherRao 0.5 0.0)
        Assert.All(moved[12..], (fun v -> Assert.Equal(0.0, v)))
        let grown = rate (Metric.wassersteinFisherRao 0.0 2.0)
        Assert.All(grown[..11], (fun v -> Assert.Equal(0.0, v)))

        let wrong a b () =
            (Metric.wassersteinFisherRao a b: Metric<WeightedParticles>)

        Assert.Contains("-1", argumentError (wrong -1.0 1.0))
        Assert.Contains("-2", argumentError (wrong 1.0 -2.0))
