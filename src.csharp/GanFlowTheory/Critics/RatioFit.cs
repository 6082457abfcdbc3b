using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Core;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>An estimate of the density ratio r = p/q of a target p and a current law q.</summary>
public sealed class RatioFit
{
    internal RatioFit(Core.RatioFit wrapped) => Wrapped = wrapped;

    internal Core.RatioFit Wrapped { get; }

    /// <summary>The name of the estimator.</summary>
    public string Name => Wrapped.Name;

    /// <summary>u = log r, with its gradient, everywhere on R^d.</summary>
    public Potential LogRatio => new(Wrapped.LogRatio);

    /// <summary>The held-out log-loss of u as a classifier of p against q, each with half of the mass:
    /// 1/2 E_p log(1 + e^(-u)) + 1/2 E_q log(1 + e^u), in nats per point, over points that their own fit has not seen;
    /// smaller is better, log 2 is chance, and no u has an expected loss below log 2 - JSD(p, q). Null where nothing
    /// could be held out.</summary>
    public double? HeldOutScore => Wrapped.HeldOutScore.OrNull();

    /// <summary>The fits that the held-out score was taken from: fold by fold, or the one fit where it has not seen all
    /// points. Empty where nothing was held out, and where each point was, in closed form.</summary>
    public IReadOnlyList<HeldOutFit> HeldOut => [.. Wrapped.HeldOut.Select(HeldOutFit.Of)];

    /// <summary>What was chosen.</summary>
    public RatioSettings Settings => RatioSettings.Of(Wrapped.Settings);

    /// <summary>A fit of your own.</summary>
    /// <param name="name">The name of the estimator.</param>
    /// <param name="logRatio">u = log r.</param>
    /// <param name="heldOutScore">The held-out log-loss, in nats per point, where there is one.</param>
    /// <param name="settings">What was chosen, if anything.</param>
    /// <param name="heldOut">The fits that the score was taken from, where there are such.</param>
    public static RatioFit Create(
        string name,
        Potential logRatio,
        double? heldOutScore = null,
        RatioSettings? settings = null,
        IEnumerable<HeldOutFit>? heldOut = null) =>
        new(new Core.RatioFit(
            name.NotNull(nameof(name)),
            logRatio.NotNull(nameof(logRatio)).Wrapped,
            heldOutScore.Option(),
            List((heldOut ?? []).Select(fit => fit.NotNull(nameof(heldOut)).AsCore)),
            (settings ?? RatioSettings.None).Wrapped));

    /// <summary>The log-loss of the fit as a classifier of p against q, each with half of the mass, in nats per point;
    /// log 2 at chance. Held out where p and q are fresh samples.</summary>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    /// <param name="q">The current law.</param>
    public double LogLoss(Measure p, Measure q) =>
        RatioFitModule.logLoss(Wrapped, p.NotNull(nameof(p)).AsCore, q.NotNull(nameof(q)).AsCore);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
