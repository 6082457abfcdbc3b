namespace GanFlowTheory.Core.Tests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core

/// Runs whose steps hand their arrays on.
module ReuseTests =

    let private target =
        Empirical.ofPoints ((Target.parse "two-moons").Sample (Seed.create 1) 60)

    let private generator = Network.multilayer [ 2; 8; 2 ] Activation.Tanh

    let private start = ParameterState.initial generator 24 (Seed.create 2)

    let private gan (discriminator: Network) : Flow<ParameterState> =
        let options =
            { DiscriminatorOptions.standard discriminator with
                FirstSteps = 5
                Steps = 1
                HeldOut = 0.0
            }

        {
            Functional = None
            Goal = "kl"
            Critic = Critic.monoFlow (RatioEstimator.discriminator options) GeneratorLoss.nonSaturating target
            Metric = Metric.euclidean
            Integrator = Integrator.optimised (Optimiser.adam 1e-2)
            Scheme = None
            Noise = None
            Renewal = None
            Persistence = None
            Players = None
        }

    let private small = gan (Network.multilayer [ 2; 8; 1 ] (Activation.LeakyRelu 0.2))

    let private mmd metric integrator : Flow<ParameterState> =
        Flow.create (Functional.mmd (Kernel.gaussian 1.0) target) metric
        |> Flow.steppedBy integrator

    let private flows =
        [
            "a GAN", small
            "fresh noise", Flow.withFreshNoise small
            "persistent steps", Flow.persistently 3 0.1 small
            "gradient descent", mmd Metric.euclidean (Integrator.euler 0.1)
            "a scaled metric", mmd (Metric.scale 2.0 Metric.euclidean) (Integrator.euler 0.05)
            "stages", mmd Metric.euclidean (Integrator.rungeKutta4 0.1)
            "backtracking", mmd Metric.euclidean (Integrator.descent 1.0)
            "a solve", mmd (Metric.kernelized (Kernel.gaussian 1.0) 0.1) (Integrator.heun 0.1)
            "extragradient", mmd Metric.euclidean (Integrator.optimised (Optimiser.extragradient 0.1))
            "your own metric",
            mmd (Metric.create "own" (fun q c -> (q :> IState<ParameterState>).PullBack c)) (Integrator.euler 0.1)
        ]

    [<Fact>]
    let ``A run that reuses its arrays has the same bits, and its path keeps its states`` () =
        for name, flow in flows do
            let run = Flow.from start flow |> Flow.withSeed (Seed.create 4)

            let states (path: Path<ParameterState>) =
                path.States |> Array.map (fun (_, q) -> q.Parameters)

            let expected = run |> Flow.steps 12
            let actual = run |> Flow.reusing |> Flow.steps 12
            Assert.True((states expected = states actual), name)
            Assert.True((expected.Final.Parameters = actual.Final.Parameters), name)

    [<Fact>]
    let ``A kept step of a run that reuses its arrays is good for ever`` () =
        for name, flow in flows do
            let run = Flow.from start flow |> Flow.withSeed (Seed.create 4) |> Flow.reusing
            let before = start.Parameters
            let mutable kept = None
            let mutable there = [||]

            for step in run |> Flow.trace (Horizon.afterSteps 9) CancellationToken.None do
                if step.Index = 4 then
                    kept <- Some(Flow.keep step)
                    there <- step.State.Parameters

            Assert.True((there = kept.Value.State.Parameters), name)
            let expected = (run |> Flow.steps 9).Final.Parameters
            // Twice: what a run goes on from is not its own to give away.
            Assert.True((expected = (Flow.resume kept.Value run |> Flow.steps 9).Final.Parameters), name)
            Assert.True((expected = (Flow.resume kept.Value run |> Flow.steps 9).Final.Parameters), name)
            Assert.True((before = start.Parameters), name)

    [<Fact>]
    let ``A training step makes less than 100 kB of garbage`` () =
        // The generator has 18,946 parameters, 152 kB: one array of them that is not used again would be too much.
        let generator = Network.multilayer [ 16; 128; 128; 2 ] Activation.Tanh

        let run =
            gan (Network.multilayer [ 2; 512; 256; 1 ] (Activation.LeakyRelu 0.2))
            |> Flow.from (ParameterState.initial generator 256 (Seed.create 3))
            |> Flow.reusing

        // What is compiled and taken once is there after a few steps. Other tests run on other threads.
        let first, last = 10, 30
        let mutable allocated = 0L

        for step in run |> Flow.trace (Horizon.afterSteps last) CancellationToken.None do
            if step.Index = first then
                allocated <- GC.GetAllocatedBytesForCurrentThread()
            elif step.Index = last then
                allocated <- GC.GetAllocatedBytesForCurrentThread() - allocated

        Assert.InRange(allocated / int64 (last - first), 1L, 100_000L)
