using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The specifications of a run, each parsed once, and what goes with what. Nothing is read for them.</summary>
internal sealed record RunSpecs
{
    internal required TargetSpec Target { get; init; }

    internal required StartSpec Start { get; init; }

    internal required FunctionalSpec Functional { get; init; }

    internal required ParsedKernel Kernel { get; init; }

    internal required ParsedMetric Metric { get; init; }

    internal required CriticSpec Critic { get; init; }

    internal required Integrator Integrator { get; init; }

    /// <summary>What its kernels run on.</summary>
    internal required EngineSpec Engine { get; init; }

    /// <summary>Whether the flow runs in units in which the target has mean 0 and standard deviation 1.</summary>
    internal required bool Standardise { get; init; }

    internal bool UsesKernel => Functional is FunctionalSpec.Valued { Functional.UsesKernel: true };

    internal static RunSpecs Parse(RunSettings settings)
    {
        var target = TargetSpec.Parse(settings.Target);
        var functional = FunctionalSpec.Parse(settings.Functional);
        var metric = GanFlowTheory.Metric.Read(settings.Metric);
        var critic = CriticSpec.Parse(settings.Critic ?? RunDefaults.CriticFor(functional, metric, target));
        var diffuses = Diffuses(critic, metric);
        var specs = new RunSpecs
        {
            Target = target,
            Start = StartSpec.Parse(settings.Start),
            Functional = functional,
            Kernel = KernelSpec.Parse(settings.Kernel),
            Metric = metric,
            Critic = critic,
            Integrator = BadInputException.Naming("--integrator", () => Integrator.Parse(
                settings.Integrator ?? RunDefaults.IntegratorFor(functional, diffuses))),
            Standardise = settings.Standardise ?? target.HasUnits,
            // After the rest: a native library takes a while to load.
            Engine = EngineSpec.Parse(settings.Engine),
        };
        DataSource.CheckOneInput("--target and --start", specs.Target.Source, specs.Start.Source);
        specs.CheckFunctional();
        specs.CheckCritic();
        specs.CheckIntegrator();
        return specs;
    }

    // The score in a metric that moves along log q by noise, which only Euler steps.
    private static bool Diffuses(CriticSpec critic, ParsedMetric metric) =>
        critic is CriticSpec.Score && metric.Diffuses;

    private void CheckFunctional()
    {
        if (Functional is FunctionalSpec.Valued { Functional.NeedsMixture: true } && (Standardise || Target.Law?.Mixture is null))
        {
            throw new BadInputException(
                $"--functional {Functional.Text} needs a named target that is a mixture of Gaussians, without "
                + "--standardise.");
        }

        if (Metric.Mobility is not null && Functional is not FunctionalSpec.Estimated { IsReverseKl: true })
        {
            throw new BadInputException(
                $"--metric {Metric.Text} is a metric for reverse KL; take it with --functional kl.");
        }
    }

    private void CheckCritic()
    {
        var sentence = (Critic, Functional) switch
        {
            (CriticSpec.Score, not FunctionalSpec.Estimated { IsReverseKl: true }) =>
                "sees reverse KL alone; take it with --functional kl.",
            (CriticSpec.Score, _) when !Metric.MovesAlongLogDensity =>
                $"leaves log q to the metric, and --metric {Metric.Text} cannot move along it; take stein:EXPR or "
                + "wasserstein, or --critic kde.",
            (CriticSpec.Score, _) when Target.Density is null =>
                $"needs the score of the target, which {Target.Law?.Name ?? "data"} does not have; take "
                + $"{CriticSpec.Estimators}, or a target with a score: {string.Join(", ", TargetSpec.WithScore)}.",
            (CriticSpec.Exact, FunctionalSpec.Estimated) =>
                $"sees no first variation of {Functional.Text}, which particles do not have; take "
                + $"{CriticSpec.Estimators}.",
            (CriticSpec.Estimate, FunctionalSpec.Valued) =>
                $"estimates f-divergences, and --functional {Functional.Text} is none; take exact.",
            _ => null,
        };

        if (sentence is not null)
        {
            throw new BadInputException($"--critic {Critic.Text} {sentence}");
        }
    }

    private void CheckIntegrator()
    {
        var sentence =
            Diffuses(Critic, Metric) && !Integrator.TakesNoise
                ? $"cannot step the noise of --critic {Critic.Text} in --metric {Metric.Text}; take euler:TAU, such as "
                    + $"{RunDefaults.IntegratorOfDiffusions}."
            : Integrator.NeedsValue && Functional is FunctionalSpec.Estimated
                ? $"needs the value of {Functional.Text}, which particles do not have; take one without it, such as "
                    + "euler:0.05."
            : null;

        if (sentence is not null)
        {
            throw new BadInputException($"--integrator {Integrator.Name} {sentence}");
        }
    }
}
