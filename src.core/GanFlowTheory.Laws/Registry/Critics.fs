namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The critics that laws are run on, by the scene they see.
[<AutoOpen>]
module RegisteredCritics =

    // Kernels as wide as the cloud: u stays within a few hundred wherever points lie.
    let private kernels (scene: Scene) : RatioEstimator =
        let h = scene.Q.Spread
        RatioEstimator.kernelDensity (BandwidthChoice.Given(h, 2.0 * h))

    // A logit d of a discriminator, a wave in every coordinate.
    let private logit: Potential =
        Potential.ofPointwise
            (Array.mapi (fun k v -> sin (v - 0.5 * float k)) >> Array.sum)
            (Array.mapi (fun k v -> cos (v - 0.5 * float k)))

    // Trained by a few steps, in whatever dimension the scene has.
    let private trained (scene: Scene) : CriticOptions =
        { CriticOptions.create AdversarialLoss.wgan (Network.multilayer [ scene.P.Dimension; 3; 1 ] Activation.Tanh) with
            Penalties = [ CriticPenalty.witnessGradient 1.0 ]
            Optimiser = Optimiser.adam 0.05
            FirstSteps = 3
        }

    // Sees another place at every draw of the seed.
    let private wandering<'q> : Critic<'q> =
        Critic.create "wandering" (fun _ seed (_: 'q) ->
            let phase = (Seed.uniforms 1 seed)[0]

            Potential.ofPointwise
                (Array.map (fun v -> sin (v + phase)) >> Array.sum)
                (Array.map (fun v -> cos (v + phase))))

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The critics of measures, by name and scene: the exact one, ratios, MonoFlow's with a loss that falls
        /// somewhere, a discriminator's, the kernel witness, one that draws from its seed, and a
        /// trained network.
        let critics<'q when 'q :> IMeasure> : (string * (Scene -> Critic<'q>)) list =
            [
                "exact", (fun _ -> Critic.exact)
                "jsd by kernel densities",
                fun scene -> Critic.ratio (kernels scene) FDivergence.jsd (scene.P.Measure: IMeasure)
                "monoflow of arcsinh by kernel densities",
                fun scene -> Critic.monoFlow (kernels scene) GeneratorLoss.arcsinh (scene.P.Measure: IMeasure)
                "a discriminator", (fun _ -> Critic.ofDiscriminator logit)
                "the kernel witness",
                fun scene -> Critic.sobolevKernelized (Kernel.gaussian 1.0) 0.1 (scene.P.Measure: IMeasure)
                "drawn from the seed", (fun _ -> wandering)
                "a critic network", (fun scene -> Critic.adversarial (trained scene) scene.P.Measure)
            ]

        /// Those among them that see another potential at every seed.
        let internal drawnCritics: string list =
            [ "drawn from the seed"; "a critic network" ]
