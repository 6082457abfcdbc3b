namespace GanFlowTheory.Bench

open System
open GanFlowTheory.Core

/// <summary>Trainings through the loop of flows: what a step costs with all that goes on around it.</summary>
[<RequireQualifiedAccess>]
module Training =

    // The rows of noise and of the target in a step.
    [<Literal>]
    let private Batch = 256

    /// <summary>The GAN of HandWritten as a composition through the loop of flows: a discriminator of one inner step that is
    /// warm-started, the Euclidean metric, Adam.</summary>
    let flowGan () : FlowSteps<ParameterState> =
        let adam = Optimiser.adamWith 1e-3 0.5 0.9 1e-8

        let discriminator =
            { DiscriminatorOptions.standard (Network.multilayer [ 2; 512; 256; 1 ] (Activation.LeakyRelu 0.2)) with
                FirstSteps = 1
                Steps = 1
                Batch = Batch
                HeldOut = 0.0
                Optimiser = adam
            }

        let target =
            (Target.parse "eight-gaussians").Sample (Seed.create 1) 2000
            |> Empirical.ofPoints

        let critic =
            Critic.monoFlow (RatioEstimator.discriminator discriminator) GeneratorLoss.nonSaturating target

        let generator = Network.multilayer [ 16; 128; 128; 2 ] Activation.Tanh

        Flow.createThrough "kl" critic Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised adam)
        |> Flow.from (ParameterState.initial generator Batch (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps

    /// <summary>An MMD GAN of 8 x 8 images with the rational quadratics of BSAG18 and their linear kernel: critic with filters
    /// and twice as many in its two layers, five steps of it to one of the generator, batch 64, both penalties.</summary>
    let mmdGan (filters: int) : FlowSteps<ParameterState> =
        let critic =
            Network.parse (FormattableString.Invariant $"8x8-{filters}-{2 * filters}-16:leaky-relu:0.2")

        let options = CriticOptions.mmd (Kernel.add Kernel.rqPaper Kernel.dot) critic
        let target = Seed.gaussian 2000 64 (Seed.create 5) |> Empirical.ofPoints

        Flow.createThrough "mmd" (Critic.adversarial options target) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised options.Optimiser)
        |> Flow.withFreshNoise
        |> Flow.from (ParameterState.initial (Network.parse "16-32-16-8x8:relu") 64 (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps

    /// <summary>The kernelized flow of a generator 16-32-14 with tanh, 1,006 parameters, on 512 samples of noise:
    /// matrix-free, MN21-2.</summary>
    let kernelized () : FlowSteps<ParameterState> =
        let kernel = Kernel.gaussian 1.0
        let target = Seed.gaussian 512 14 (Seed.create 5) |> Empirical.ofPoints
        let generator = Network.multilayer [ 16; 32; 14 ] Activation.Tanh

        Flow.create (Functional.mmd kernel target) (Metric.kernelized kernel 0.1)
        |> Flow.steppedBy (Integrator.euler 0.1)
        |> Flow.from (ParameterState.initial generator 512 (Seed.create 3))
        |> Flow.reusing
        |> FlowSteps
