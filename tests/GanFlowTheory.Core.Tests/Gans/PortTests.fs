module GanFlowTheory.Core.Tests.PortTests

open Xunit
open GanFlowTheory.Core

[<Fact>]
let ``what uses a kernel runs on its sums`` () =
    // Sums that count, and answer by the tiled ones.
    let calls = ref 0

    let counted (f: 'a -> 'b) : 'a -> 'b =
        fun a ->
            calls.Value <- calls.Value + 1
            f a

    let counting =
        { KernelSums.tiled with
            Name = "counting"
            Apply = counted KernelSums.tiled.Apply
            ApplyVectors = counted KernelSums.tiled.ApplyVectors
            Gradient = counted KernelSums.tiled.Gradient
            ApplyWithGradient = counted KernelSums.tiled.ApplyWithGradient
            MixedHessian = counted KernelSums.tiled.MixedHessian
        }

    let kernel = Kernel.on counting (Kernel.gaussian 1.0)
    let p = Empirical.ofPoints (Seed.gaussian 12 2 (Seed.create 1))
    let x = Seed.gaussian 9 2 (Seed.create 2)
    let q = Particles.ofPoints x

    let counts (what: string) (use': unit -> unit) =
        calls.Value <- 0
        use' ()
        Assert.True(calls.Value > 0, what)

    let mmd: Functional<Particles> = Functional.mmd kernel p
    let variation = (mmd.Evaluate q).Variation
    counts "MMD" (fun () -> (mmd.Evaluate q).Variation.Gradient |> ignore)
    counts "squared MMD" (fun () -> Mmd.squared kernel p q |> ignore)
    counts "an estimate" (fun () -> MmdEstimator.unbiased kernel p.Nodes x |> ignore)
    counts "the Stein metric" (fun () -> ((Metric.stein kernel).Apply q variation).Rate |> ignore)
    counts "by parts" (fun () -> KernelByParts.gradient kernel x q |> ignore)
    counts "a trace by parts" (fun () -> KernelByParts.trace kernel q |> ignore)

    let critic: Critic<Particles> = Critic.sobolevKernelized kernel 0.1 p

    counts "a kernelized critic" (fun () ->
        let seen = critic.Estimate.Value (Some mmd) (Seed.create 3) q
        (seen.Potential.At x).Gradient |> ignore)

// Networks, states, critics and steps on the engine that their networks carry.

let private target =
    Empirical.ofPoints ((Target.byName "two-moons").Sample (Seed.create 1) 60)

let private generator = Network.multilayer [ 2; 8; 2 ] Activation.Tanh

let private discriminator =
    Network.multilayer [ 2; 8; 1 ] (Activation.LeakyRelu 0.2)

let private estimator (network: Network) =
    RatioEstimator.discriminator
        { DiscriminatorOptions.standard network with
            FirstSteps = 5
            Steps = 1
            HeldOut = 0.2
        }

// A GAN of 20 steps: its parameters and its discriminator's estimates of the divergence.
let private train (loss: GeneratorLoss) (generator: Network) (discriminator: Network) : float[] =
    let flow: Flow<ParameterState> =
        {
            Functional = None
            Goal = "kl"
            Critic = Critic.monoFlow (estimator discriminator) loss target
            Metric = Metric.euclidean
            Integrator = Integrator.optimised (Optimiser.adam 1e-2)
            Scheme = None
            Noise = None
            Renewal = None
            Persistence = None
        }

    let path =
        Flow.from (ParameterState.initial generator 24 (Seed.create 2)) flow
        |> Flow.withSeed (Seed.create 4)
        |> Flow.steps 20

    Array.append path.Final.Parameters (path.Final :> IMeasure).Nodes.Data

let private apart (a: float[]) (b: float[]) =
    Array.map2 (fun u v -> abs (u - v)) a b |> Array.max

[<Fact>]
let ``a GAN on the toy engine trains as on the managed one`` () =
    for loss in [ GeneratorLoss.vanilla; GeneratorLoss.nonSaturating ] do
        let expected = train loss generator discriminator

        for onGenerator, onDiscriminator in [ true, true; true, false; false, true ] do
            let toy = ToyEngine()

            let move moved network =
                if moved then
                    Network.on (Engine.create toy) network
                else
                    network

            let actual =
                train loss (move onGenerator generator) (move onDiscriminator discriminator)

            Assert.True(toy.Prepared > 0)
            // The engines differ in the last places of exponentials and in the order of sums of at most 60 terms: 1e-14 of
            // the sizes of a gradient's terms. Adam divides a gradient by its own size, so that each of 20 steps of 0.01
            // differs by 1e-16 times how much larger the terms are than their sum, and later steps feed that back: 50 in
            // all.
            Assert.InRange(apart expected actual, 0.0, 1e-13)

[<Fact>]
let ``whatever is made of a network runs on its engine`` () =
    let x = Seed.gaussian 7 2 (Seed.create 5)
    let theta = generator.Initial(Seed.create 6)
    let phi = discriminator.Initial(Seed.create 7)
    let affine = Network.affine 2 2

    let state (network: Network) =
        ParameterState.create network (Seed.gaussian 9 2 (Seed.create 8)) (network.Initial(Seed.create 9))

    let uses: (string * (Engine -> float[])) list =
        [
            "values", fun engine -> (Network.evaluate (Network.on engine generator) theta x).Data
            "a potential", fun engine -> ((Potential.ofNetwork (Network.on engine discriminator) phi).Gradient x).Data
            "a fit",
            fun engine ->
                let fit =
                    (estimator (Network.on engine discriminator)).Fit (Seed.create 3) target (state generator) None

                fit.LogRatio.Value x
            "generated points", fun engine -> (state (Network.on engine generator)).Nodes.Data
            "pushed rates", fun engine -> ((state (Network.on engine generator) :> IParametric).Push theta).Data
            "pulled vectors",
            fun engine ->
                let q = state (Network.on engine generator)
                (q :> IParametric).Pull q.Noise
            "mobilities",
            fun engine ->
                (state (Network.on engine generator) :> IParametric).Mobilities()
                |> Array.concat
            "the loss of a GAN",
            fun engine ->
                let struct (loss, gradient) =
                    GanStep.lossWithGradient
                        GeneratorLoss.vanilla
                        discriminator
                        phi
                        (state (Network.on engine generator))

                Array.append [| loss |] gradient
            "the truth of a critic",
            fun engine ->
                let truth =
                    CriticTruth.measure
                        GeneratorLoss.vanilla
                        Metric.euclidean
                        (Network.on engine discriminator)
                        (Density.ofMixture "standard" (GaussianMixture.standard 2))
                        {
                            Index = 0
                            Time = 0.0
                            State = state affine
                            Discriminator = phi
                            Tau = 0.1
                            Memory = None
                        }

                [| truth.OnPoints.Value; truth.OnParameters.Value |]
            "a value-only functional",
            fun engine ->
                let functional: Functional<Empirical> =
                    Functional.ofValueOn engine "E |x|^4" (fun x w ->
                        Tensor.inner w (Tensor.square (Tensor.sumAlong 1 (Tensor.square x))))

                let seen = functional.Evaluate target

                Array.concat
                    [
                        [| seen.Value |]
                        seen.Variation.Gradient.Data
                        (functional.FirstVariation target).Value x
                    ]
        ]

    for name, run in uses do
        let toy = ToyEngine()
        let expected, actual = run Engine.standard, run (Engine.create toy)
        Assert.True(toy.Prepared > 0, name)
        // A few products of sums of at most 60 terms of order 1, each rounded in its last places; a fit takes five steps.
        let scale = 1.0 + Array.max (Array.map abs expected)
        Assert.True(apart expected actual <= 1e-12 * scale, $"{name}: {apart expected actual}")

[<Fact>]
let ``an MMD flow runs on the engine that its kernel carries`` () =
    let start = Particles.ofPoints (Seed.gaussian 20 2 (Seed.create 10))

    let final (kernel: Kernel) =
        let flow: Flow<Particles> =
            Flow.create (Functional.mmd kernel target) Metric.wasserstein

        (flow
         |> Flow.steppedBy (Integrator.euler 0.1)
         |> Flow.from start
         |> Flow.steps 10)
            .Final.Nodes.Data

    let toy = ToyEngine()

    let actual =
        final (Kernel.on (KernelSums.onEngine (Engine.create toy)) Kernel.rqCodeStar)

    Assert.True(toy.Prepared > 0)
    // Ten steps of sums of 60 terms of order 1, each rounded in its last places.
    Assert.InRange(apart (final Kernel.rqCodeStar) actual, 0.0, 1e-13)
