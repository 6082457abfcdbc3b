using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Training;

/// <summary>A training whose settings are read, checked and turned into a flow of generator parameters.</summary>
internal sealed class TrainPlan
{
    internal const string Vanilla = "vanilla";
    internal const string Ode = "ode";
    internal const string Kernelized = "kernelized";
    internal const string Natural = "natural";
    internal const string Mmd = "mmd";
    private const string MonoFlowPrefix = "monoflow:";

    private TrainPlan(
        TrainSettings settings, Points target, Scaling scaling, FlowRun<ParameterState> run, Network generator)
    {
        (Settings, Target, Scaling, Run, Generator) = (settings, target, scaling, run, generator);
        var half = Math.Min(1000, target.Count);
        Judged = target.Select([.. Enumerable.Range(0, half)]);
        JudgingBandwidth = Bandwidth.Median(Judged);
        Judge = GanFlowTheory.Kernel.Gaussian(JudgingBandwidth);
    }

    internal static IReadOnlyList<(string Form, string Description)> Known { get; } =
    [
        (Vanilla, "the generator's loss E log(1 - D) against a trained discriminator: MonoFlow with h = softplus"),
        (MonoFlowPrefix + "LOSS", "the generator loss -E h(log r), such as monoflow:non-saturating or monoflow:logit"),
        (Ode, "regression to the targets of the ODE dx/dt = -1/2 grad log(1 - D) of a trained discriminator (HZ23)"),
        (Kernelized, "1/2 MMD^2 in the parametric kernelized metric, without a discriminator (MN21)"),
        (Natural, "1/2 MMD^2 in the parametric Wasserstein-2 metric: the natural gradient"),
        (Mmd, "1/2 MMD^2 by plain gradient steps in the parameters"),
    ];

    internal TrainSettings Settings { get; }

    /// <summary>The target's points in the units of the flow, m x d.</summary>
    internal Points Target { get; }

    /// <summary>The units of the flow: data have mean 0 and standard deviation 1 there.</summary>
    internal Scaling Scaling { get; }

    internal FlowRun<ParameterState> Run { get; }

    internal Network Generator { get; }

    /// <summary>Whether 1/2 MMD^2 is lowered, without a discriminator.</summary>
    internal static bool LowersMmd(string gan) => gan is Kernelized or Natural or Mmd;

    /// <summary>The kernel of MMD where it is lowered; null otherwise.</summary>
    internal Kernel? Kernel => LowersMmd(Settings.Gan) ? GanFlowTheory.Kernel.Parse(Settings.Kernel) : null;

    /// <summary>The network of the discriminator; null without one.</summary>
    internal Network? Critic { get; private init; }

    /// <summary>The loss h whose potential -h(log r) the discriminator gives; null without one.</summary>
    internal GeneratorLoss? Followed { get; private init; }

    /// <summary>The density of the target, in the units of the flow, where the law of the generator is known too, so that a
    /// discriminator can be held against the truth; null otherwise.</summary>
    internal Density? Truth { get; private init; }

    /// <summary>Refuses certificates of steps that have no regression step beside them (HZ23-6).</summary>
    internal void CheckCertifiable()
    {
        if (Settings.Gan != Ode && Followed?.Name != GeneratorLoss.Vanilla.Name)
        {
            throw new BadInputException(
                $"--certify is for --gan {Vanilla} and {Ode}, whose steps have a regression beside them, but --gan is "
                + $"{Settings.Gan}.");
        }
    }

    /// <summary>The points of the target that generated ones are compared with.</summary>
    internal Points Judged { get; }

    /// <summary>The kernel by which they are compared: Gaussian, with the median distance of the target.</summary>
    internal Kernel Judge { get; }

    /// <summary>Its bandwidth, by the median heuristic on the target.</summary>
    internal double JudgingBandwidth { get; }

    /// <summary>MMD^2 of generated points to the target, by the V-statistic.</summary>
    internal double Distance(Points generated) => GanFlowTheory.Mmd.Squared(Judge, generated, Judged);

