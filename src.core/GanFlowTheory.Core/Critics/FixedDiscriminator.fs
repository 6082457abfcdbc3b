namespace GanFlowTheory.Core

/// Potentials of networks and discriminators at fixed parameters.
[<AutoOpen>]
module NetworkPotentials =

    /// Potentials.
    [<RequireQualifiedAccess>]
    module Potential =

        /// <summary>The potential of a network with one output at fixed parameters; the gradient is that of the output
        /// in the point.</summary>
        /// <exception cref="T:System.ArgumentException">The network has more than one output, or theta another
        /// length.</exception>
        let ofNetwork (network: Network) (theta: float[]) : Potential =
            if network.OutputSize <> 1 then
                Guard.fail
                    (nameof network)
                    (invariant
                        $"a potential has the shape n x 1, but network '{network.Name}' gives n x {network.OutputSize}.")

            Network.checkParameters network theta
            let theta = Array.copy theta

            Potential.ofBoth
                (fun x -> (Network.outputs network theta x).Data)
                (Network.outputWithGradients network theta)

        /// HZ23's potential c = 1/2 log(1 - D) = -1/2 softplus(d) of a logit d; its gradient is -1/2 sigmoid(d) grad d.
        let ofDiscriminator (logit: Potential) : Potential =
            logit
            |> Potential.compose (fun d -> -0.5 * Elementary.softplus d) (fun d -> -0.5 * Elementary.sigmoid d)

/// Critics of a fixed discriminator.
[<AutoOpen>]
module DiscriminatorCritics =

    /// The critics.
    [<RequireQualifiedAccess>]
    module Critic =

        /// HZ23's critic of a fixed discriminator D = sigmoid(d): the potential 1/2 log(1 - D), whatever the
        /// functional.
        let ofDiscriminator (logit: Potential) : Critic<'q> =
            let c = Potential.ofDiscriminator logit

            let rec critic =
                {
                    Name = "1/2 log(1 - D)"
                    Estimate = Some(fun _ _ _ -> CriticReading.ofPotential critic c)
                    LogDensity = 0.0
                    Memory = None
                }

            critic
