namespace GanFlowTheory.Core.Tests

open System.Threading
open GanFlowTheory.Core

/// What is computed on an engine, and how far it may be from what another computes.
type EngineUse =
    {
        /// What it is, for messages.
        Name: string
        /// The numbers, on an engine.
        Run: Engine -> float[]
        /// What rounding leaves at most, in units of the engine's precision times 1 + the largest number.
        Units: float
    }

/// Networks, states, critics, metrics, flows, games and GAN steps on the engine that their networks and kernels carry.
module EngineUses =

    let private target =
        Empirical.ofPoints ((Target.parse "two-moons").Sample (Seed.create 1) 60)

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

    let private x = Seed.gaussian 7 2 (Seed.create 5)
    let private theta = generator.Initial(Seed.create 6)
    let private phi = discriminator.Initial(Seed.create 7)
    let private affine = Network.affine 2 2

    let private state (network: Network) =
        ParameterState.create network (Seed.gaussian 9 2 (Seed.create 8)) (network.Initial(Seed.create 9))

    // A few products of sums of at most 60 terms of order 1, each rounded in its last places: 9000 units, 1e-12 in float64.
    let private used name run =
        {
            Name = name
            Run = run
            Units = 9000.0
        }

    let private parts: EngineUse list =
        [
            used "values" (fun engine -> (Network.evaluate (Network.on engine generator) theta x).Data)
            used "a potential" (fun engine ->
                ((Potential.ofNetwork (Network.on engine discriminator) phi).Gradient x).Data)
            used "a fit" (fun engine ->
                let fit =
                    (estimator (Network.on engine discriminator)).Fit (Seed.create 3) target (state generator) None

                fit.LogRatio.Value x)
            used "generated points" (fun engine -> (state (Network.on engine generator)).Nodes.Data)
            used "pushed rates" (fun engine -> ((state (Network.on engine generator) :> IParametric).Push theta).Data)
            used "pulled vectors" (fun engine ->
                let q = state (Network.on engine generator)
                (q :> IParametric).Pull q.Noise)
            used "mobilities" (fun engine ->
                (state (Network.on engine generator) :> IParametric).Mobilities()
                |> Array.concat)
            used "the loss of a GAN" (fun engine ->
                let struct (loss, gradient) =
                    GanStep.lossWithGradient
                        GeneratorLoss.vanilla
                        discriminator
                        phi
                        (state (Network.on engine generator))

                Array.append [| loss |] gradient)
            used "the truth of a critic" (fun engine ->
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

                [| truth.OnPoints.Value; truth.OnParameters.Value |])
            used "a value-only functional" (fun engine ->
                let functional: Functional<Empirical> =
                    Functional.ofValueOn engine "E |x|^4" (fun x w ->
                        Tensor.inner w (Tensor.square (Tensor.sumAlong 1 (Tensor.square x))))

                let seen = functional.Evaluate target

                Array.concat
                    [
                        [| seen.Value |]
                        seen.Variation.Gradient.Data
                        (functional.FirstVariation target).Value x
                    ])
            used "unbiased MMD^2 and its error" (fun engine ->
                let kernel = Kernel.on (KernelSums.onEngine engine) Kernel.rqCodeStar
                let estimate = MmdEstimator.unbiased kernel target.Nodes x
                [| estimate.Value; defaultArg estimate.StandardError 0.0 |])
        ]

    let private through (critic: Critic<ParameterState>) (optimiser: Optimiser) : Flow<ParameterState> =
        Flow.createThrough "kl" critic Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised optimiser)

    let private trained (flow: Flow<ParameterState>) (generator: Network) : float[] =
        let path =
            Flow.from (ParameterState.initial generator 24 (Seed.create 2)) flow
            |> Flow.withSeed (Seed.create 4)
            |> Flow.steps 20

        Array.append path.Final.Parameters (path.Final :> IMeasure).Nodes.Data

    /// A GAN of 20 steps, by an optimiser, with its two networks where they are.
    let gan (optimiser: Optimiser) (loss: GeneratorLoss) (generator: Network) (discriminator: Network) : float[] =
        trained (through (Critic.monoFlow (estimator discriminator) loss target) optimiser) generator

    /// The generator and the discriminator of these GANs.
    let networks: Network * Network = generator, discriminator

    let private descent = Optimiser.gradientDescent 0.05

    let private flow (kernel: Kernel) : float[] =
        let flow: Flow<Particles> =
            Flow.create (Functional.mmd kernel target) Metric.wasserstein

        (flow
         |> Flow.steppedBy (Integrator.euler 0.1)
         |> Flow.from (Particles.ofPoints (Seed.gaussian 20 2 (Seed.create 10)))
         |> Flow.steps 10)
            .Final.Nodes.Data

    let private kernelized (engine: Engine) : float[] =
        let generator = Network.on engine generator
        let kernel = Kernel.on (KernelSums.onEngine engine) (Kernel.gaussian 1.0)

        let flow =
            Flow.create (Functional.mmd kernel target) (Metric.kernelized kernel 0.5)
            |> Flow.steppedBy (Integrator.euler 0.1)

        (Flow.from (ParameterState.initial generator 12 (Seed.create 2)) flow
         |> Flow.steps 5)
            .Final.Parameters

    /// A game of a generator against a critic with penalties, three rounds.
    let private game (engine: Engine) : float[] =
        let options =
            { CriticOptions.create AdversarialLoss.wgan (Network.on engine discriminator) with
                Penalties = [ CriticPenalty.witnessGradient 1.0 ]
                Optimiser = descent
                FirstSteps = 2
                Steps = 2
                Batch = 8
            }

        let start = ParameterState.initial (Network.on engine generator) 12 (Seed.create 3)

        let path =
            Game.adversarial options Metric.euclidean (Integrator.optimised descent) target
            |> Game.from (Game.ganStart (Seed.create 9) options.Network start) (GameScheme.criticFirst 2)
            |> Flow.drawingAnew
            |> Flow.withSeed (Seed.create 9)
            |> Flow.steps 3

        (path.Final :> IState<Product<ParameterState, Particles>>).Coordinates

    /// Whole runs, whose later steps feed the roundings of the earlier ones back.
    let private runs: EngineUse list =
        [
            used "an MMD flow" (fun engine -> flow (Kernel.on (KernelSums.onEngine engine) Kernel.rqCodeStar))
            // The system's condition is at most 1 + |g|/lambda, some hundreds.
            { used "a kernelized flow" kernelized with
                Units = 90000.0
            }
            used "an adversarial game" game
            for loss in [ GeneratorLoss.vanilla; GeneratorLoss.nonSaturating ] do
                { used $"a GAN, {loss.Name}, by gradient descent" (fun engine ->
                      let move = Network.on engine
                      gan descent loss (move generator) (move discriminator)) with
                    // Twenty steps, each of which multiplies what there is by at most 1 + 0.05 times a curvature of some units.
                    Units = 90000.0
                }
        ]

    /// Everything.
    let all: EngineUse list = parts @ runs

    /// What is wrong with a use on an engine against the managed one; None where it is within its bound.
    let objection (engine: Engine) (used: EngineUse) : string option =
        let expected, actual = used.Run Engine.managed, used.Run engine
        let scale = 1.0 + (expected |> Array.map abs |> Array.max)

        let allowed = used.Units * Precision.unitRoundoff engine.Precision * scale

        let apart = Array.map2 (fun (u: float) v -> abs (u - v)) expected actual

        if apart |> Array.forall (fun d -> d <= allowed) then
            None
        else
            Some $"{used.Name} on {engine.Name}: {Array.max apart} apart, allowed {allowed}."
