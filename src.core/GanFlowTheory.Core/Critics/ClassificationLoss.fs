namespace GanFlowTheory.Core

/// <summary>
/// A classification loss in terms of the log-ratio: a discriminator minimises E_p real(u) + E_q fake(u), whose
/// minimiser is u* = log r, r = p/q (YZL23-4). With losses phi, psi of a score d these are phi(d(u)) and psi(d(u)),
/// where d(u) is the score that r = -psi'(d)/phi'(d) gives: the network's output is always a
/// log-ratio, and needs no clamp.
/// </summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type ClassificationLoss =
    {
        /// The name, as on the command line.
        Name: string
        /// The formulas of both losses, in u.
        Description: string
        /// The loss of a point of the target with log-ratio u, entry by entry.
        Real: Tensor -> Tensor
        /// The loss of a point of the current law with log-ratio u, entry by entry.
        Fake: Tensor -> Tensor
    }

    /// Its name.
    override this.ToString() = this.Name

/// The classification losses.
[<RequireQualifiedAccess>]
module ClassificationLoss =

    /// A loss of your own, from the losses of a point of the target and of the current law, entry by entry; its
    /// minimiser must be u* = log r.
    let create (name: string) (real: Tensor -> Tensor) (fake: Tensor -> Tensor) : ClassificationLoss =
        {
            Name = name
            Description = ""
            Real = real
            Fake = fake
        }

    /// Binary cross-entropy, the loss of the vanilla GAN: real log(1 + e^-u), fake log(1 + e^u); d = u.
    let crossEntropy: ClassificationLoss =
        {
            Name = "cross-entropy"
            Description = "real log(1 + e^-u), fake log(1 + e^u), u = log r"
            Real = fun u -> -(Tensor.logSigmoid u)
            Fake = Tensor.softplus
        }

    /// Least squares, phi = (1 - d)^2 and psi = (1 + d)^2: d = tanh(u/2).
    let leastSquares: ClassificationLoss =
        let score (u: Tensor) = Tensor.tanh (0.5 * u)

        {
            Name = "least-squares"
            Description = "real (1 - d)^2, fake (1 + d)^2, d = tanh(u/2)"
            Real = fun u -> Tensor.square (1.0 - score u)
            Fake = fun u -> Tensor.square (1.0 + score u)
        }

    /// Exponential (boosting), phi = e^-d and psi = e^d: d = u/2.
    let exponential: ClassificationLoss =
        {
            Name = "exponential"
            Description = "real e^(-u/2), fake e^(u/2)"
            Real = fun u -> Tensor.exp (-0.5 * u)
            Fake = fun u -> Tensor.exp (0.5 * u)
        }

    /// Least-squares importance fitting, phi = -d and psi = d^2/2: d = e^u.
    let importance: ClassificationLoss =
        {
            Name = "importance"
            Description = "real -e^u, fake e^(2u)/2"
            Real = fun u -> -(Tensor.exp u)
            Fake = fun u -> 0.5 * Tensor.exp (2.0 * u)
        }

    /// The variational form of KL(p||q) (Nguyen, Wainwright and Jordan), phi = -d and psi = e^(d - 1): d = u + 1.
    let variational: ClassificationLoss =
        {
            Name = "variational"
            Description = "real -u - 1, fake e^u"
            Real = fun u -> -(u + 1.0)
            Fake = Tensor.exp
        }

    /// All of them.
    let all: ClassificationLoss list =
        [ crossEntropy; leastSquares; exponential; importance; variational ]

    /// How they are spelled.
    let forms: Form<ClassificationLoss> list =
        all |> List.map (fun loss -> Form.plain loss.Name loss.Description loss)

    /// The loss with the name; an argument error names the nearest one for any other text.
    let parse (expression: string) : ClassificationLoss =
        Form.read "classification loss" forms expression
