using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>What training with a generator loss against a detached density ratio does, over a range of log r
/// (YZL23-3).</summary>
/// <param name="Loss">The name of the loss.</param>
/// <param name="Formula">h(u) as a formula.</param>
/// <param name="From">The lowest log r looked at.</param>
/// <param name="To">The highest log r looked at.</param>
/// <param name="Admissible">Whether h increases on the range: no violation.</param>
/// <param name="Strict">Whether h' &gt; 0 at every point of the range.</param>
/// <param name="Violations">The stretches with h' &lt;= 0, in increasing order.</param>
/// <param name="Touches">Single places where h' falls to 0 within rounding but stays positive on both sides.</param>
/// <param name="Samples">h' and the induced f at evenly spaced log r.</param>
/// <param name="InducedFormula">The induced f as a formula in r; null where none is known.</param>
/// <param name="Verdict">What training against a detached ratio can do, in one sentence.</param>
public sealed record MonoFlowReport(
    string Loss,
    string Formula,
    double From,
    double To,
    bool Admissible,
    bool Strict,
    IReadOnlyList<MonoFlowViolation> Violations,
    IReadOnlyList<double> Touches,
    IReadOnlyList<MonoFlowSample> Samples,
    string? InducedFormula,
    string Verdict)
{
    internal static MonoFlowReport Of(Core.MonoFlowReport r) => new(
        r.Loss,
        r.Formula,
        r.From,
        r.To,
        r.Admissible,
        r.Strict,
        r.Violations.Map(MonoFlowViolation.Of),
        r.Touches.Map(u => u),
        r.Samples.Map(MonoFlowSample.Of),
        r.InducedFormula?.Value,
        r.Verdict);
}
