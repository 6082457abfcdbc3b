namespace GanFlowTheory.Core

/// <summary>Losses of the Dirac-GAN by name: h(u) of a generator loss, or the loss of a generated point of a classification
/// loss.</summary>
[<RequireQualifiedAccess>]
module DiracLoss =

    /// The loss h(u) = fake(u) of a classification loss: a discriminator that lowers E_p real + E_q fake, and a generator
    /// that raises it, play the zero-sum game of this h.
    let ofClassification (loss: ClassificationLoss) : GeneratorLoss =
        let u = Tensor.input "u" [| 1 |]
        let value = Tensor.sum (loss.Fake u)

        let program =
            lazy (Engine.compile Engine.standard [ u ] [ value; Differentiate.gradient value u ])

        let at part (u: float) =
            let found: float[][] = program.Value.Evaluate [| [| u |] |]
            found[part][0]

        { GeneratorLoss.create loss.Name (at 0) (at 1) with
            Formula = (invariant $"the loss of a generated point of {loss.Name}")
        }

    /// How they are spelled: as generator losses and classification losses are.
    let forms: Form<GeneratorLoss> list =
        GeneratorLoss.forms
        @ (ClassificationLoss.forms |> List.map (Form.map ofClassification))

    /// The loss with the name; an argument error names the nearest one for any other text.
    let parse (expression: string) : GeneratorLoss = Form.read "loss" forms expression

/// Dirac-GANs.
[<AutoOpen>]
module DiracGames =

    // f(<x, y>) + gamma/2 |x|^2 as a function of the point x.
    let private player
        (name: string)
        (whose: string)
        (f: float -> float)
        (slope: float -> float)
        (gamma: float)
        : Player<Particles, Particles> =
        Guard.nonNegative (nameof gamma) gamma

        Player.ofFunctional
            name
            (fun other ->
                let y = OnePoint.coordinates whose None other

                Functional.potential
                    name
                    (Potential.ofPointwise (fun x -> f (OnePoint.dot x y) + 0.5 * gamma * OnePoint.dot x x) (fun x ->
                        let s = slope (OnePoint.dot x y)
                        Array.map2 (fun x y -> s * y + gamma * x) x y)))
            Metric.wasserstein

    let private against (loss: GeneratorLoss) (value: float -> float) (slope: float -> float) (gamma: float) =
        Game.create
            (player "generator" "discriminator" (fun u -> -(loss.Value u)) (fun u -> -(loss.Slope u)) 0.0)
            (player "discriminator" "generator" value slope gamma)

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>The Dirac-GAN (Mescheder et al. 2018): a generated point theta against a linear discriminator psi, data at
        /// 0, log-ratio u = <c>&lt;theta, psi></c>; theta lowers -h(u), psi lowers h(u) + gamma/2 |psi|^2, gamma >= 0 the
        /// R1 penalty. With gamma = 0 the game is zero-sum and its flow keeps |theta|^2 + |psi|^2 for every h; with
        /// gamma > 0 that falls at the rate 2 gamma |psi|^2 (T21).</summary>
        let dirac (loss: GeneratorLoss) (gamma: float) : Game<Product<Particles, Particles>> =
            against loss loss.Value loss.Slope gamma

        /// <summary>The Dirac-GAN of two losses: psi lowers the classification loss fake(u) + gamma/2 |psi|^2, theta lowers
        /// -h(u), such as cross-entropy against the non-saturating h. It is zero-sum where h = fake, such as for
        /// vanilla; elsewhere |theta|^2 + |psi|^2 changes.</summary>
        let diracAgainst
            (classification: ClassificationLoss)
            (loss: GeneratorLoss)
            (gamma: float)
            : Game<Product<Particles, Particles>> =
            let fake = DiracLoss.ofClassification classification
            against loss fake.Value fake.Slope gamma
