namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// The laws on a user's own instances.
type OwnInstances() =

    [<Fact>]
    member _.``a functional of your own passes its laws``() =
        let spread: Functional<IMeasure> =
            Functional.create
                "half second moment"
                (fun q -> Array.fold2 (fun t w s -> t + 0.5 * w * s) 0.0 q.Weights (Points.rowDots q.Nodes q.Nodes))
                (fun _ -> Potential.create (fun x -> Points.rowDots x x |> Array.map (fun s -> 0.5 * s)) id)

        Laws.functional spread |> Law.check
        Laws.functionalIn 1 spread |> Law.check

    /// Coincident points and shifted ones have variance 0: nothing but rounding is left at every size of the case.
    [<Fact>]
    member _.``a functional that sees only differences passes its laws``() =
        let halfVariance: Functional<IMeasure> =
            Functional.create
                "1/2 variance"
                (fun q ->
                    let covariance = Measure.covariance q
                    0.5 * Seq.sum (Seq.init q.Nodes.Dimension (fun k -> covariance[k, k])))
                (fun q ->
                    let mean = Measure.mean q
                    let gradient (x: float[]) = Array.map2 (-) x mean
                    Potential.ofPointwise (fun x -> 0.5 * Array.sumBy (fun v -> v * v) (gradient x)) gradient)

        let settings = { Law.defaults with Cases = 200 }

        for dimension in 1..3 do
            Laws.functionalIn dimension halfVariance |> Law.checkWith settings

    [<Fact>]
    member _.``a functional with a wrong variation does not``() =
        let wrong: Functional<IMeasure> =
            Functional.create
                "half second moment"
                (fun q -> Array.fold2 (fun t w s -> t + 0.5 * w * s) 0.0 q.Weights (Points.rowDots q.Nodes q.Nodes))
                (fun _ -> Potential.create (fun x -> Points.rowDots x x) id)

        Assert.Throws<LawFalsified>(fun () -> Laws.functional wrong |> Law.check)
        |> ignore

    [<Fact>]
    member _.``metrics, kernels and integrators of your own pass theirs``() =
        Laws.metric (Metric.scale 2.0 Metric.wasserstein) |> Law.check
        Laws.metricIn 1 (Metric.stein (Kernel.laplace 1.0)) |> Law.check
        Laws.kernelIn 2 (Kernel.distanceFrom [| 1.0; -0.5 |]) |> Law.check
        Laws.integrator (Integrator.heun 0.5) |> Law.check
        Laws.unbiasedEstimator "unbiased" 2 MmdEstimator.unbiased |> Law.check
        Laws.chart StateKind.weightedParticles |> Law.check

    [<Fact>]
    member _.``critics, ratio estimators, classification losses and targets of your own pass theirs``() =
        let outward: Critic<Particles> =
            Critic.create "outward" (fun _ _ _ -> Potential.create (fun x -> Points.rowDots x x) (Points.scale 2.0))

        Laws.critic outward |> Law.check

        Laws.ratioEstimator (RatioEstimator.kernelDensity (BandwidthChoice.Given(2.0, 2.0)))
        |> Law.check

        ClassificationLoss.create "brier" (fun u -> Tensor.square (Tensor.sigmoid -u)) (fun u ->
            Tensor.square (Tensor.sigmoid u))
        |> Laws.classificationLoss
        |> Law.check

        for d in 1..3 do
            Laws.target (Target.ofMixture "normal" (GaussianMixture.standard d))
            |> Law.check

    [<Fact>]
    member _.``a target whose sampler draws from another law does not``() =
        let wrong =
            { Target.ofMixture "normal" (GaussianMixture.standard 3) with
                Sample = fun seed count -> Points.scale 1.25 (Seed.gaussian count 3 seed)
            }

        let error = Assert.Throws<LawFalsified>(fun () -> Laws.target wrong |> Law.check)

        Assert.Contains("target-sampler", error.Message)

    [<Fact>]
    member _.``losses, penalties and options of critic networks of your own pass theirs``() =
        let mean (w: Tensor) (h: Tensor) =
            Tensor.inner w (Tensor.sumAlong 1 (Tensor.square h))

        // E_p |h|^2 - E_q |h|^2: the difference in the mean of one function.
        let spread =
            AdversarialLoss.zeroSum
                "spread"
                (fun batch -> mean batch.TargetWeights batch.Target - mean batch.CurrentWeights batch.Current)
                (fun _ at -> Tensor.sumAlong 1 (Tensor.square at))

        Laws.adversarialLoss spread |> Law.check
        Laws.adversarialWitness 1.0 spread |> Law.check

        let centred =
            CriticPenalty.create "centred" (fun _ batch ->
                Tensor.square (Tensor.mean batch.Target + Tensor.mean batch.Current))

        Laws.criticPenalty centred |> Law.check

        let network = Network.multilayer [ 2; 4; 3 ] Activation.Softplus

        { CriticOptions.create spread (Network.spectrallyNormalised 1 network) with
            Penalties = [ centred; CriticPenalty.witnessGradient 1.0 ]
            Optimiser = Optimiser.inBox 1.0 (Optimiser.adam 0.01)
            Batch = 3
        }
        |> Laws.criticOptions
        |> Law.check

        // The factor 1/2 of a function that its witness does not have.
        let halved =
            { spread with
                Witness = fun _ at -> 0.5 * Tensor.sumAlong 1 (Tensor.square at)
            }

        Assert.Throws<LawFalsified>(fun () -> Laws.adversarialWitness 1.0 halved |> Law.check)
        |> ignore

        let held =
            CriticPenalty.create "held" (fun _ batch ->
                Tensor.square (Tensor.mean (Tensor.detach batch.Target) + Tensor.mean batch.Current))

        Assert.Throws<LawFalsified>(fun () -> Laws.criticPenalty held |> Law.check)
        |> ignore
