using System;
using System.Collections.Generic;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>How a critic network is trained against a generator.</summary>
/// <param name="Network">The network h; how many outputs it must have is the loss's matter.</param>
/// <param name="Loss">What the two contend for.</param>
/// <param name="Penalties">What the critic pays on top of its loss.</param>
/// <param name="Optimiser">The optimiser of its parameters.</param>
/// <param name="FirstSteps">Inner steps before the first step of the generator, at least 0.</param>
/// <param name="Steps">Inner steps at each later step of the generator, at least 0.</param>
/// <param name="Batch">Points of each law per inner step, and points of the target per step of the generator, drawn anew with
/// their weights; at least what the loss asks for. Laws with no more points are taken whole.</param>
/// <param name="DrawsAnew">Whether each inner step draws the generator's samples anew, where its state can be drawn; else all
/// steps see the samples of the state.</param>
public sealed record CriticOptions(
    Network Network,
    AdversarialLoss Loss,
    IReadOnlyList<CriticPenalty> Penalties,
    Optimiser Optimiser,
    int FirstSteps,
    int Steps,
    int Batch,
    bool DrawsAnew)
{
    /// <summary>The paper's training: rate 1e-4, 5 steps of the critic per step of the generator, batches of 64 drawn anew
    /// (BSAG18-9), by Adam with the moments beta1 = 0.5 and beta2 = 0.9.</summary>
    /// <param name="loss">What the two contend for.</param>
    /// <param name="network">The critic.</param>
    /// <exception cref="ArgumentException">The network has another number of outputs than the loss wants.</exception>
    public static CriticOptions Create(AdversarialLoss loss, Network network) => Of(
        Core.CriticOptionsModule.create(loss.NotNull(nameof(loss)).Wrapped, network.NotNull(nameof(network)).Wrapped));

    /// <summary>The MMD GAN with the weights that the paper has for the kernel rq*: penalty 1 on the gradient of the witness
    /// and 1 on the activations; for other kernels it names none on activations (BSAG18-9).</summary>
    /// <param name="kernel">k.</param>
    /// <param name="network">The critic.</param>
    public static CriticOptions Mmd(Kernel kernel, Network network) => Of(
        Core.CriticOptionsModule.mmd(kernel.NotNull(nameof(kernel)).Wrapped, network.NotNull(nameof(network)).Wrapped));

    /// <summary>The MMD GAN of the energy distance with the paper's weights: penalty 10 on the gradient of the witness and 1e-4 on
    /// the activations (BSAG18-9).</summary>
    /// <param name="network">The critic.</param>
    public static CriticOptions EnergyDistance(Network network) =>
        Of(Core.CriticOptionsModule.energyDistance(network.NotNull(nameof(network)).Wrapped));

    /// <summary>The scaled MMD GAN (Arbel et al. 2018), whose scale takes the place of penalties; lambda = 1.</summary>
    /// <param name="kernel">k, with mixed second derivatives.</param>
    /// <param name="network">The critic.</param>
    /// <exception cref="ArgumentException">The kernel has a cusp.</exception>
    public static CriticOptions ScaledMmd(Kernel kernel, Network network) => Of(Core.CriticOptionsModule.scaledMmd(
        kernel.NotNull(nameof(kernel)).Wrapped, network.NotNull(nameof(network)).Wrapped));

    /// <summary>The Wasserstein GAN with gradient penalty 10 (Gulrajani et al. 2017).</summary>
    /// <param name="network">The critic, with one output.</param>
    /// <exception cref="ArgumentException">The network has more than one output.</exception>
    public static CriticOptions WganGp(Network network) =>
        Of(Core.CriticOptionsModule.wganGp(network.NotNull(nameof(network)).Wrapped));

    /// <summary>The Wasserstein GAN with weights clipped to [-0.01, 0.01] by RMSProp with rate 5e-5 (Arjovsky et al.
    /// 2017).</summary>
    /// <param name="network">The critic, with one output.</param>
    /// <exception cref="ArgumentException">The network has more than one output.</exception>
    public static CriticOptions WganClip(Network network) =>
        Of(Core.CriticOptionsModule.wganClip(network.NotNull(nameof(network)).Wrapped));

    /// <summary>The Cramer GAN with gradient penalty 10 (Bellemare et al. 2017).</summary>
    /// <param name="network">The critic.</param>
    public static CriticOptions Cramer(Network network) =>
        Of(Core.CriticOptionsModule.cramer(network.NotNull(nameof(network)).Wrapped));

    /// <summary>With the penalties.</summary>
    /// <param name="penalties">What the critic pays on top of its loss.</param>
    public CriticOptions Penalised(params IReadOnlyList<CriticPenalty> penalties) => this with { Penalties = penalties };

    private static CriticOptions Of(Core.CriticOptions o) => new(
        new(o.Network), new(o.Loss), CriticPenalty.Of(o.Penalties), new(o.Optimiser), o.FirstSteps, o.Steps, o.Batch,
        o.DrawsAnew);

    internal Core.CriticOptions Wrapped => new(
        Network.NotNull(nameof(Network)).Wrapped,
        Loss.NotNull(nameof(Loss)).Wrapped,
        CriticPenalty.CoreOf(Penalties, nameof(Penalties)),
        Optimiser.NotNull(nameof(Optimiser)).Wrapped,
        FirstSteps,
        Steps,
        Batch,
        DrawsAnew);
}
