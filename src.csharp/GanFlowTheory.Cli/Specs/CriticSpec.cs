using System;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The critics of a run: the first variation itself, or an estimate through a density ratio.</summary>
/// <param name="Name">The name.</param>
/// <param name="Estimator">The estimator of the ratio, from the density of the target where it is known; null for the
/// first variation itself.</param>
internal sealed record CriticSpec(string Name, Func<Density?, RatioEstimator>? Estimator)
{
    private const string Exact = "exact";
    private const string KernelDensities = "kde";
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
    ];

    /// <summary>What sees a functional where nothing is given.</summary>
    internal static string Default(string functional) =>
        FunctionalSpec.DivergenceOf(functional) is null ? Exact : KernelDensities;

    /// <summary>The critic of a name that sees the functional and goes with the metric.</summary>
    internal static CriticSpec Parse(string name, string functional, string metric)
    {
        var critic = new CriticSpec(name, name switch
        {
            Exact => null,
            "gaussian" => density =>
                density is null ? GaussianRatio.Estimator() : GaussianRatio.ToDensity(density),
            KernelDensities => _ => KernelDensityRatio.Estimator(),
            "logistic" => _ => KernelLogistic.Estimator(),
            "lsif" => _ => LeastSquaresRatio.Estimator(),
            _ => throw new BadInputException(
                NearestName.Unknown("critic", name, Known.Select(known => known.Name)) + "."),
        });
        var divergence = FunctionalSpec.DivergenceOf(functional);

        if (MetricSpec.LossOf(metric) is { } && divergence?.Name != FDivergence.Kl.Name)
        {
            throw new BadInputException(
                $"--metric {metric} is a metric for reverse KL; take it with --functional {FDivergence.Kl.Name}.");
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
    internal Critic Of(FunctionalSpec.Estimated functional, GeneratorLoss? loss) => loss is null
        ? RatioCritic.Create(Estimator!(functional.Density), functional.Divergence, functional.Target)
        : RatioCritic.MonoFlow(Estimator!(functional.Density), loss, functional.Target);
}
