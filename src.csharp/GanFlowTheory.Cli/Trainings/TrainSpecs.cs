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

    /// <summary>How the discriminator is trained; null for that of the target's dimension.</summary>
    internal required DiscriminatorOptions? Discriminator { get; init; }

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

        return new()
        {
            Gan = gan,
            Target = target,
            Critic = critic,
            Generator = settings.Generator is { } generator ? NetworkSpec.Parse("--generator", generator) : null,
            Optimiser = OptimiserSpec.Parse("--optimiser", settings.Optimiser ?? TrainDefaults.OptimiserOf(gan)),
            Kernel = KernelSpec.Parse(settings.Kernel),
            Discriminator = settings.Critic is { } network && critic is null ? DiscriminatorOf(network, settings) : null,
        };
    }

    /// <summary>How the discriminator of an expression is trained.</summary>
    internal static DiscriminatorOptions DiscriminatorOf(string critic, TrainSettings settings) =>
        BadInputException.Naming(
            "--critic", () => DiscriminatorOptions.Standard(NetworkSpec.Parse("--critic", critic))) with
        {
            Loss = ClassificationLoss.ByName(settings.CriticLoss),
            Optimiser = OptimiserSpec.Parse("--critic-optimiser", settings.CriticOptimiser),
            FirstSteps = settings.CriticFirstSteps,
            Steps = settings.CriticSteps,
            Batch = settings.Batch,
            Penalty = settings.Penalty,
            HeldOut = 0,
        };
}
