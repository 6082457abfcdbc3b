namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The runs that the laws of going on and of measuring are checked on: every integrator and optimiser, every critic.
[<AutoOpen>]
module internal RegisteredResumes =

    let private target: Empirical =
        Empirical.ofPoints (Points.scale 1.5 (Seed.gaussian 24 2 (Seed.create 1)))

    let private particles = Particles.ofPoints (Seed.gaussian 16 2 (Seed.create 2))

    let private seeded start flow =
        Flow.from start flow |> Flow.withSeed (Seed.create 9)

    let private stepped (integrator: Integrator) : Run<Particles> =
        let flow =
            Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target)
            |> Flow.steppedBy integrator

        match integrator.Control with
        // Descent refuses steps that noise leads astray.
        | StepControl.Descent _ -> flow
        | _ -> flow |> Flow.withNoise 0.1
        |> seeded particles

    let private discriminator steps : RatioEstimator =
        RatioEstimator.discriminator
            { DiscriminatorOptions.standard (Network.multilayer [ 2; 6; 1 ] (Activation.LeakyRelu 0.2)) with
                FirstSteps = steps
                Steps = 2
                Batch = 8
            }

    let private estimators: (string * RatioEstimator) list =
        [
            "kernel densities", RatioEstimator.kernelDensity BandwidthChoice.Separate
            "gaussians", RatioEstimator.gaussian
            "least squares", RatioEstimator.leastSquares KernelRatioOptions.standard
            "kernel logistic", RatioEstimator.kernelLogistic KernelRatioOptions.standard
            "discriminator", discriminator 4
        ]

    let private seen (critic: Critic<Particles>) : Run<Particles> =
        Flow.through "kl" critic
        |> Flow.steppedBy (Integrator.euler 0.05)
        |> seeded particles

    let private generator =
        ParameterState.initial (Network.multilayer [ 2; 5; 2 ] Activation.Tanh) 12 (Seed.create 3)

    let private gan: Flow<ParameterState> =
        Flow.createThrough "kl" (Critic.monoFlow (discriminator 3) GeneratorLoss.nonSaturating target) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 0.01))
        |> Flow.withFreshNoise

    // A critic network with a box, penalties on segments, and batches drawn anew.
    let private adversarial (loss: AdversarialLoss) : CriticOptions =
        { CriticOptions.create loss (Network.multilayer [ 2; 4; defaultArg loss.Outputs 2 ] (Activation.LeakyRelu 0.2)) with
            Penalties = [ CriticPenalty.witnessGradient 1.0; CriticPenalty.activations 0.1 ]
            Optimiser = Optimiser.inBox 0.5 (Optimiser.adam 0.01)
            FirstSteps = 4
            Steps = 2
            Batch = 8
        }

    let private against (loss: AdversarialLoss) : Flow<ParameterState> =
        Flow.createThrough loss.Name (Critic.adversarial (adversarial loss) target) Metric.euclidean
        |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 0.01))
        |> Flow.withFreshNoise

    let private played (loss: AdversarialLoss) : Run<Product<ParameterState, Particles>> =
        let options = adversarial loss
        let seed = Seed.create 9

        Game.adversarial options Metric.euclidean (Integrator.optimised (Optimiser.adam 0.01)) target
        |> Game.from (Game.ganStart seed options.Network generator) (GameScheme.criticFirst 2)
        |> Flow.drawingAnew
        |> Flow.withSeed seed

    let private persistent (integrator: Integrator) : Run<ParameterState> =
        Flow.create (Functional.mmd (Kernel.gaussian 1.0) target) Metric.euclidean
        |> Flow.steppedBy integrator
        |> Flow.persistently 3 0.1
        |> seeded generator

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        // Going on and measuring, for every registered integrator and optimiser and every critic.
        let private both: (Law * Law) list =
            let law name run =
                ResumeLaws.resumed name ResumeLaws.throughFile run, MeasuringLaws.sparse name MeasuringLaws.library run

            [
                for integrator in Registry.integrators do
                    law integrator.Name (stepped integrator)

                for optimiser in Registry.optimisers do
                    let integrator = Integrator.optimised optimiser
                    law integrator.Name (stepped integrator)

                for name, estimator in estimators do
                    law $"critic by {name}" (seen (Critic.ratio estimator FDivergence.kl target))

                law
                    "critic score, by diffusion"
                    (seen (Critic.score (Density.ofMixture "p" (GaussianMixture.standard 2))))

                law
                    "critic sobolev-kernelized"
                    (Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target)
                     |> Flow.seenBy (Critic.sobolevKernelized (Kernel.gaussian 1.0) 0.1 target)
                     |> seeded particles)

                law "a GAN with fresh noise" (seeded generator gan)

                for loss in
                    [
                        AdversarialLoss.mmd Kernel.rqPaper
                        AdversarialLoss.wgan
                        AdversarialLoss.cramer
                    ] do
                    law
                        $"particles against a critic network, {loss.Name}"
                        (Flow.createThrough loss.Name (Critic.adversarial (adversarial loss) target) Metric.wasserstein
                         |> Flow.steppedBy (Integrator.euler 0.05)
                         |> seeded particles)

                    law $"a generator against a critic network, {loss.Name}" (seeded generator (against loss))
                    law $"a game against a critic network, {loss.Name}" (played loss)
                law "persistent training by adam" (persistent (Integrator.optimised (Optimiser.adam 0.01)))
                law "persistent training by euler" (persistent (Integrator.euler 0.1))
            ]

        /// Going on, for every registered integrator and optimiser and every critic.
        let internal resumes: Law list = both |> List.map fst

        /// Measuring now and then, for the same runs.
        let internal sparse: Law list = both |> List.map snd

        /// A run whose optimiser remembers, with noise.
        let internal remembering: Run<Particles> =
            stepped (Integrator.optimised (Optimiser.heavyBall 0.1 0.5))
