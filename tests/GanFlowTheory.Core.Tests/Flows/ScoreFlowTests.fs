namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// KL through the score of the target alone, in Stein metrics: Stein variational gradient descent, by parts.
module ScoreFlowTests =

    let private seed = Seed.create 1701

    let private target =
        Density.ofMixture
            "two bumps"
            (GaussianMixture.mixture
                [| 0.3; 0.7 |]
                [
                    GaussianMixture.isotropic [| -1.0; 0.5 |] 0.6
                    GaussianMixture.isotropic [| 1.0; -0.25 |] 0.9
                ])

    let private weights (n: int) =
        let w = Array.init n (fun i -> 1.0 + float (i % 4))
        Array.map (fun v -> v / Array.sum w) w

    let private nodes (n: int) =
        Seed.gaussian n 2 (Seed.split "nodes" seed)

    let private kernels =
        [
            Kernel.gaussian 0.8
            Kernel.rqCodeStar
            Kernel.poly3
            Kernel.add (Kernel.scale 3.0 (Kernel.matern52 1.0)) Kernel.dot
        ]

    let private through (metric: Metric<'q>) : Flow<'q> when 'q :> IMeasure and 'q :> ITransport =
        Flow.through "kl" (Critic.score target)
        |> Flow.inMetric metric
        |> Flow.steppedBy (Integrator.euler 0.1)

    [<Fact>]
    let ``in a Stein metric it is Stein variational gradient descent, and dissipates the squared discrepancy`` () =
        for kernel in kernels do
            let x, w = nodes 23, weights 23
            let q = Particles.weighted w x
            let v = SteinVariational.velocity kernel target.Score q x
            let path = through (Metric.stein kernel) |> Flow.from q |> Flow.steps 1
            let expected = Points.combine 1.0 x 0.1 v

            // The same sums, added in another order: dozens of terms, as large as 1e3 for the polynomial.
            Array.iter2 (close 1e-12) expected.Data path.Final.Nodes.Data
            let d = path.Steps[0].Diagnostics
            close 1e-11 (SteinVariational.squaredDiscrepancy kernel target.Score q) d.CriticDissipation.Value
            Assert.True(d.Functional.IsNone && d.PredictedDissipation.IsNone && d.PlugIn.IsNone)

            // Weights that could move rest.
            let moving = WeightedParticles.weighted w x
            let path = through (Metric.stein kernel) |> Flow.from moving |> Flow.steps 1
            Array.iter2 (close 1e-12) expected.Data path.Final.Nodes.Data
            Assert.Equal<int64[]>(bits moving.Weights, bits path.Final.Weights)
            close 1e-11 d.CriticDissipation.Value path.Steps[0].Diagnostics.CriticDissipation.Value

    [<Fact>]
    let ``Stein metrics scale and add along log q, too`` () =
        let a, b = Kernel.gaussian 0.7, Kernel.inverseMultiquadric 1.0 0.5
        let q = Particles.ofPoints (nodes 17)

        let metric: Metric<Particles> =
            Metric.add (Metric.scale 0.5 (Metric.stein a)) (Metric.scale 2.0 (Metric.stein b))

        let path = through metric |> Flow.from q |> Flow.steps 1

        let velocity kernel =
            SteinVariational.velocity kernel target.Score q q.Nodes

        let expected =
            Points.combine 1.0 q.Nodes 0.1 (Points.combine 0.5 (velocity a) 2.0 (velocity b))

        Array.iter2 (close 1e-13) expected.Data path.Final.Nodes.Data

        let square kernel =
            SteinVariational.squaredDiscrepancy kernel target.Score q

        close 1e-12 (0.5 * square a + 2.0 * square b) path.Steps[0].Diagnostics.CriticDissipation.Value

    [<Fact>]
    let ``every stage of a step moves by parts`` () =
        // Against fine Euler steps, of order 1: Runge-Kutta without the repulsion in its stages would be off by tau.
        let q = Particles.ofPoints (nodes 12)

        let final integrator =
            (through (Metric.stein (Kernel.gaussian 1.0))
             |> Flow.steppedBy integrator
             |> Flow.from q
             |> Flow.until 0.5)
                .Final.Nodes.Data

        let exact = final (Integrator.dormandPrince 0.01 1e-12 1e-12)

        let error integrator =
            Array.map2 (fun a b -> abs (a - b)) exact (final integrator) |> Array.max

        let coarse, fine =
            error (Integrator.rungeKutta4 0.05), error (Integrator.rungeKutta4 0.025)
        // Order 4 divides by 16; the next term may bend that by as much as tau's own size.
        Assert.InRange(coarse / fine, 10.0, 24.0)
        Assert.True(coarse < 1e-5)

    [<Fact>]
    let ``a kernel with a cusp moves, and its dissipation is unknown`` () =
        let path =
            through (Metric.stein (Kernel.laplace 1.0))
            |> Flow.from (Particles.ofPoints (nodes 9))
            |> Flow.stopBelow 1e9
            |> Flow.steps 3

        // A tolerance that anything meets: unknown is not small.
        Assert.Equal(Outcome.CompletedSteps 3, path.Outcome)
        Assert.All(path.Steps, fun step -> Assert.True step.Diagnostics.CriticDissipation.IsNone)
        Assert.NotEqual<float[]>((nodes 9).Data, path.Final.Nodes.Data)

    [<Fact>]
    let ``a known dissipation still ends a run`` () =
        let path =
            through (Metric.stein (Kernel.gaussian 1.0))
            |> Flow.from (Particles.ofPoints (nodes 9))
            |> Flow.stopBelow 1e9
            |> Flow.steps 3

        match path.Outcome with
        | Outcome.Converged(0, _) -> ()
        | other -> Assert.Fail(Outcome.sentence other)

    [<Fact>]
    let ``a lone particle climbs the density`` () =
        // n = 1: grad k vanishes at coincidence and k(x, x) = 1, so that x' = s_p(x): the maximum a posteriori point.
        let x = Points.ofRows [ [ 0.3; 0.2 ] ]

        let path =
            through (Metric.stein (Kernel.gaussian 0.5))
            |> Flow.from (Particles.ofPoints x)
            |> Flow.steps 1

        Assert.Equal<float[]>((Points.combine 1.0 x 0.1 (target.Score x)).Data, path.Final.Nodes.Data)

    [<Fact>]
    let ``SVGD brings particles to a correlated Gaussian`` () =
        let covariance = array2D [ [ 1.0; 0.6 ]; [ 0.6; 1.0 ] ]

        let path =
            Flow.through "kl" (Critic.score (Density.gaussian [| 1.0; -1.0 |] covariance))
            |> Flow.inMetric (Metric.stein (Kernel.gaussian 1.0))
            |> Flow.steppedBy (Integrator.dormandPrince 0.01 1e-5 1e-5)
            |> Flow.from (Particles.ofPoints (nodes 100))
            |> Flow.until 60.0

        let first, last = path.Steps[0].Diagnostics, (Array.last path.Steps).Diagnostics
        Assert.True(last.CriticDissipation.Value < 1e-3 * first.CriticDissipation.Value)
        let mean, found = Measure.mean path.Final, Measure.covariance path.Final
        // The mean of the velocity tests p against constants: in equilibrium the mean is off by less than the spread
        // that 100 particles leave open; the variance of so few particles in two dimensions is low by about a tenth.
        close 0.05 1.0 mean[0]
        close 0.05 -1.0 mean[1]
        Assert.InRange(found[0, 0], 0.75, 1.1)
        Assert.InRange(found[0, 1] / sqrt (found[0, 0] * found[1, 1]), 0.5, 0.7)

    [<Fact>]
    let ``a multiple of log q goes beside any critic, at every step`` () =
        // Half of log q beside half of -log p, through a critic with memory of its own kind: half the velocity of SVGD.
        let half: Critic<Particles> =
            Flow.through "kl" (Critic.score target)
            |> _.Critic
            |> _.Estimate
            |> Option.get
            |> fun estimate ->
                let rec critic =
                    {
                        Name = "half"
                        Estimate =
                            Some(fun f seed q ->
                                { estimate f seed q with
                                    Potential = Potential.scale 0.5 (estimate f seed q).Potential
                                    Next = critic
                                })
                        LogDensity = 0.0
                        Memory = None
                    }

                Critic.withLogDensity 0.5 critic

        let flow critic tau =
            Flow.through "kl" critic
            |> Flow.inMetric (Metric.stein (Kernel.gaussian 1.0))
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from (Particles.ofPoints (nodes 15))
            |> Flow.steps 5

        let whole, halved = flow (Critic.score target) 0.05, flow half 0.1
        Array.iter2 (close 1e-12) whole.Final.Nodes.Data halved.Final.Nodes.Data

        for a, b in Array.zip whole.Steps halved.Steps do
            // A quarter: both sides of the inner product are halved.
            close 1e-11 (0.25 * a.Diagnostics.CriticDissipation.Value) b.Diagnostics.CriticDissipation.Value

    [<Fact>]
    let ``beside a functional the rates stay those of the functional`` () =
        // 1/2 MMD^2 + 0.3 E log q in a Stein metric: F falls at <xi, K c>, observed by small steps.
        let p = Empirical.ofPoints (Seed.gaussian 20 2 (Seed.split "p" seed))
        let mmd: Functional<Particles> = Functional.mmd (Kernel.gaussian 1.0) p

        let path =
            Flow.create mmd (Metric.stein (Kernel.gaussian 0.8))
            |> Flow.seenBy (Critic.withLogDensity 0.3 Critic.exact)
            |> Flow.steppedBy (Integrator.rungeKutta4 1e-3)
            |> Flow.from (Particles.ofPoints (nodes 15))
            |> Flow.steps 4

        for step in Array.tail path.Steps do
            let d = step.Diagnostics
            // The trapezoidal rule over a step of 1e-3: relative 1e-7, over a rate that may pass near 0.
            Assert.True(d.IdentityResidual.Value < 1e-5)
            Assert.NotEqual(d.PredictedDissipation, d.CriticDissipation)
            // Cauchy-Schwarz in the metric, with log q by parts on one side.
            Assert.InRange(d.KCorrelation.Value, -1.0, 1.0)

    let private normal =
        Density.gaussian [| 0.0; 0.0 |] (array2D [ [ 1.0; 0.0 ]; [ 0.0; 1.0 ] ])

    let private refused (flow: Flow<'q>) (start: 'q) : string =
        let sentence = argumentError (fun () -> Flow.from start flow)

        // Built around the check, a run is refused too.
        let run =
            {
                Flow = flow
                Start = start
                Seed = seed
                KeepEvery = 1
                MeasureEvery = 1
                Tolerance = 0.0
                StopWhen = None
                Reuse = false
                Towards = None
                Resume = None
            }

        Assert.Equal(
            sentence,
            argumentError (fun () -> Flow.trace (Horizon.afterSteps 1) Threading.CancellationToken.None run)
        )

        sentence

    [<Fact>]
    let ``metrics that need log q itself are refused at the start`` () =
        let score () = Flow.through "kl" (Critic.score normal)
        let particles = Particles.ofPoints (nodes 5)
        let weighted = WeightedParticles.ofPoints (nodes 5)

        for metric: Metric<Particles> in
            [
                Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1
                Metric.mobility "one" (fun q -> Array.create q.Nodes.Count 1.0)
                Metric.create "mine" (fun q c -> (q :> ITransport).OfVelocity c.Gradient)
                Metric.add (Metric.stein (Kernel.gaussian 1.0)) (Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1)
            ] do
            Assert.StartsWith(
                $"metric {metric.Name} needs the log q that critic score leaves to it; take a Stein metric or "
                + "Wasserstein-2, or a critic that estimates log q, such as kde.",
                refused (score () |> Flow.inMetric metric) particles
            )

        for metric: Metric<WeightedParticles> in [ Metric.fisherRao; Metric.wassersteinFisherRao 1.0 0.5 ] do
            Assert.StartsWith(
                $"metric {metric.Name} needs the log q",
                refused (score () |> Flow.inMetric metric) weighted
            )

    [<Fact>]
    let ``a critic that comes to leave log q to such a metric is refused at that step`` () =
        let turning: Critic<Particles> =
            {
                Name = "turning"
                Estimate =
                    Some(fun _ _ _ ->
                        Potential.ofPointwise (fun x -> x[0]) (fun _ -> [| 1.0; 0.0 |])
                        |> CriticReading.ofPotential (Critic.score normal))
                LogDensity = 0.0
                Memory = None
            }

        let run =
            Flow.through "kl" turning
            |> Flow.inMetric (Metric.sobolevKernelized (Kernel.gaussian 1.0) 0.1)
            |> Flow.from (Particles.ofPoints (nodes 5))

        Assert.Contains("needs the log q that critic score leaves to it", argumentError (fun () -> Flow.steps 1 run))

    [<Fact>]
    let ``Bad multiples are named`` () =
        Assert.StartsWith(
            "a must be non-negative and finite, but is -1.",
            argumentError (fun () -> Critic.withLogDensity -1.0 Critic.exact<Particles>)
        )

        Assert.StartsWith(
            "Diffusion must be non-negative and finite, but is -2.",
            argumentError (fun () ->
                Metric.withLogDensity
                    {
                        Rate = None
                        Square = None
                        Diffusion = -2.0
                    }
                    Metric.wasserstein<Particles>)
        )
