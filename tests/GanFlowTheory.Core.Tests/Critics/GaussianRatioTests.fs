namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Ratios through fitted Gaussians, and critics judged where the truth is known.
module GaussianRatioTests =

    let private target = density 0.0 1.0

    /// Points with exactly this mean and standard deviation: +-1 around 0 in pairs.
    let private exactly mean sd =
        Points.ofValues [| for k in 0..9 -> mean + (if k % 2 = 0 then sd else -sd) |]
        |> sample

    [<Fact>]
    let ``where q's moments are exact it is the exact ratio`` () =
        let p, q = exactly 0.0 1.0, exactly 3.0 0.5
        let x = Points.ofValues [| -2.0; 0.1; 2.5; 7.0 |]
        let expected = (RatioFit.exact target (density 3.0 0.5)).LogRatio

        for estimator in [ RatioEstimator.gaussian; RatioEstimator.gaussianToDensity target ] do
            let found = (fit estimator p q).LogRatio
            // u is a difference of squares of up to 9/0.25; a few roundings each.
            Array.iter2 (close 1e-13) (expected.Value x) (found.Value x)
            Array.iter2 (close 1e-13) (data (expected.Gradient x)) (data (found.Gradient x))

    [<Fact>]
    let ``the score leaves each point out`` () =
        // Against the definition: one fit for each point left out, weights unequal and renormalised.
        let x, w = normal "x" 12 2 0.4 1.3, unequal 12
        let p, q = measure (unequal 9) (normal "p" 9 2 0.0 1.0), measure w x

        let without i (m: IMeasure) =
            let kept = [| 0 .. m.Nodes.Count - 1 |] |> Array.filter ((<>) i)
            let total = kept |> Array.sumBy (fun k -> m.Weights[k])
            Empirical.weighted (kept |> Array.map (fun k -> m.Weights[k] / total)) (Points.select kept m.Nodes)

        let logGaussian (m: IMeasure) (at: Points) =
            (Density.gaussian (Measure.mean m) (Measure.covariance m)).LogValue at

        let leftOut (m: IMeasure) =
            Array.init m.Nodes.Count (fun i -> (logGaussian (without i m) (Points.select [| i |] m.Nodes))[0])

        let loss (logPatP: float[]) (logQatP: float[]) (logPatQ: float[]) (logQatQ: float[]) =
            let mean (w: float[]) (v: float[]) =
                Array.fold2 (fun t w v -> t + w * v) 0.0 w v

            0.5
            * mean p.Weights (Array.map2 (fun a b -> Elementary.softplus (b - a)) logPatP logQatP)
            + 0.5
              * mean q.Weights (Array.map2 (fun a b -> Elementary.softplus (a - b)) logPatQ logQatQ)

        let both =
            loss (leftOut p) (logGaussian q p.Nodes) (logGaussian p q.Nodes) (leftOut q)

        close 1e-12 both (fit RatioEstimator.gaussian p q).HeldOutScore.Value
        let known = Density.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ])

        let one =
            loss (known.LogValue p.Nodes) (logGaussian q p.Nodes) (known.LogValue q.Nodes) (leftOut q)

        close 1e-12 one (fit (RatioEstimator.gaussianToDensity known) p q).HeldOutScore.Value

    [<Fact>]
    let ``too few points to leave one out have no score`` () =
        // Three points span the plane, two of them do not.
        let q = sample (Points.ofRows [ [ 0.0; 0.0 ]; [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ])
        let found = fit RatioEstimator.gaussian (sample (normal "p" 20 2 0.0 1.0)) q
        Assert.True found.HeldOutScore.IsNone
        everyFinite (found.LogRatio.Value(normal "x" 10 2 0.0 5.0))

    [<Fact>]
    let ``points in a plane of fewer dimensions are refused`` () =
        let p = sample (normal "p" 20 2 0.0 1.0)

        let lines =
            [
                Points.init 10 2 (fun i k -> float i * (if k = 0 then 0.1 else 0.3) + 1e3)
                Points.init 10 2 (fun i k -> if k = 0 then float i else 0.1)
                Points.init 5 2 (fun _ k -> 0.1 * float (k + 1))
                Points.init 1 2 (fun _ k -> float k)
            ]

        for x in lines do
            let sentence = argumentError (fun () -> fit RatioEstimator.gaussian p (sample x))

            Assert.StartsWith(
                $"q must have a covariance that is not singular for a Gaussian to be fitted, but its {x.Count} points \
                  lie in a plane of fewer than 2 dimensions",
                sentence
            )

        Assert.StartsWith(
            "p must have a covariance",
            argumentError (fun () -> fit RatioEstimator.gaussian (sample lines[0]) p)
        )

        // Far from singular, at any scale.
        fit RatioEstimator.gaussian p (sample (Points.scale 1e-9 p.Nodes)) |> ignore

    [<Fact>]
    let ``the flow of KL through it is the exact one of Gaussians`` () =
        // Through a Gaussian fitted to the particles and a known Gaussian target, velocities are affine: mean and
        // variance follow dm/dt = -m, dv/dt = 2 - 2 v exactly, whatever the particles. From N(3, 1/4) at t = 1:
        // 1.10363832351 and 0.898498537573 (theory.md, section 6); Dormand-Prince is asked for 1e-10.
        let start = exactly 3.0 0.5

        let path =
            Flow.through "kl" (Critic.ratio (RatioEstimator.gaussianToDensity target) FDivergence.kl (exactly 0.0 1.0))
            |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-10 1e-10)
            |> Flow.from (Particles.ofPoints start.Nodes)
            |> Flow.until 1.0

        Assert.Equal(Outcome.ReachedTime 1.0, path.Outcome)
        let mean, covariance = Measure.mean path.Final, Measure.covariance path.Final
        close 1e-8 1.10363832351 mean[0]
        close 1e-8 0.898498537573 covariance[0, 0]

