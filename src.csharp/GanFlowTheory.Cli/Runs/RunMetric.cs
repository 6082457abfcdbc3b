namespace GanFlowTheory.Cli.Runs;

/// <summary>The metric of a run, by what it moves.</summary>
internal abstract record RunMetric
{
    /// <summary>Particles of fixed weights.</summary>
    internal sealed record Transport(Metric<ITransport> Metric) : RunMetric;

    /// <summary>Weights.</summary>
    internal sealed record Reaction(Metric<IReaction> Metric) : RunMetric;

    /// <summary>Both.</summary>
    internal sealed record Both(Metric<WeightedParticles> Metric) : RunMetric;
}
