using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The specifications of a training, each parsed once. Nothing is read for them.</summary>
internal sealed record TrainSpecs
{
    internal required GanSpec Gan { get; init; }

    internal required TargetSpec Target { get; init; }

    /// <summary>The generator; null for that of the target's dimension.</summary>
    internal required Network? Generator { get; init; }

    internal required Optimiser Optimiser { get; init; }

    /// <summary>The kernel of MMD.</summary>
    internal required ParsedKernel Kernel { get; init; }

    /// <summary>What networks and kernels run on.</summary>
    internal required EngineSpec Engine { get; init; }

    /// <summary>What drives the rates; null where nothing does.</summary>
    internal required RateSchedule? Schedule { get; init; }

    /// <summary>What KID and FID are taken of.</summary>
    internal required FeaturesSpec Features { get; init; }

    /// <summary>The critic of a flow of points; null where a discriminator is trained for it, and for other
    /// trainings.</summary>
    internal CriticSpec? Critic { get; private init; }

    internal static TrainSpecs Parse(TrainSettings settings)
    {
        var gan = GanSpec.Parse(settings.Gan);
        var target = TargetSpec.Parse(settings.Target);
        var critic = (gan as GanSpec.Drawn)?.Flow.CriticOf(settings.Critic ?? TrainDefaults.CriticOfFlow, target);

        if (settings.Certify is not null
            && !gan.IsCertifiable
            && !(critic is null && gan is GanSpec.Drawn { Flow.IsWasserstein: true }))
        {
            throw new BadInputException(
                "--certify is for --gan vanilla, monoflow:LOSS and ode, which follow a discriminator, and for flow: of a "
                + $"functional with a value, but --gan is {gan.Text}.");
        }

        if (gan is GanSpec.Drawn { Flow.Functional: FunctionalSpec.Valued { Functional.NeedsMixture: true } }
            && target.Law?.Mixture is null)
        {
            throw new BadInputException(
                $"--gan {gan.Text} needs a named target that is a mixture of Gaussians.");
        }

        if (settings.Standardise == true && target.Law is not null)
        {
            throw new BadInputException($"--standardise is for data, but {target.Title} is a named distribution.");
        }

        // The network may wait for the target's dimension, the rest of the critic may not.
        _ = settings.Critic is { } network && critic is null ? NetworkSpec.Parse("--critic", network) : null;
        _ = settings.Penalty is { } penalty ? PenaltiesOf(penalty) : null;
        _ = settings.CriticOptimiser is { } rates ? OptimiserSpec.Parse("--critic-optimiser", rates) : null;
        _ = ClassificationLoss.Parse(settings.CriticLoss);

        return new()
        {
            Gan = gan,
            Target = target,
            Critic = critic,
            Generator = settings.Generator is { } generator ? NetworkSpec.Parse("--generator", generator) : null,
            Optimiser = OptimiserSpec.Parse("--optimiser", settings.Optimiser ?? TrainDefaults.OptimiserOf(gan)),
            Kernel = KernelSpec.Parse(settings.Kernel),
            Schedule = settings.LrSchedule is { } schedule
                ? BadInputException.Naming("--lr-schedule", () => RateSchedule.Parse(schedule))
                : null,
            Features = FeaturesSpec.Parse(settings.Features, target),
            // After the rest: a native library takes a while to load.
            Engine = EngineSpec.Parse(settings.Engine),
        };
    }

    /// <summary>The settings with what the critic of a gan takes where nothing is given.</summary>
    internal static TrainSettings WithCritic(GanSpec gan, TrainSettings settings, string dimension)
    {
        if (gan is GanSpec.Trained trained)
        {
            var network = settings.Critic ?? TrainDefaults.CriticOf(dimension, trained.Outputs);
            var standard = BadInputException.Naming(
                "--critic", () => trained.OptionsOf(NetworkSpec.Parse("--critic", network)));
            return settings with
            {
                Critic = network,
                // Clipping has a rate of its own, without which it clips nothing.
                CriticOptimiser = settings.CriticOptimiser
                    ?? (standard.Optimiser.Box is null ? TrainDefaults.Optimiser : TrainDefaults.OptimiserOfClipping),
                CriticSteps = settings.CriticSteps ?? standard.Steps,
                CriticFirstSteps = settings.CriticFirstSteps ?? standard.FirstSteps,
                Penalty = settings.Penalty ?? TextOf(standard.Penalties),
            };
        }

        return settings with
        {
            Critic = settings.Critic ?? TrainDefaults.CriticOf(dimension),
            CriticOptimiser = settings.CriticOptimiser ?? TrainDefaults.Optimiser,
            CriticSteps = settings.CriticSteps ?? TrainDefaults.CriticSteps,
            CriticFirstSteps = settings.CriticFirstSteps ?? TrainDefaults.CriticFirstSteps,
            Penalty = settings.Penalty ?? TrainDefaults.Penalty,
        };
    }

    /// <summary>How the discriminator of complete settings is trained.</summary>
    internal DiscriminatorOptions DiscriminatorOf(TrainSettings settings) =>
        BadInputException.Naming("--critic", () => DiscriminatorOptions.Standard(CriticNetworkOf(settings))) with
        {
            Loss = ClassificationLoss.Parse(settings.CriticLoss),
            Optimiser = OptimiserSpec.Parse("--critic-optimiser", settings.CriticOptimiser!),
            FirstSteps = settings.CriticFirstSteps!.Value,
            Steps = settings.CriticSteps!.Value,
            Batch = settings.Batch,
            Penalties = PenaltiesOf(settings.Penalty!),
            HeldOut = 0,
        };

    /// <summary>How the critic of complete settings is trained.</summary>
    internal CriticOptions CriticOf(GanSpec.Trained gan, TrainSettings settings) =>
        BadInputException.Naming("--critic", () => gan.OptionsOf(CriticNetworkOf(settings))) with
        {
            Optimiser = OptimiserSpec.Parse("--critic-optimiser", settings.CriticOptimiser!),
            FirstSteps = settings.CriticFirstSteps!.Value,
            Steps = settings.CriticSteps!.Value,
            Batch = settings.Batch,
            Penalties = PenaltiesOf(settings.Penalty!),
            DrawsAnew = settings.FreshNoise,
        };

    private Network CriticNetworkOf(TrainSettings settings)
    {
        var network = NetworkSpec.Parse("--critic", settings.Critic!);
        return Engine.On(settings.Spectral is { } iterations ? network.SpectrallyNormalised(iterations) : network);
    }

    private static IReadOnlyList<CriticPenalty> PenaltiesOf(string text) =>
        BadInputException.Naming("--penalty", () => CriticPenalty.Parse(text));

    private static string TextOf(IReadOnlyList<CriticPenalty> penalties) =>
        penalties.Count == 0 ? "none" : string.Join(" + ", penalties.Select(penalty => penalty.Name));
}
