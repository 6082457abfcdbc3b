using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

public sealed partial class Critic
{
    /// <summary>The critic of D_f(p||q) through the fitted ratio: its potential is that of the fitted log-ratio, and
    /// each fit narrows the search of the next. It asks no functional, and reports the held-out score of its fit and
    /// the plug-in value of D_f.</summary>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="divergence">f.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    public static Critic Ratio(RatioEstimator estimator, FDivergence divergence, Measure p) =>
        OfCore(Core.RatioCritics.Critic.ratio<Chart>(
            estimator.NotNull(nameof(estimator)).Wrapped,
            divergence.NotNull(nameof(divergence)).Wrapped,
            p.NotNull(nameof(p)).AsCore));

    /// <summary>The critic that sees q through a sample only, drawn anew at every step. On a state that knows its
    /// density it can be judged: the diagnostics report its K-correlation with the first variation.</summary>
    /// <param name="draw">The points that stand for q, in equal weights.</param>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="divergence">f.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    public static Critic RatioOnSamples(
        Func<Seed, Measure, Points> draw, RatioEstimator estimator, FDivergence divergence, Measure p)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return OfCore(Core.RatioCritics.Critic.ratioOnSamples(
            Fun((Core.Seed seed, Chart q) => draw(new Seed(seed), q.State).Wrapped),
            estimator.NotNull(nameof(estimator)).Wrapped,
            divergence.NotNull(nameof(divergence)).Wrapped,
            p.NotNull(nameof(p)).AsCore));
    }

    /// <summary>MonoFlow's critic: the generator loss against the detached fitted ratio, c = -h(u) at u = log r, so
    /// that in the Wasserstein-2 metric particles follow h'(u) grad u, the flow of KL(q||p) in the metric of mobility
    /// h'(u) (YZL23-2). Where h' &lt; 0 that is no metric, and KL(q||p) may grow (YZL23-3). The plug-in value is that
    /// of KL(q||p).</summary>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="loss">h.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    public static Critic MonoFlow(RatioEstimator estimator, GeneratorLoss loss, Measure p) =>
        OfCore(Core.RatioCritics.Critic.monoFlow<Chart>(
            estimator.NotNull(nameof(estimator)).Wrapped,
            loss.NotNull(nameof(loss)).Wrapped,
            p.NotNull(nameof(p)).AsCore));
}
