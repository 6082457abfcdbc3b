using System;
using GanFlowTheory.Core;
using Microsoft.FSharp.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a generator and a critic network contend for: a loss of each, from the critic's outputs on a batch of the target
/// p and one of the generated law q, and the critic's witness, the function whose gradients penalties hold.</summary>
public sealed class AdversarialLoss
{
    internal AdversarialLoss(Core.AdversarialLoss wrapped) => Wrapped = wrapped;

    internal Core.AdversarialLoss Wrapped { get; }

    /// <summary>The name, as on the command line.</summary>
    public string Name => Wrapped.Name;

    /// <summary>The formula.</summary>
    public string Description => Wrapped.Description;

    /// <summary>How many outputs the critic must have; null for any number.</summary>
    public int? Outputs => Wrapped.Outputs.OrNull();

    /// <summary>The fewest points of each law that the loss can be taken on, at least 1.</summary>
    public int LeastBatch => Wrapped.LeastBatch;

    /// <summary>Whether what the critic lowers is minus what the generator lowers.</summary>
    public bool IsZeroSum => Wrapped.IsZeroSum;

    /// <summary>Whether a part of the generator's loss is held while the rest is differentiated, so that its gradient is not that
    /// of its value.</summary>
    public bool IsDetached => Wrapped.IsDetached;

    /// <summary>MMD^2 of k(h(x), h(y)) by its unbiased estimate, which the critic raises and the generator lowers; the witness is
    /// f(t) = E_p k(h(x), h(t)) - E_q k(h(y), h(t)), not normalised (BSAG18).</summary>
    /// <param name="kernel">k.</param>
    public static AdversarialLoss Mmd(Kernel kernel) =>
        new(AdversarialLossModule.mmd(kernel.NotNull(nameof(kernel)).Wrapped));

    /// <summary>Scaled MMD^2 (Arbel et al. 2018): MMD^2 of k(h(x), h(y)) over lambda + E_p k(h(x), h(x)) + E_p sum_j |d_j k(h(x),
    /// .)|^2, which bounds how steep the witness can be near the target; lambda &gt; 0. The kernel has mixed second
    /// derivatives.</summary>
    /// <param name="lambda">&gt; 0.</param>
    /// <param name="kernel">k.</param>
    /// <exception cref="ArgumentException">lambda is not positive, or the kernel has a cusp.</exception>
    public static AdversarialLoss ScaledMmd(double lambda, Kernel kernel) =>
        new(AdversarialLossModule.scaledMmd(lambda, kernel.NotNull(nameof(kernel)).Wrapped));

    /// <summary>E_p h - E_q h, which the critic raises and the generator lowers: the Wasserstein GAN (Arjovsky et al. 2017). The
    /// witness is h.</summary>
    public static AdversarialLoss Wgan { get; } = new(AdversarialLossModule.wgan);

    /// <summary>The Cramer GAN (Bellemare et al. 2017, algorithm 1): the critic raises the surrogate E_p f - E_q f with f(t) = E_q
    /// |h(t) - h(y)| - |h(t)|, the generator lowers the energy distance 2 E |h(x) - h(y)| - E |h(y) - h(y')| without its
    /// constant.</summary>
    public static AdversarialLoss Cramer { get; } = new(AdversarialLossModule.cramer);

    /// <summary>The surrogate loss of the Cramer GAN for both players, E_p f - E_q f with f(t) = E_q |h(t) - h(y)| - |h(t)|, which
    /// can vanish where p and q differ (BSAG18, section 2.3).</summary>
    public static AdversarialLoss CramerSurrogateLoss { get; } = new(AdversarialLossModule.cramerSurrogateLoss);

    /// <summary>The vanilla GAN: cross-entropy, and the generator lowers E log(1 - D) = -E log(1 + e^u) (Goodfellow et al.
    /// 2014).</summary>
    public static AdversarialLoss Vanilla { get; } = new(AdversarialLossModule.vanilla);

    /// <summary>The non-saturating GAN: cross-entropy, and the generator lowers -E log D.</summary>
    public static AdversarialLoss NonSaturating { get; } = new(AdversarialLossModule.nonSaturating);

