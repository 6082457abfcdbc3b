namespace GanFlowTheory.Core

open System

/// <summary>How a discriminator network is trained to give log r.</summary>
[<NoComparison; NoEquality>]
type DiscriminatorOptions =
    {
        /// The network, with one output: log r. It is trained and evaluated on its engine.
        Network: Network
        /// The classification loss.
        Loss: ClassificationLoss
        /// The optimiser of its parameters.
        Optimiser: Optimiser
        /// Inner steps of the first fit, at least 0.
        FirstSteps: int
        /// Inner steps of each later fit, which starts where the one before ended, at least 0.
        Steps: int
        /// Points of each law per inner step, at least 1, drawn anew with their weights; laws with no more points are
        /// taken whole.
        Batch: int
        /// What the network pays on top of its loss, such as R1, gamma/2 E_p |grad u|^2.
        Penalties: CriticPenalty list
        /// The part of both laws, in [0, 1/2], that inner steps do not see: the score of the fit is measured there. 0
        /// for no score.
        HeldOut: float
        /// Inner steps end early once the held-out score has not improved at this many checks in a row, every tenth
        /// step; at least 1, None to take all of them.
        Patience: int option
    }

/// Making options of discriminators.
[<RequireQualifiedAccess>]
module DiscriminatorOptions =

    let internal check (options: DiscriminatorOptions) =
        if options.Network.OutputSize <> 1 then
            Guard.fail
                "network"
                (invariant
                    $"network '{options.Network.Name}' must have one output, the log-ratio, but has \
                  {options.Network.OutputSize}.")

        Guard.atLeast "firstSteps" 0 options.FirstSteps
        Guard.atLeast "steps" 0 options.Steps
        Guard.atLeast "batch" 1 options.Batch
        options.Patience |> Option.iter (Guard.atLeast "patience" 1)

        if not (options.HeldOut >= 0.0 && options.HeldOut <= 0.5) then
            Guard.fail "heldOut" (invariant $"heldOut must lie in [0, 0.5], but is {options.HeldOut}.")

        if options.Patience.IsSome && options.HeldOut = 0.0 then
            Guard.fail "heldOut" "heldOut must be above 0 where patience ends the inner steps by the held-out score."

    /// The same network trained by the same steps against a generator; the generator's own loss is not asked.
    let internal toCritic (options: DiscriminatorOptions) : CriticOptions =
        {
            Network = options.Network
            Loss = AdversarialLoss.classification options.Loss "logit" id
            Penalties = options.Penalties
            Optimiser = options.Optimiser
            FirstSteps = options.FirstSteps
            Steps = options.Steps
            Batch = options.Batch
            DrawsAnew = false
        }

    /// Cross-entropy by Adam with rate 1e-3, 500 inner steps at first and 10 later, batches of 256, no penalty, a fifth
    /// held out, all inner steps taken.
    let standard (network: Network) : DiscriminatorOptions =
        let options =
            {
                Network = network
                Loss = ClassificationLoss.crossEntropy
                Optimiser = Optimiser.adam 1e-3
                FirstSteps = 500
                Steps = 10
                Batch = 256
                Penalties = []
                HeldOut = 0.2
                Patience = None
            }

        check options
        options
