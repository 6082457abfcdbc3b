namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Critics through fitted ratios.
module RatioCriticTests =

    let private kde = RatioEstimator.kernelDensity BandwidthChoice.Separate

    let private logistic = RatioEstimator.kernelLogistic small

    [<Fact>]
    let ``The potential's gradient is that of its value`` () =
        let found =
            fit kde (sample (normal "p" 60 2 0.0 1.0)) (sample (normal "q" 60 2 1.0 1.0))

        for divergence in [ FDivergence.kl; FDivergence.jsd ] do
            gradientMatches 1e-5 1e-4 (RatioCritic.potential divergence found.LogRatio) (normal "x" 40 2 0.5 1.0)

    [<Fact>]
    let ``Through the exact ratio it sees the first variation`` () =
        let u = (RatioFit.exact (density 0.0 1.0) (density 1.0 2.0)).LogRatio
        let x = Points.ofValues [| -1.0; 0.3; 4.0 |]
        let logP, logQ = (density 0.0 1.0).LogValue x, (density 1.0 2.0).LogValue x
        // KL(q||p): log(q/p) + 1; JSD: 1/2 log(2 q/(p + q)).
        let ofKl = (RatioCritic.potential FDivergence.kl u).Value x
        let ofJsd = (RatioCritic.potential FDivergence.jsd u).Value x

        for i in 0 .. x.Count - 1 do
            let p, q = logP[i], logQ[i]
            close 1e-13 (q - p + 1.0) ofKl[i]
            close 1e-13 (0.5 * log (2.0 * exp q / (exp p + exp q))) ofJsd[i]

    [<Fact>]
    let ``The plug-in value is the mean of f over q`` () =
        let p, q =
            sample (normal "p" 30 1 0.0 1.0), measure (unequal 20) (normal "q" 20 1 1.0 1.0)

        let found = fit kde p q
        let u = found.LogRatio.Value q.Nodes
        close 1e-14 (-Array.fold2 (fun t w u -> t + w * u) 0.0 q.Weights u) (RatioCritic.plugIn FDivergence.kl found q)

    [<Fact>]
    let ``The plug-in value finds the divergence`` () =
        // KL(N(1, 1) || N(0, 1)) = 1/2. Fixed seeds; u = 1/2 - x has standard deviation 1 under q: three standard
        // errors of its mean over 1,000 points are 0.1; smoothing by bandwidths about 0.3 changes variances by a tenth,
        // and the value by as much.
        let p, q = sample (normal "p" 1000 1 0.0 1.0), sample (normal "q" 1000 1 1.0 1.0)

        for estimator in [ kde; logistic ] do
            Assert.InRange(RatioCritic.plugIn FDivergence.kl (fit estimator p q) q, 0.35, 0.65)

    let private flow estimator integrator (start: Points) =
        let p = sample (normal "target" 150 1 0.0 1.0)

        Flow.descend (Functional.mmd (Kernel.gaussian 1.0) p: Functional<Particles>)
        |> Flow.seenBy (Critic.ratio estimator FDivergence.kl p)
        |> Flow.steppedBy integrator
        |> Flow.from (Particles.ofPoints start)

    [<Fact>]
    let ``The flow of KL through a fitted ratio follows the exact one`` () =
        // From N(3, 1/4) to N(0, 1), the mean at t = 1 is 3/e = 1.104 and the variance 0.898. 150 points each: the mean
        // of the target is off by 0.08 and of the start by 0.04, one standard error; three of both make 0.25, and the
        // bias of smoothed scores (a tenth of the variance) and of Euler steps (1/20 of the
        // distance left) as much again.
        for estimator in [ kde; logistic ] do
            let path =
                normal "start" 150 1 3.0 0.5
                |> flow estimator (Integrator.euler 0.05)
                |> Flow.steps 20

            Assert.Equal(Outcome.CompletedSteps 20, path.Outcome)
            let mean = (Measure.mean path.Final)[0]
            let variance = (Measure.covariance path.Final)[0, 0]
            Assert.InRange(mean, 0.7, 1.5)
            Assert.InRange(variance, 0.5, 1.4)

    [<Fact>]
    let ``A flow that is no longer finite ends as diverged`` () =
        let path =
            normal "start" 20 1 3.0 0.5 |> flow kde (Integrator.euler 1e308) |> Flow.steps 5

        match path.Outcome with
        | Outcome.Diverged _ -> ()
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    let ``What is seen is one fit`` () =
        let p, q = sample (normal "p" 60 2 0.0 1.0), sample (normal "q" 60 2 1.0 1.0)
        let reading = RatioCritic.read logistic FDivergence.jsd p None seed q
        let critic: Critic<Particles> = Critic.ratio logistic FDivergence.jsd p
        Assert.Equal("logistic[jsd]", critic.Name)
        let particles = Particles.ofPoints q.Nodes
        let seen = critic.Estimate.Value None seed particles
        Assert.Equal<int64[]>(bits (reading.Potential.Value q.Nodes), bits (seen.Potential.Value q.Nodes))
        Assert.Equal(reading.Fit.HeldOutScore, seen.HeldOutScore)
        Assert.Equal(Some reading.PlugIn, seen.PlugIn)
        // The next critic has that fit to start from.
        let again = seen.Next.Estimate.Value None seed particles
        let warm = RatioCritic.read logistic FDivergence.jsd p (Some reading.Fit) seed q
        Assert.Equal<int64[]>(bits (warm.Potential.Value q.Nodes), bits (again.Potential.Value q.Nodes))

    [<Fact>]
    let ``MonoFlow's critic moves with h'(u) grad u`` () =
        let p, q = sample (normal "p" 60 2 0.0 1.0), sample (normal "q" 60 2 1.0 1.0)
        let particles = Particles.ofPoints q.Nodes
        let u = (fit kde p q).LogRatio

        let seen (loss: GeneratorLoss) : CriticReading<Particles> =
            (Critic.monoFlow kde loss p).Estimate.Value None seed particles

        // Loss by loss, the decreasing one too; the same sums and products, to rounding.
        for name in [ "vanilla"; "logit"; "mle"; "f:jsd" ] do
            let loss = GeneratorLoss.parse name
            let gradient = (seen loss).Potential.Gradient q.Nodes
            let expected = u.Gradient q.Nodes
            let values = u.Value q.Nodes

            for i in 0 .. values.Length - 1 do
                for k in 0..1 do
                    close 1e-13 (-(loss.Slope values[i]) * expected[i, k]) gradient[i, k]

            gradientMatches 1e-5 1e-4 (seen loss).Potential (normal "x" 40 2 0.5 1.0)
            Assert.Equal(Some(RatioCritic.plugIn FDivergence.kl (fit kde p q) q), (seen loss).PlugIn)

        // The increasing h of a divergence gives the critic of that divergence.
        let ofLoss = seen (GeneratorLoss.ofDivergence FDivergence.jsd)

        let ofDivergence =
            (Critic.ratio kde FDivergence.jsd p: Critic<Particles>).Estimate.Value None seed particles

        Assert.Equal<int64[]>(
            bits (data (ofDivergence.Potential.Gradient q.Nodes)),
            bits (data (ofLoss.Potential.Gradient q.Nodes))
        )
