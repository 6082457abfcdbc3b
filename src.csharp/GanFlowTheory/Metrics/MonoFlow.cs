using System;

namespace GanFlowTheory;

/// <summary>MonoFlow: the flow dx/dt = h'(log r) grad log r of a generator loss, the gradient flow of reverse KL in the
/// Wasserstein-2 metric with mobility h'(log r) exactly when h increases (YZL23-2, YZL23-3).</summary>
public static class MonoFlow
{
    /// <summary>Looks for log r in [low, high] where h' &lt;= 0 (YZL23-3); ends are refined to neighbouring floats.
    /// Every stretch longer than 1/8192 of the range is found, and a shorter one where h' dips once within two such
    /// cells.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="low">The lowest log r, at least -700.</param>
    /// <param name="high">The highest log r, above low and at most 700.</param>
    /// <exception cref="ArgumentException">The range does not increase, or goes beyond 700.</exception>
    public static MonoFlowReport Verify(GeneratorLoss loss, double low, double high) =>
        MonoFlowReport.Of(Core.MonoFlow.verify(loss.NotNull(nameof(loss)).Wrapped, low, high));

    /// <summary>A normal law from which the flow dx/dt = h'(log r) grad log r, projected on normal laws, raises KL(q||p),
    /// p = N(0, 1), with KL as long as the velocity is a finite expectation (YZL23-3). Null where the laws tried show no
    /// growth, and so where h' &lt; 0 nowhere.</summary>
    /// <param name="loss">The loss.</param>
    public static MonoFlowCounterexample? Counterexample(GeneratorLoss loss) =>
        Core.MonoFlowGrowth.MonoFlow.counterexample(loss.NotNull(nameof(loss)).Wrapped) is { } found
            ? MonoFlowCounterexample.Of(found.Value)
            : null;

    /// <summary>The same operator K c = h'(log r) grad c for any h; where h' &lt; 0 it is not positive and so no
    /// metric, and the functional may grow along its flow (YZL23-3).</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="logRatio">log r at the nodes of q, length n.</param>
    public static Metric<ITransport> Field(GeneratorLoss loss, Func<Measure, double[]> logRatio)
    {
        ArgumentNullException.ThrowIfNull(logRatio);
        return new(Core.MonoFlow.field(
            loss.NotNull(nameof(loss)).Wrapped, Bridge.Fun((Chart q) => logRatio(q.State))));
    }
}
