namespace GanFlowTheory.Core

/// <summary>What a generator and a critic network contend for: a loss of each, from the critic's outputs on a batch of the
/// target p and one of the generated law q, and the critic's witness, the function whose gradients penalties
/// hold.</summary>
[<NoComparison; NoEquality>]
[<StructuredFormatDisplay("{Name}")>]
type AdversarialLoss =
    {
        /// The name, as on the command line.
        Name: string
        /// The formula.
        Description: string
        /// How many outputs the critic must have; None for any number.
        Outputs: int option
        /// The fewest points of each law that the loss can be taken on, at least 1.
        LeastBatch: int
        /// What the critic lowers, a number; penalties come on top.
        Critic: CriticBatch -> Tensor
        /// What the generator lowers, a number.
        Generator: CriticBatch -> Tensor
        /// <summary>The witness at further points, from the critic's outputs there, r x k to r: the function f for which the
        /// loss tells target from current law. It holds the batch.</summary>
        Witness: CriticBatch -> Tensor -> Tensor
        /// Whether what the critic lowers is minus what the generator lowers.
        IsZeroSum: bool
        /// Whether a part of the generator's loss is held while the rest is differentiated, so that its gradient is not
        /// that of its value.
        IsDetached: bool
    }

    /// Its name.
    override this.ToString() = this.Name

