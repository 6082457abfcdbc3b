namespace GanFlowTheory.Core

/// <summary>How a critic network is trained against a generator.</summary>
[<NoComparison; NoEquality>]
type CriticOptions =
    {
        /// The network h, trained and evaluated on its engine; how many outputs it must have is the loss's matter.
        Network: Network
        /// What the two contend for.
        Loss: AdversarialLoss
        /// What the critic pays on top of its loss.
        Penalties: CriticPenalty list
        /// The optimiser of its parameters.
        Optimiser: Optimiser
        /// Inner steps before the first step of the generator, at least 0.
        FirstSteps: int
        /// Inner steps at each later step of the generator, at least 0.
        Steps: int
        /// <summary>Points of each law per inner step, and points of the target per step of the generator, drawn anew with
        /// their weights; at least what the loss asks for. Laws with no more points are taken whole.</summary>
        Batch: int
        /// <summary>Whether each inner step draws the generator's samples anew, where its state can be drawn; else all
        /// steps see the samples of the state.</summary>
        DrawsAnew: bool
    }

/// Making options of critics.
[<RequireQualifiedAccess>]
module CriticOptions =

    let internal check (options: CriticOptions) : unit =
        let network, loss = options.Network, options.Loss

        match loss.Outputs with
        | Some outputs when outputs <> network.OutputSize ->
            Guard.fail
                "network"
                (invariant
                    $"network '{network.Name}' must have the {outputs} output of a critic of loss {loss.Name}, but has \
                  {network.OutputSize}.")
        | _ -> ()

        if Network.parameterCount network = 0 then
            Guard.fail "network" (invariant $"network '{network.Name}' must have parameters to train, but has none.")

        Guard.atLeast "firstSteps" 0 options.FirstSteps
        Guard.atLeast "steps" 0 options.Steps

        if options.Batch < loss.LeastBatch then
            Guard.fail
                "batch"
                (invariant
                    $"batch must be at least {loss.LeastBatch} for loss {loss.Name}, which compares different points of a law, \
                  but is {options.Batch}.")

    /// The paper's training: rate 1e-4, 5 steps of the critic per step of the generator, batches of 64 drawn anew
    /// (BSAG18-9), by Adam with the moments beta1 = 0.5 and beta2 = 0.9.
    let create (loss: AdversarialLoss) (network: Network) : CriticOptions =
        let options =
            {
                Network = network
                Loss = loss
                Penalties = []
                Optimiser = Optimiser.adamWith 1e-4 0.5 0.9 1e-8
                FirstSteps = 5
                Steps = 5
                Batch = 64
                DrawsAnew = true
            }

        check options
        options

    /// With the penalties.
    let penalised (penalties: CriticPenalty list) (options: CriticOptions) : CriticOptions =
        { options with Penalties = penalties }

    /// <summary>The MMD GAN with the weights that the paper has for the kernel rq*: penalty 1 on the gradient of the witness
    /// and 1 on the activations; for other kernels it names none on activations (BSAG18-9).</summary>
    let mmd (kernel: Kernel) (network: Network) : CriticOptions =
        create (AdversarialLoss.mmd kernel) network
        |> penalised [ CriticPenalty.witnessGradient 1.0; CriticPenalty.activations 1.0 ]

    /// <summary>The MMD GAN of the energy distance with the paper's weights: penalty 10 on the gradient of the witness and
    /// 1e-4 on the activations (BSAG18-9).</summary>
    let energyDistance (network: Network) : CriticOptions =
        create (AdversarialLoss.mmd Kernel.distance) network
        |> penalised [ CriticPenalty.witnessGradient 10.0; CriticPenalty.activations 1e-4 ]

    /// The scaled MMD GAN (Arbel et al. 2018), whose scale takes the place of penalties; lambda = 1.
    let scaledMmd (kernel: Kernel) (network: Network) : CriticOptions =
        create (AdversarialLoss.scaledMmd 1.0 kernel) network

    /// The Wasserstein GAN with gradient penalty 10 (Gulrajani et al. 2017).
    let wganGp (network: Network) : CriticOptions =
        create AdversarialLoss.wgan network
        |> penalised [ CriticPenalty.witnessGradient 10.0 ]

    /// The Wasserstein GAN with weights clipped to [-0.01, 0.01] by RMSProp with rate 5e-5 (Arjovsky et al. 2017).
    let wganClip (network: Network) : CriticOptions =
        { create AdversarialLoss.wgan network with
            Optimiser = Optimiser.rmsProp 5e-5 0.9 1e-10 |> Optimiser.inBox 0.01
        }

    /// The Cramer GAN with gradient penalty 10 (Bellemare et al. 2017).
    let cramer (network: Network) : CriticOptions =
        create AdversarialLoss.cramer network
        |> penalised [ CriticPenalty.witnessGradient 10.0 ]
