using System;

namespace GanFlowTheory;

/// <summary>A metric that an expression names. Its own kernel, where it has one, is open until there is a sample for its
/// bandwidths.</summary>
public sealed class ParsedMetric
{
    private readonly Core.ParsedMetric<Chart> wrapped;
    private readonly Func<Core.Metric<Chart>, IMetric> on;

    internal ParsedMetric(string text, Core.ParsedMetric<Chart> wrapped, Func<Core.Metric<Chart>, IMetric> on) =>
        (Text, this.wrapped, this.on) = (text, wrapped, on);

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>The metric's own kernel; null where it has none.</summary>
    public ParsedKernel? Kernel => wrapped.Kernel?.Value is { } kernel ? new(kernel) : null;

    /// <summary>The loss h of a mobility h'(log r), which the critic that fits log r has to bring; null for
    /// none.</summary>
    public GeneratorLoss? Mobility => wrapped.Mobility?.Value is { } loss ? new(loss) : null;

    /// <summary>Whether it moves along a log q that particles do not know.</summary>
    public bool MovesAlongLogDensity => wrapped.MovesAlongLogDensity;

    /// <summary>Whether it does so by noise.</summary>
    public bool Diffuses => wrapped.Diffuses;

    /// <summary>The metric: a <see cref="Metric{TState}"/> of <see cref="ITransport"/> where it moves nodes, of
    /// <see cref="IReaction"/> where it moves weights, of <see cref="WeightedParticles"/> where it moves
    /// both.</summary>
    /// <param name="kernel">Its own kernel where it has one, else that of the flow.</param>
    /// <exception cref="ArgumentException">The metric does not take the kernel.</exception>
    public IMetric Of(Kernel kernel) => on(wrapped.Make.Invoke(kernel.NotNull(nameof(kernel)).Wrapped));

    /// <summary>The expression.</summary>
    public override string ToString() => Text;
}