/// The losses.
[<RequireQualifiedAccess>]
module AdversarialLoss =

    // A column of outputs as a vector.
    let private flat (outputs: Tensor) : Tensor =
        Tensor.reshape [| outputs.Extents[0] |] outputs

    // sum_ij v_i A_ij w_j.
    let private bilinear (v: Tensor) (a: Tensor) (w: Tensor) : Tensor =
        Tensor.dot a (Tensor.reshape [| w.Extents[0]; 1 |] w) |> flat |> Tensor.inner v

    // Of n x m values and m weights.
    let private averaged (values: Tensor) (weights: Tensor) : Tensor =
        Tensor.dot values (Tensor.reshape [| weights.Extents[0]; 1 |] weights) |> flat

    // sum_{i != j} w_i w_j A_ij / (1 - sum w_i^2), unbiased for equal weights: the mean over pairs of different points.
    let private betweenDifferent (a: Tensor) (diagonal: Tensor) (w: Tensor) : Tensor =
        let squares = Tensor.square w
        (bilinear w a w - Tensor.inner squares diagonal) / (1.0 - Tensor.sum squares)

    let private scalarOutput = Some 1

    /// <summary>A zero-sum loss of your own: what the generator lowers and the critic raises, and the critic's
    /// witness.</summary>
    let zeroSum
        (name: string)
        (value: CriticBatch -> Tensor)
        (witness: CriticBatch -> Tensor -> Tensor)
        : AdversarialLoss =
        {
            Name = name
            Description = ""
            Outputs = None
            LeastBatch = 1
            Critic = fun batch -> -(value batch)
            Generator = value
            Witness = witness
            IsZeroSum = true
            IsDetached = false
        }

    /// <summary>A loss of your own: what the critic lowers, what the generator lowers, and the critic's
    /// witness.</summary>
    let create
        (name: string)
        (critic: CriticBatch -> Tensor)
        (generator: CriticBatch -> Tensor)
        (witness: CriticBatch -> Tensor -> Tensor)
        : AdversarialLoss =
        { zeroSum name generator witness with
            Critic = critic
            IsZeroSum = false
        }

    /// The unbiased estimate of MMD^2 of the critic's outputs, and what it takes.
    let private mmdOf (kernel: Kernel) (batch: CriticBatch) : Tensor =
        let x, y = batch.Target, batch.Current
        let wx, wy = batch.TargetWeights, batch.CurrentWeights

        let within points w =
            betweenDifferent (Kernel.matrix points points kernel) (Kernel.diagonal points kernel) w

        within x wx + within y wy - 2.0 * bilinear wx (Kernel.matrix x y kernel) wy

    let private mmdWitness (kernel: Kernel) (batch: CriticBatch) (at: Tensor) : Tensor =
        averaged (Kernel.matrix at batch.Target kernel) batch.TargetWeights
        - averaged (Kernel.matrix at batch.Current kernel) batch.CurrentWeights

    /// <summary>MMD^2 of k(h(x), h(y)) by its unbiased estimate, which the critic raises and the generator lowers; the
    /// witness is f(t) = E_p k(h(x), h(t)) - E_q k(h(y), h(t)), not normalised (BSAG18).</summary>
    let mmd (kernel: Kernel) : AdversarialLoss =
        { zeroSum (invariant $"mmd:{kernel.Name}") (mmdOf kernel) (mmdWitness kernel) with
            Description = "MMD^2 of k(h(x), h(y)), unbiased"
            LeastBatch = 2
        }

    // The derivatives of each output in the points, each n x d; rows do not mix.
    let private outputDerivatives (batch: CriticBatch) (points: Tensor) : Tensor * Tensor list =
        // A node of its own, so that the points' other uses are not differentiated.
        let here = Tensor.detach points
        let h = batch.At here

        h,
        [
            for a in 0 .. h.Extents[1] - 1 -> Differentiate.gradient (Tensor.sum (Tensor.slice 1 a 1 h)) here
        ]

    /// <summary>Scaled MMD^2 (Arbel et al. 2018): MMD^2 of k(h(x), h(y)) over lambda + E_p k(h(x), h(x)) + E_p sum_j |d_j
    /// k(h(x), .)|^2, which bounds how steep the witness can be near the target; lambda > 0. The kernel has mixed second
    /// derivatives.</summary>
    let scaledMmd (lambda: float) (kernel: Kernel) : AdversarialLoss =
        Guard.positive (nameof lambda) lambda
        Kernel.requireMixedDerivatives (nameof kernel) kernel

        let scale (batch: CriticBatch) : Tensor =
            let h, derivatives = outputDerivatives batch batch.TargetPoints

            let norms = Kernel.diagonal h kernel + Kernel.embeddingSpeed h derivatives kernel

            lambda + Tensor.inner batch.TargetWeights norms

        { zeroSum (invariant $"smmd:{kernel.Name}") (fun batch -> mmdOf kernel batch / scale batch) (fun batch at ->
              mmdWitness kernel batch at / Tensor.sqrt (scale batch)) with
            Description = "MMD^2 of k(h(x), h(y)) over how steep its witness can be"
            LeastBatch = 2
        }

    /// <summary>E_p h - E_q h, which the critic raises and the generator lowers: the Wasserstein GAN (Arjovsky et al.
    /// 2017). The witness is h.</summary>
    let wgan: AdversarialLoss =
        let value (batch: CriticBatch) =
            Tensor.inner batch.TargetWeights (flat batch.Target)
            - Tensor.inner batch.CurrentWeights (flat batch.Current)

        { zeroSum "wgan" value (fun _ at -> flat at) with
            Description = "E_p h - E_q h"
            Outputs = scalarOutput
        }

    // |a_i - b_j|.
    let private distances (a: Tensor) (b: Tensor) : Tensor =
        Tensor.sqrt (Tensor.squaredDistances a b)

    let private norms (a: Tensor) : Tensor =
        Tensor.sqrt (Tensor.square a |> Tensor.sumAlong 1)

    // E_q |h(t) - h(y)| - |h(t)|.
    let private cramerWitness (batch: CriticBatch) (at: Tensor) : Tensor =
        averaged (distances at batch.Current) batch.CurrentWeights - norms at

    // E |h(y) - h(y')| of different points of the current law.
    let private spread (batch: CriticBatch) : Tensor =
        let y, w = batch.Current, batch.CurrentWeights
        betweenDifferent (distances y y) (Tensor.fill w.Extents 0.0) w

    // E_p f - E_q f for f(t) = E_q |h(t) - h(y)| - |h(t)|, with different points of q.
    let private cramerSurrogate (batch: CriticBatch) : Tensor =
        let x, y = batch.Target, batch.Current
        let wx, wy = batch.TargetWeights, batch.CurrentWeights

        bilinear wx (distances x y) wy - Tensor.inner wx (norms x) - spread batch
        + Tensor.inner wy (norms y)

    /// <summary>The surrogate loss of the Cramer GAN for both players, E_p f - E_q f with f(t) = E_q |h(t) - h(y)| - |h(t)|,
    /// which can vanish where p and q differ (BSAG18, section 2.3).</summary>
    let cramerSurrogateLoss: AdversarialLoss =
        { zeroSum "cramer-surrogate" cramerSurrogate cramerWitness with
            Description = "E_p f - E_q f, f(t) = E_q |h(t) - h(y)| - |h(t)|, for both players"
            LeastBatch = 2
        }

    /// <summary>The Cramer GAN (Bellemare et al. 2017, algorithm 1): the critic raises the surrogate E_p f - E_q f with f(t)
    /// = E_q |h(t) - h(y)| - |h(t)|, the generator lowers the energy distance 2 E |h(x) - h(y)| - E |h(y) - h(y')| without
    /// its constant.</summary>
    let cramer: AdversarialLoss =
        let energy (batch: CriticBatch) =
            2.0
            * bilinear batch.TargetWeights (distances batch.Target batch.Current) batch.CurrentWeights
            - spread batch

        { create "cramer" (fun batch -> -(cramerSurrogate batch)) energy cramerWitness with
            Description =
                "the critic: E_p f - E_q f, f(t) = E_q |h(t) - h(y)| - |h(t)|; the generator: the energy distance"
            LeastBatch = 2
        }

    /// <summary>Classification: the critic lowers E_p real(u) + E_q fake(u) with its one output u = log r, the generator -E_q
    /// h(u), h given entry by entry under a name; the witness is u (YZL23-4).</summary>
    let classification (loss: ClassificationLoss) (generator: string) (h: Tensor -> Tensor) : AdversarialLoss =
        let critic (batch: CriticBatch) =
            Tensor.inner batch.TargetWeights (loss.Real(flat batch.Target))
            + Tensor.inner batch.CurrentWeights (loss.Fake(flat batch.Current))

        let lowered (batch: CriticBatch) =
            -(Tensor.inner batch.CurrentWeights (h (flat batch.Current)))

        { create (invariant $"{loss.Name}/{generator}") critic lowered (fun _ at -> flat at) with
            Description = invariant $"the critic: {loss.Description}; the generator: -E_q h(u), h {generator}"
            Outputs = scalarOutput
        }

    /// The vanilla GAN: cross-entropy, and the generator lowers E log(1 - D) = -E log(1 + e^u) (Goodfellow et al. 2014).
    let vanilla: AdversarialLoss =
        classification ClassificationLoss.crossEntropy "vanilla" Tensor.softplus

    /// The non-saturating GAN: cross-entropy, and the generator lowers -E log D.
    let nonSaturating: AdversarialLoss =
        classification ClassificationLoss.crossEntropy "non-saturating" Tensor.logSigmoid