/// K-correlations of critics with the first variation, for KL from q = N(3, 1/4) to p = N(0, 1), 500 points of each.
module KCorrelationTests =

    let private p = GaussianMixture.isotropic [| 0.0 |] 1.0
    let private target = Density.ofMixture "normal" p
    let private q = GaussianState.isotropic [| 3.0 |] 0.5

    let private truth =
        Divergence.firstVariation FDivergence.kl target (q :> IDensity).Density

    // Estimators with the least K-correlation allowed on particles, where what counts are the velocities of the points
    // that the ratio was fitted to, and on the Gaussian, which moves by their affine part. 0 is what descent needs: a
    // critic below it raises KL. Of the Gaussians more can be said. xi' = 3 - 3 (x - 3) has root mean square 3.35;
    // three standard errors of q's mean (0.067, times 4) and variance (a relative 0.19, times 4 x 0.5) move c' by 0.27
    // and 0.38, a sine below 0.2, a cosine above 0.98; with those of p (0.13, and 0.19 x 3.04 = 0.58) it is a sine
    // below 0.41, a cosine above 0.91.
    let private estimators =
        [
            RatioEstimator.gaussianToDensity target, 0.98
            RatioEstimator.gaussian, 0.9
            RatioEstimator.kernelDensity BandwidthChoice.Separate, 0.0
            RatioEstimator.kernelLogistic KernelRatioOptions.standard, 0.0
            RatioEstimator.leastSquares KernelRatioOptions.standard, 0.0
        ]

    let private seeds = [ 0..3 ]

    let private samples (seed: int) =
        let seed = Seed.create seed

        Empirical.ofPoints (GaussianMixture.sample (Seed.split "p" seed) 500 p),
        Particles.ofPoints (GaussianState.sample (Seed.split "q" seed) 500 q)

    let private onParticles (estimator: RatioEstimator) seed =
        let p, particles = samples seed

        let reading =
            RatioCritic.read estimator FDivergence.kl p None (Seed.create seed) particles

        let at c = Potential.at particles.Nodes c

        (Metric.correlation Metric.wasserstein particles (at truth) (at reading.Potential)).Value

    let private onGaussian (estimator: RatioEstimator) seed =
        let p, _ = samples seed

        let path =
            Flow.descend (Functional.divergence FDivergence.kl target: Functional<GaussianState>)
            |> Flow.seenBy (
                Critic.ratioOnSamples (fun seed q -> GaussianState.sample seed 500 q) estimator FDivergence.kl p
            )
            |> Flow.from q
            |> Flow.withSeed (Seed.create seed)
            |> Flow.steps 0

        let d = path.Steps[0].Diagnostics
        Assert.True(d.PlugIn.IsSome && d.HeldOutScore.IsSome)
        d.KCorrelation.Value

    [<Fact>]
    let ``every ratio critic is positively K-correlated with the truth, the Gaussian ones nearly along it`` () =
        for estimator, floor in estimators do
            for seed in seeds do
                for found in [ onParticles estimator seed; onGaussian estimator seed ] do
                    Assert.True(found > floor && found <= 1.0 + 1e-12, $"{estimator.Name}, seed {seed}: {found}")

    [<Fact>]
    let ``the K-correlation is the cosine of the flow's diagnostics`` () =
        // The same potentials through Metric.correlation and through the flow's own bookkeeping.
        let p, particles = samples 0
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) p
        let critic = Critic.ratio RatioEstimator.gaussian FDivergence.kl p

        let d =
            (Flow.descend mmd |> Flow.seenBy critic |> Flow.from particles |> Flow.steps 0).Steps[0].Diagnostics

        let reading =
            RatioCritic.read RatioEstimator.gaussian FDivergence.kl p None (Seed.create 0) particles

        let found =
            Metric.correlation
                Metric.wasserstein
                particles
                (mmd.Evaluate particles).Variation
                (Potential.at particles.Nodes reading.Potential)

        Assert.Equal(d.KCorrelation, found)
        // No direction, no cosine.
        let at c = Potential.at particles.Nodes c
        Assert.Equal(None, Metric.correlation Metric.wasserstein particles (at Potential.zero) (at truth))

    [<Fact>]
    let ``draws of a Gaussian state have its mean and covariance`` () =
        let state =
            GaussianState.ofFactor [| 1.0; -2.0 |] (array2D [ [ 0.5; 0.3 ]; [ -0.2; 2.0 ] ])

        let n = 20_000
        let draws = Empirical.ofPoints (GaussianState.sample (Seed.create 5) n state)
        let c = state.Covariance
        // Five standard errors, sqrt(c_aa/n) of a mean and sqrt((c_aa c_bb + c_ab^2)/n) of a covariance; false alarms
        // once in a million for each of six.
        let mean, covariance = Measure.mean draws, Measure.covariance draws

        for a in 0..1 do
            let bound = 5.0 * sqrt (c[a, a] / float n)
            Assert.InRange(mean[a] - state.Mean[a], -bound, bound)

            for b in 0..1 do
                let bound = 5.0 * sqrt ((c[a, a] * c[b, b] + c[a, b] * c[a, b]) / float n)
                Assert.InRange(covariance[a, b] - c[a, b], -bound, bound)
