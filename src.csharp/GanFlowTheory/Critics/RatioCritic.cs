namespace GanFlowTheory;

/// <summary>What a ratio critic saw at a state.</summary>
/// <param name="Potential">The estimate of the first variation, c = f(r) - r f'(r) at the fitted ratio.</param>
/// <param name="Fit">The fitted ratio, from which the next fit starts.</param>
/// <param name="PlugIn">The plug-in value of the functional, E_q f(r) with the fitted ratio.</param>
public sealed record RatioReading(Potential Potential, RatioFit Fit, double PlugIn);

/// <summary>What critics see of an f-divergence through a density ratio fitted to samples.</summary>
public static class RatioCritic
{
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
