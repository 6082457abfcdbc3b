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

    internal static TrainSpecs Parse(TrainSettings settings)
    {
        var gan = GanSpec.Parse(settings.Gan);

        if (settings.Certify is not null && !gan.IsCertifiable)
        {
            throw new BadInputException(
                "--certify is for --gan vanilla and ode, whose steps have a regression beside them, but --gan is "
                + $"{gan.Text}.");
        }

        return new()
        {
            Gan = gan,
            Target = TargetSpec.Parse(settings.Target),
            Generator = settings.Generator is { } generator ? NetworkSpec.Parse("--generator", generator) : null,
            Optimiser = OptimiserSpec.Parse("--optimiser", settings.Optimiser ?? TrainDefaults.OptimiserOf(gan)),
            Kernel = KernelSpec.Parse(settings.Kernel),
            Discriminator = settings.Critic is { } critic ? DiscriminatorOf(critic, settings) : null,
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
            Penalties = CriticPenalty.Parse(settings.Penalty),
            HeldOut = 0,
        };
}
