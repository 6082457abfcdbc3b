using System;
using System.Collections.Generic;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>How a discriminator network is trained to give log r.</summary>
/// <param name="Network">The network, with one output: log r.</param>
/// <param name="Loss">The classification loss.</param>
/// <param name="Optimiser">The optimiser of its parameters.</param>
/// <param name="FirstSteps">Inner steps of the first fit, at least 0.</param>
/// <param name="Steps">Inner steps of each later fit, which starts where the one before ended, at least 0.</param>
/// <param name="Batch">Points of each law per inner step, at least 1, drawn anew with their weights; laws with no more
/// points are taken whole.</param>
/// <param name="Penalties">What the network pays on top of its loss, such as R1, gamma/2 E_p |grad u|^2.</param>
/// <param name="HeldOut">The part of both laws, in [0, 1/2], that inner steps do not see: the score of the fit is
/// measured there. 0 for no score.</param>
/// <param name="Patience">Inner steps end early once the held-out score has not improved at this many checks in a row,
/// every tenth step; null to take all of them.</param>
public sealed record DiscriminatorOptions(
    Network Network,
    ClassificationLoss Loss,
    Optimiser Optimiser,
    int FirstSteps,
    int Steps,
    int Batch,
    IReadOnlyList<CriticPenalty> Penalties,
    double HeldOut,
    int? Patience)
{
    /// <summary>Cross-entropy by Adam with rate 1e-3, 500 inner steps at first and 10 later, batches of 256, no
    /// penalty, a fifth held out, all inner steps taken.</summary>
    /// <param name="network">The network, with one output: log r.</param>
    /// <exception cref="ArgumentException">The network has another number of outputs.</exception>
    public static DiscriminatorOptions Standard(Network network)
    {
        var o = Core.DiscriminatorOptionsModule.standard(network.NotNull(nameof(network)).Wrapped);
        return new(
            network, new(o.Loss), new(o.Optimiser), o.FirstSteps, o.Steps, o.Batch,
            CriticPenalty.Of(o.Penalties), o.HeldOut,
            o.Patience.OrNull());
    }

    internal Core.DiscriminatorOptions Wrapped => new(
        Network.NotNull(nameof(Network)).Wrapped,
        Loss.NotNull(nameof(Loss)).Wrapped,
        Optimiser.NotNull(nameof(Optimiser)).Wrapped,
        FirstSteps,
        Steps,
        Batch,
        CriticPenalty.CoreOf(Penalties, nameof(Penalties)),
        HeldOut,
        Patience.Option());
}