    internal static TrainPlan Create(Terminal terminal, TrainSettings settings)
    {
        var loss = LossOf(settings.Gan);
        var generator = BadInputException.Naming("--generator", () => Network.Parse(settings.Generator));
        var optimiser = BadInputException.Naming(
            "--optimiser " + settings.Optimiser, () => GanFlowTheory.Optimiser.Parse(settings.Optimiser));
        var critic = LowersMmd(settings.Gan) ? null : CriticOf(settings);
        var given = TrainTarget.Read(terminal, settings.Target, settings.TargetSamples, settings.Seed);
        var scaling = TrainTarget.IsData(settings.Target) ? Scaling.Standardising(given) : Scaling.Identity(given.Dimension);
        var target = scaling.ToFlow(given);

        if (generator.OutputSize != target.Dimension)
        {
            throw new BadInputException(
                $"--generator {settings.Generator} gives points of dimension {generator.OutputSize}, but the target has "
                + $"dimension {target.Dimension}.");
        }

        if (critic is not null && critic.Network.InputSize != target.Dimension)
        {
            throw new BadInputException(
                $"--critic {settings.Critic} takes points of dimension {critic.Network.InputSize}, but the target has "
                + $"dimension {target.Dimension}.");
        }

        var seed = GanFlowTheory.Seed.Create(settings.Seed);
        var start = ParameterState.Initial(generator, settings.Batch, seed.Split("generator"));
        var flow = FlowOf(settings, loss, critic, target).SteppedBy(optimiser);
        var run = (settings.FreshNoise ? flow.WithFreshNoise() : flow).From(start).WithSeed(seed.Split("flow"));
        var density = critic is null ? null : TrainTarget.DensityOf(settings.Target);
        return new TrainPlan(settings, target, scaling, run, generator)
        {
            Critic = critic?.Network,
            Followed = critic is null ? null : loss ?? GeneratorLoss.OfDivergence(FDivergence.Jsd),
            Truth = density is not null && AffineGenerator.Law(start) is not null ? scaling.ToFlow(density) : null,
        };
    }

    private static Flow<ParameterState> FlowOf(
        TrainSettings settings, GeneratorLoss? loss, DiscriminatorOptions? critic, Points target)
    {
        if (critic is null)
        {
            var kernel = GanFlowTheory.Kernel.Parse(settings.Kernel);
            return Flow.Create(Functional.Mmd(kernel, (Measure)target), settings.Gan switch
            {
                Kernelized => Metric.Kernelized(kernel, settings.Lambda),
                Natural => Metric.Natural(settings.Lambda),
                _ => Metric.Parameters,
            });
        }

        var estimator = RatioEstimator.Discriminator(critic);
        var seen = loss is null
            ? GanFlowTheory.Critic.Ratio(estimator, FDivergence.Jsd, (Measure)target)
            : GanFlowTheory.Critic.MonoFlow(estimator, loss, (Measure)target);
        var flow = Flow.Through(loss is null ? FDivergence.Jsd.Name : FDivergence.Kl.Name, seen).InMetric(Metric.Parameters);
        return loss is null ? flow.Persistently(settings.Regressions, settings.Epsilon) : flow;
    }

    // Null for those without a loss of MonoFlow.
    private static GeneratorLoss? LossOf(string gan)
    {
        if (gan == Vanilla)
        {
            return GeneratorLoss.Vanilla;
        }

        if (gan == Ode || LowersMmd(gan))
        {
            return null;
        }

        if (gan.StartsWith(MonoFlowPrefix, StringComparison.Ordinal))
        {
            return GeneratorLoss.Parse(gan[MonoFlowPrefix.Length..]);
        }

        throw new BadInputException(NearestName.Unknown("gan", gan, Known.Select(known => known.Form)) + ".");
    }

    private static DiscriminatorOptions CriticOf(TrainSettings settings) =>
        BadInputException.Naming(
            "--critic", () => DiscriminatorOptions.Standard(Network.Parse(settings.Critic))) with
        {
            Loss = ClassificationLoss.ByName(settings.CriticLoss),
            Optimiser = BadInputException.Naming(
                "--critic-optimiser " + settings.CriticOptimiser,
                () => GanFlowTheory.Optimiser.Parse(settings.CriticOptimiser)),
            FirstSteps = settings.CriticFirstSteps,
            Steps = settings.CriticSteps,
            Batch = settings.Batch,
            Penalty = settings.Penalty,
            HeldOut = 0,
        };
}
