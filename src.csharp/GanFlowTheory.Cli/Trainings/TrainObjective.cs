using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>What a training lowers, and how the generator sees it.</summary>
internal abstract record TrainObjective
{
    /// <summary>1/2 MMD^2, seen itself.</summary>
    internal sealed record OfKernel(Kernel Kernel) : TrainObjective;

    /// <summary>What a generator lowers against a critic network that is trained along.</summary>
    /// <param name="Options">How the critic is trained.</param>
    internal sealed record OfCritic(CriticOptions Options) : TrainObjective;

    /// <summary>What points lower, seen itself or through a critic that trains no discriminator, in a metric of
    /// theirs.</summary>
    internal sealed record OfPoints(RunObjective Seen, Metric<ITransport> Metric) : TrainObjective;

    /// <summary>A divergence, seen through a trained discriminator.</summary>
    /// <param name="Options">How the discriminator is trained.</param>
    /// <param name="Followed">The loss h whose potential -h(log r) it gives.</param>
    /// <param name="Truth">The density of the target, in the units of the flow, where the law of the generator is known
    /// too, so that the discriminator can be held against the truth; null otherwise.</param>
    internal sealed record OfDiscriminator(DiscriminatorOptions Options, GeneratorLoss Followed, Density? Truth)
        : TrainObjective
    {
        internal Network Critic => Options.Network;
    }
}
