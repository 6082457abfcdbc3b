using System;
using static GanFlowTheory.Bridge;

namespace GanFlowTheory;

/// <summary>What a ratio critic saw at a state.</summary>
/// <param name="Potential">The estimate of the first variation, c = f(r) - r f'(r) at the fitted ratio.</param>
/// <param name="Fit">The fitted ratio, from which the next fit starts.</param>
/// <param name="PlugIn">The plug-in value of the functional, E_q f(r) with the fitted ratio.</param>
public sealed record RatioReading(Potential Potential, RatioFit Fit, double PlugIn);

/// <summary>Critics that see an f-divergence through a density ratio fitted to samples.</summary>
public static class RatioCritic
{
    /// <summary>The critic of D_f(p||q) through the fitted ratio; each fit narrows the search of the next. It asks no
    /// functional, and reports the held-out score of its fit and the plug-in value of D_f.</summary>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="divergence">f.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    public static Critic Create(RatioEstimator estimator, FDivergence divergence, Measure p) =>
        Critic.OfCore(Core.RatioCritics.Critic.ratio<Chart>(
            estimator.NotNull(nameof(estimator)).Wrapped,
            divergence.NotNull(nameof(divergence)).Wrapped,
            p.NotNull(nameof(p)).AsCore));

    /// <summary>The critic that sees q through a sample only, drawn anew at every step. On a state that knows its
    /// density it can be judged: the diagnostics report its K-correlation with the first variation.</summary>
    /// <param name="draw">The points that stand for q, in equal weights.</param>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="divergence">f.</param>
    /// <param name="p">The target; points stand for their empirical distribution.</param>
    public static Critic OnSamples(
        Func<Seed, Measure, Points> draw, RatioEstimator estimator, FDivergence divergence, Measure p)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return Critic.OfCore(Core.RatioCritics.Critic.ratioOnSamples(
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
        Critic.OfCore(Core.RatioCritics.Critic.monoFlow<Chart>(
            estimator.NotNull(nameof(estimator)).Wrapped,
            loss.NotNull(nameof(loss)).Wrapped,
            p.NotNull(nameof(p)).AsCore));

    /// <summary>The potential of a log-ratio u under an f-divergence: c = f(r) - r f'(r) at r = e^u.</summary>
    /// <param name="divergence">f.</param>
    /// <param name="logRatio">u.</param>
    public static Potential Potential(FDivergence divergence, Potential logRatio) =>
        new(Core.RatioCritic.potential(
            divergence.NotNull(nameof(divergence)).Wrapped, logRatio.NotNull(nameof(logRatio)).Wrapped));

    /// <summary>The plug-in value sum_i w_i f(e^(u(x_i))) at the nodes of q.</summary>
    /// <param name="divergence">f.</param>
    /// <param name="fit">The fitted ratio.</param>
    /// <param name="q">The current law; points stand for their empirical distribution.</param>
    public static double PlugIn(FDivergence divergence, RatioFit fit, Measure q) =>
        Core.RatioCritic.plugIn(
            divergence.NotNull(nameof(divergence)).Wrapped,
            fit.NotNull(nameof(fit)).Wrapped,
            q.NotNull(nameof(q)).AsCore);

    /// <summary>What the critic sees at q.</summary>
    /// <param name="estimator">The estimator of p/q.</param>
    /// <param name="divergence">f.</param>
    /// <param name="p">The target.</param>
    /// <param name="seed">Decides folds and subsets.</param>
    /// <param name="q">The current law.</param>
    /// <param name="before">A fit of before; null searches everywhere.</param>
    public static RatioReading Read(
        RatioEstimator estimator, FDivergence divergence, Measure p, Seed seed, Measure q, RatioFit? before = null)
    {
        var reading = Core.RatioCritic.read(
            estimator.NotNull(nameof(estimator)).Wrapped,
            divergence.NotNull(nameof(divergence)).Wrapped,
            p.NotNull(nameof(p)).AsCore,
            (before?.Wrapped).OptionOf(),
            seed.Wrapped,
            q.NotNull(nameof(q)).AsCore);
        return new(new(reading.Potential), new(reading.Fit), reading.PlugIn);
    }
}
