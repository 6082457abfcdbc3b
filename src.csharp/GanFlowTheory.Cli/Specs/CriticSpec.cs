using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The critics of a run: the first variation itself, the score of the target alone, or an estimate through a
/// density ratio.</summary>
/// <param name="Name">The name.</param>
/// <param name="Estimator">The estimator of the ratio, from the density of the target where it is known; null for
/// critics without one.</param>
internal sealed record CriticSpec(string Name, Func<Density?, RatioEstimator>? Estimator)
{
    private const string Exact = "exact";
    private const string KernelDensities = "kde";
    private const string Score = "score";
    private const string Choices = "gaussian, kde, logistic or lsif";

    internal static IReadOnlyList<(string Name, string Description)> Known { get; } =
    [
        (Exact, "the functional's first variation itself"),
        ("gaussian",
            "an f-divergence through a Gaussian fitted to the particles, and the density of the target where it is "
            + "known, else a Gaussian fitted to it, too"),
        (KernelDensities, "an f-divergence through the ratio of two kernel densities"),
        ("logistic", "an f-divergence through a kernel logistic regression of target against particles"),
        ("lsif", "an f-divergence through least-squares importance fitting"),
        (Score,
            "reverse KL through the score of a named target alone: SVGD in --metric stein:EXPR, the Langevin diffusion in "
            + "--metric wasserstein"),
    ];

    /// <summary>Whether this is the score of the target.</summary>
    internal bool IsScore => Name == Score;

    /// <summary>What sees a functional where nothing is given: for SVGD the score, where the target has one.</summary>
    internal static string Default(string functional, string metric, string target) =>
        FunctionalSpec.DivergenceOf(functional) is not { } divergence ? Exact
        : divergence.Name == FDivergence.Kl.Name && MetricSpec.IsStein(metric) && TargetSpec.HasScore(target) ? Score
        : KernelDensities;

    /// <summary>Whether a flow through the critic in the metric is a diffusion, which only Euler steps.</summary>
    internal static bool Diffuses(string critic, string metric) => critic == Score && metric == MetricSpec.Wasserstein;

    /// <summary>The critic of a name that sees the functional and goes with the metric.</summary>
    internal static CriticSpec Parse(string name, string functional, string metric)
    {
        var critic = new CriticSpec(name, name switch
        {
            Exact or Score => null,
            "gaussian" => density =>
                density is null ? RatioEstimator.Gaussian : RatioEstimator.GaussianToDensity(density),
            KernelDensities => _ => RatioEstimator.KernelDensity(),
            "logistic" => _ => RatioEstimator.KernelLogistic(),
            "lsif" => _ => RatioEstimator.LeastSquares(),
            _ => throw new BadInputException(
                NearestName.Unknown("critic", name, Known.Select(known => known.Name)) + "."),
        });
        var divergence = FunctionalSpec.DivergenceOf(functional);

        if (MetricSpec.LossOf(metric) is { } && divergence?.Name != FDivergence.Kl.Name)
        {
            throw new BadInputException(
                $"--metric {metric} is a metric for reverse KL; take it with --functional {FDivergence.Kl.Name}.");
        }

        if (critic.IsScore)
        {
            return divergence?.Name == FDivergence.Kl.Name
                ? MetricSpec.MovesAlongLogDensity(metric)
                    ? critic
                    : throw new BadInputException(
                        $"--critic score leaves log q to the metric, and --metric {metric} cannot move along it; take "
                        + "stein:EXPR or wasserstein, or --critic kde.")
                : throw new BadInputException(
                    $"--critic score sees reverse KL alone; take it with --functional {FDivergence.Kl.Name}.");
        }

        return (divergence, critic.Estimator) switch
        {
            ({ }, null) => throw new BadInputException(
                $"--critic exact sees no first variation of {functional}, which particles do not have; "
                + $"take {Choices}."),
            (null, { }) => throw new BadInputException(
                $"--critic {name} estimates f-divergences, and --functional {functional} is none; take exact."),
            _ => critic,
        };
    }

    /// <summary>The critic of a divergence, or of a MonoFlow loss against the detached ratio.</summary>
    /// <param name="functional">The divergence, and the target's points.</param>
    /// <param name="loss">The loss of MonoFlow; null for the divergence itself.</param>
    /// <param name="density">The target's density in the coordinates of the flow; the score needs it, and the Gaussian
    /// critic takes it.</param>
    internal Critic Of(FunctionalSpec.Estimated functional, GeneratorLoss? loss, Density? density) =>
        IsScore ? Critic.Score(density!)
        : loss is null ? Critic.Ratio(Estimator!(density), functional.Divergence, functional.Target)
        : Critic.MonoFlow(Estimator!(density), loss, functional.Target);

    /// <summary>What is wrong with a target for this critic; null for nothing.</summary>
    internal string? Lacks(TargetSpec target, string name) => IsScore && target.Density is null
        ? $"--critic score needs the score of the target, which {(target.FromData ? "data" : name)} does not have; take "
            + $"{Choices}, or a target with a score: {string.Join(", ", TargetSpec.WithScore)}."
        : null;
}