    /// <summary>Classification: the critic lowers E_p real(u) + E_q fake(u) with its one output u = log r, the generator -E_q h(u),
    /// h given entry by entry under a name; the witness is u (YZL23-4).</summary>
    /// <param name="loss">The losses of the critic.</param>
    /// <param name="generator">The name of h.</param>
    /// <param name="h">h, entry by entry.</param>
    public static AdversarialLoss Classification(ClassificationLoss loss, string generator, Func<Tensor, Tensor> h)
    {
        ArgumentNullException.ThrowIfNull(h);
        return new(AdversarialLossModule.classification(
            loss.NotNull(nameof(loss)).Wrapped,
            generator.NotNull(nameof(generator)),
            Fun((Core.Tensor u) => Tensor.CoreOf(h(new Tensor(u)), nameof(h)))));
    }

    /// <summary>A zero-sum loss of your own: what the generator lowers and the critic raises, and the critic's witness.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">A number from a batch.</param>
    /// <param name="witness">The witness at further points, from the batch and the critic's outputs there, r x k to r.</param>
    public static AdversarialLoss ZeroSum(
        string name, Func<CriticBatch, Tensor> value, Func<CriticBatch, Tensor, Tensor> witness) =>
        new(AdversarialLossModule.zeroSum(
            name.NotNull(nameof(name)), OnBatch(value, nameof(value)), OnBatch(witness, nameof(witness))));

    /// <summary>A loss of your own: what the critic lowers, what the generator lowers, and the critic's witness.</summary>
    /// <param name="name">The name.</param>
    /// <param name="critic">What the critic lowers, a number from a batch.</param>
    /// <param name="generator">What the generator lowers, a number from a batch.</param>
    /// <param name="witness">The witness at further points, from the batch and the critic's outputs there, r x k to r.</param>
    /// <param name="outputs">How many outputs the critic must have; null for any number.</param>
    /// <param name="leastBatch">The fewest points of each law that the loss can be taken on, at least 1.</param>
    /// <param name="isDetached">Whether a part of the generator's loss is held while the rest is differentiated.</param>
    public static AdversarialLoss Create(
        string name,
        Func<CriticBatch, Tensor> critic,
        Func<CriticBatch, Tensor> generator,
        Func<CriticBatch, Tensor, Tensor> witness,
        int? outputs = null,
        int leastBatch = 1,
        bool isDetached = false)
    {
        var loss = AdversarialLossModule.create(
            name.NotNull(nameof(name)), OnBatch(critic, nameof(critic)), OnBatch(generator, nameof(generator)),
            OnBatch(witness, nameof(witness)));
        return new(new(
            loss.Name, loss.Description, outputs.Option(), leastBatch, loss.Critic, loss.Generator, loss.Witness, loss.IsZeroSum,
            isDetached));
    }

    /// <summary>What the critic lowers on a batch, a number.</summary>
    /// <param name="batch">The batch.</param>
    public Tensor Critic(CriticBatch batch) => new(Wrapped.Critic.Invoke(batch.NotNull(nameof(batch)).Wrapped));

    /// <summary>What the generator lowers on a batch, a number.</summary>
    /// <param name="batch">The batch.</param>
    public Tensor Generator(CriticBatch batch) => new(Wrapped.Generator.Invoke(batch.NotNull(nameof(batch)).Wrapped));

    /// <summary>The witness at further points, from the critic's outputs there, r x k to r. It holds the batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="outputs">r x k.</param>
    public Tensor Witness(CriticBatch batch, Tensor outputs) => new(
        Wrapped.Witness.Invoke(batch.NotNull(nameof(batch)).Wrapped).Invoke(Tensor.CoreOf(outputs, nameof(outputs))));

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static FSharpFunc<Core.CriticBatch, Core.Tensor> OnBatch(Func<CriticBatch, Tensor> f, string name)
    {
        _ = f.NotNull(name);
        return Fun((Core.CriticBatch batch) => Tensor.CoreOf(f(new CriticBatch(batch)), name));
    }

    private static FSharpFunc<Core.CriticBatch, FSharpFunc<Core.Tensor, Core.Tensor>> OnBatch(
        Func<CriticBatch, Tensor, Tensor> f, string name)
    {
        _ = f.NotNull(name);
        return Fun((Core.CriticBatch batch, Core.Tensor at) =>
            Tensor.CoreOf(f(new CriticBatch(batch), new Tensor(at)), name));
    }
}
