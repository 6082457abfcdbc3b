using System;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The critics of a run: the first variation itself, the score of the target alone, or an estimate through a
/// density ratio.</summary>
/// <param name="Text">As specified.</param>
internal abstract record CriticSpec(string Text)
{
    /// <summary>Those that see an f-divergence of any target.</summary>
    internal const string Estimators = "gaussian, kde, logistic or lsif";

    internal static Axis<CriticSpec> Axis { get; } = new(
        "critic",
        new Form<CriticSpec>("exact", "the functional's first variation itself", given => new Exact(given.Text)),
        Ratio(
            "gaussian",
            "an f-divergence through a Gaussian fitted to the particles, and the density of the target where it is "
            + "known, else a Gaussian fitted to it, too",
            density => density is null ? RatioEstimator.Gaussian : RatioEstimator.GaussianToDensity(density)),
        Ratio(
            "kde",
            "an f-divergence through the ratio of two kernel densities",
            _ => RatioEstimator.KernelDensity()),
        Ratio(
            "logistic",
            "an f-divergence through a kernel logistic regression of target against particles",
            _ => RatioEstimator.KernelLogistic()),
        Ratio("lsif", "an f-divergence through least-squares importance fitting", _ => RatioEstimator.LeastSquares()),
        new(
            "score",
            "reverse KL through the score of a named target alone: SVGD in --metric stein:EXPR, the Langevin diffusion in "
            + "--metric wasserstein",
            given => new Score(given.Text)));

    internal static CriticSpec Parse(string text) => Axis.Read("--critic", text);

    private static Form<CriticSpec> Ratio(string name, string description, Func<Density?, RatioEstimator> estimator) =>
        new(name, description, given => new Estimate(given.Text, estimator));

    internal sealed record Exact(string Text) : CriticSpec(Text);

    /// <summary>The score of the target.</summary>
    internal sealed record Score(string Text) : CriticSpec(Text);

    /// <summary>An estimate through a density ratio.</summary>
    /// <param name="Text">As specified.</param>
    /// <param name="Estimator">The estimator of the ratio, from the density of the target where it is known.</param>
    internal sealed record Estimate(string Text, Func<Density?, RatioEstimator> Estimator) : CriticSpec(Text);
}
