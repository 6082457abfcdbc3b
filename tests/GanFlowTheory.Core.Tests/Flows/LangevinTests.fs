namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// KL through the score of the target alone, in Wasserstein-2: the Langevin diffusion by Euler-Maruyama.
module LangevinTests =

    let private seed = Seed.create 1908
    let private normal = Density.gaussian [| 0.0 |] (array2D [ [ 1.0 ] ])

    let private langevin (tau: float) : Flow<Particles> =
        Flow.through "kl" (Critic.score normal) |> Flow.steppedBy (Integrator.euler tau)

    // Six standard errors: a right program fails with probability 2e-9 in each comparison, whatever the seed.
    let private quantile = 6.0

    let private meanAndVariance (x: Points) =
        let v = x.Data
        let mean = Array.average v
        mean, (v |> Array.sumBy (fun a -> (a - mean) * (a - mean))) / float (v.Length - 1)

    /// A sample of a Gaussian has its mean and its variance, up to chance and to biases of the law itself.
    let private isGaussian (x: Points) (mean: float, meanBias: float) (variance: float, varianceBias: float) =
        let n = float x.Count
        let m, v = meanAndVariance x

        let within name expected error actual =
            Assert.True(abs (actual - expected) <= error, $"{name} {actual:R} against {expected:R}, allowed {error:R}")

        within "mean" mean (quantile * sqrt (variance / n) + meanBias) m
        within "variance" variance (quantile * variance * sqrt (2.0 / (n - 1.0)) + varianceBias) v

    [<Fact>]
    let ``its steps have the law of the discrete Ornstein-Uhlenbeck process`` () =
        // x+ = (1 - tau) x + sqrt(2 tau) u from x = 3: the mean 3 (1 - tau)^k and the variance
        // v+ = (1 - tau)^2 v + 2 tau are exact, without a bias of the step, large as it is.
        let tau, n = 0.25, 20000

        let path =
            langevin tau
            |> Flow.from (Particles.ofPoints (Points.init n 1 (fun _ _ -> 3.0)))
            |> Flow.withSeed seed
            |> Flow.steps 8

        let mutable variance = 0.0

        for step in 1..8 do
            variance <- (1.0 - tau) * (1.0 - tau) * variance + 2.0 * tau
            isGaussian (snd path.States[step]).Nodes (3.0 * Math.Pow(1.0 - tau, float step), 0.0) (variance, 0.0)

    [<Fact>]
    let ``it has the law of its probability-flow ODE`` () =
        // The ODE on Gaussian states is exact; the diffusion starts from a sample of N(3, 0.25). Euler's own error at t
        // = 1: (1 - tau)^(1/tau) = e^-1 (1 - tau/2 + ..) for the mean, and 2 tau / (1 - (1 - tau)^2) = 1 + tau/2 + ..
        // for the stationary variance, with the decay of the rest: below tau of 3 e^-1 and of 1.
        let tau, n = 0.005, 20000
        let start = GaussianState.isotropic [| 3.0 |] 0.5

        let ode =
            (Flow.descend (Functional.divergence FDivergence.kl normal)
             |> Flow.steppedBy (Integrator.rungeKutta4 0.01)
             |> Flow.from start
             |> Flow.until 1.0)
                .Final

        let x = Seed.gaussian n 1 (Seed.split "start" seed)

        let diffusion =
            langevin tau
            |> Flow.from (Particles.ofPoints (Points.init n 1 (fun i _ -> 3.0 + 0.5 * x[i, 0])))
            |> Flow.withSeed seed
            |> Flow.keepEvery 1000
            |> Flow.until 1.0

        Assert.Equal(Outcome.ReachedTime 1.0, diffusion.Outcome)
        isGaussian diffusion.Final.Nodes (ode.Mean[0], 1.2 * tau) (ode.Covariance[0, 0], tau)

    [<Fact>]
    let ``noise spreads as the coefficients of log q and of the metric say, over the steps taken`` () =
        // No potential, 0.25 log q, 0.5 + 1.5 of the metric: variance 2 x 0.25 x 2 t at t =
        // 0.7, the last step cut short.
        let flat: Critic<Particles> =
            let rec critic =
                {
                    Name = "flat"
                    Estimate = Some(fun _ _ _ -> CriticReading.ofPotential critic Potential.zero)
                    LogDensity = 0.0
                    Memory = None
                }

            Critic.withLogDensity 0.25 critic

        let metric: Metric<Particles> =
            Metric.add (Metric.scale 0.5 Metric.wasserstein) (Metric.scale 1.5 Metric.wasserstein)

        let path =
            Flow.through "entropy" flat
            |> Flow.inMetric metric
            |> Flow.steppedBy (Integrator.euler 0.2)
            |> Flow.from (Particles.ofPoints (Points.init 20000 1 (fun _ _ -> -1.0)))
            |> Flow.withSeed seed
            |> Flow.until 0.7

        Assert.Equal(4, (Array.last path.Steps).Index)
        isGaussian path.Final.Nodes (-1.0, 0.0) (0.7, 0.0)
        // Fresh noise at every step: increments of neighbouring steps are uncorrelated, and
        // coordinates are independent.
        let increment k =
            Points.combine 1.0 (snd path.States[k + 1]).Nodes -1.0 (snd path.States[k]).Nodes

        let a, b = increment 0, increment 1
        let product = Array.map2 (*) a.Data b.Data |> Array.average
        // The product of two independent N(0, 0.2) has standard deviation 0.2.
        Assert.True(abs product <= quantile * 0.2 / sqrt 20000.0)

    [<Fact>]
    let ``a Stein metric beside it drifts by parts and diffuses`` () =
        let q = Particles.ofPoints (Seed.gaussian 30 1 (Seed.split "both" seed))
        let stein: Metric<Particles> = Metric.stein (Kernel.gaussian 1.0)

        let run metric =
            (langevin 0.01
             |> Flow.inMetric metric
             |> Flow.from q
             |> Flow.withSeed seed
             |> Flow.steps 1)

        let change (path: Path<Particles>) =
            Points.combine 1.0 path.Final.Nodes -1.0 q.Nodes

        let both = run (Metric.add stein Metric.wasserstein)

        let parts =
            Points.combine 1.0 (change (run stein)) 1.0 (change (run Metric.wasserstein))

        Array.iter2 (close 1e-14) parts.Data (change both).Data
        Assert.True both.Steps[0].Diagnostics.CriticDissipation.IsNone

    [<Fact>]
    let ``equal seeds give equal bits on any number of threads, and steps have noise of their own`` () =
        let start = Particles.ofPoints (Seed.gaussian 500 1 (Seed.split "threads" seed))

        let final threads count =
            Parallelism.withThreadCount threads (fun () ->
                langevin 0.01 |> Flow.from start |> Flow.withSeed seed |> Flow.steps count)

        let long = final 1 6
        Assert.Equal<int64[]>(bits long.Final.Nodes.Data, bits (final 2 6).Final.Nodes.Data)
        // A step's noise depends on its index alone: a shorter run is the beginning of a longer one.
        Assert.Equal<int64[]>(bits (snd long.States[3]).Nodes.Data, bits (final 1 3).Final.Nodes.Data)

        let other =
            langevin 0.01
            |> Flow.from start
            |> Flow.withSeed (Seed.create 2)
            |> Flow.steps 6

        Assert.NotEqual<float[]>(other.Final.Nodes.Data, long.Final.Nodes.Data)

    [<Fact>]
    let ``what a diffusion dissipates is unknown, and never small`` () =
        let path =
            langevin 0.01
            |> Flow.from (Particles.ofPoints (Seed.gaussian 10 1 seed))
            |> Flow.stopBelow 1e9
            |> Flow.steps 5

        Assert.Equal(Outcome.CompletedSteps 5, path.Outcome)

        for step in path.Steps do
            let d = step.Diagnostics

            Assert.True(
                d.CriticDissipation.IsNone
                && d.PredictedDissipation.IsNone
                && d.KCorrelation.IsNone
            )

        // Beside a functional: its value and its change are known, its predicted rate is not.
        let p = Empirical.ofPoints (Seed.gaussian 20 1 (Seed.split "p" seed))
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) p

        let path =
            Flow.descend mmd
            |> Flow.seenBy (Critic.withLogDensity 0.01 Critic.exact)
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from (Particles.ofPoints (Seed.gaussian 10 1 seed))
            |> Flow.stopBelow 1e9
            |> Flow.steps 3

        Assert.Equal(Outcome.CompletedSteps 3, path.Outcome)
        Assert.True (Path.identityResidual path).IsNone

        for step in Array.tail path.Steps do
            let d = step.Diagnostics
            Assert.True(d.Functional.IsSome && d.ObservedRate.IsSome)

            Assert.True(
                d.PredictedDissipation.IsNone
                && d.IdentityResidual.IsNone
                && d.CriticDissipation.IsNone
            )

    [<Fact>]
    let ``weights rest`` () =
        let w = [| 0.5; 0.25; 0.25 |]
        let q = WeightedParticles.weighted w (Points.ofValues [| -1.0; 0.0; 2.0 |])

        let path =
            Flow.through "kl" (Critic.score normal)
            |> Flow.steppedBy (Integrator.euler 0.01)
            |> Flow.from q
            |> Flow.steps 3

        Array.iter2 (close 1e-15) w path.Final.Weights
        Assert.NotEqual<float[]>(q.Nodes.Data, path.Final.Nodes.Data)

    [<Fact>]
    let ``a step that is too long ends as diverged`` () =
        let steep =
            Density.create "quartic" 1 (fun x -> Array.map (fun v -> -0.25 * v * v * v * v) x.Data) (fun x ->
                Points.wrap x.Count 1 (Array.map (fun v -> -(v * v * v)) x.Data))

        let path =
            Flow.through "kl" (Critic.score steep)
            |> Flow.steppedBy (Integrator.euler 1.0)
            |> Flow.from (Particles.ofPoints (Points.ofValues [| 5.0; 6.0 |]))
            |> Flow.steps 100

        match path.Outcome with
        | Outcome.Diverged(_, "the velocity", value) -> Assert.False(Double.IsFinite value)
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    let ``integrators and states without noise are refused at the start`` () =
        let particles = Particles.ofPoints (Seed.gaussian 5 1 seed)

        for integrator in
            [
                Integrator.heun 0.1
                Integrator.rungeKutta4 0.1
                Integrator.dormandPrince 0.1 1e-3 1e-3
                Integrator.dormandPrinceFixed 0.1
            ] do
            Assert.StartsWith(
                $"integrator {integrator.Name} cannot step the noise by which metric wasserstein moves along the log q of "
                + "critic score; take explicit Euler, such as euler:0.01.",
                argumentError (fun () -> langevin 0.1 |> Flow.steppedBy integrator |> Flow.from particles)
            )

        let sentence =
            "critic score leaves log q to metric wasserstein, which moves along it by noise, and only particles take noise; "
            + "on this state give a critic that knows log q, such as exact."

        Assert.StartsWith(
            sentence,
            argumentError (fun () ->
                Flow.through "kl" (Critic.score normal)
                |> Flow.from (GaussianState.isotropic [| 0.0 |] 1.0))
        )

        Assert.StartsWith(
            sentence,
            argumentError (fun () ->
                Flow.through "kl" (Critic.score normal)
                |> Flow.from (QuantileState.ofValues [| -1.0; 0.0; 1.0 |]))
        )
