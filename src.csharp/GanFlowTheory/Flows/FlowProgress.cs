using System;

namespace GanFlowTheory;

/// <summary>How far a run has come.</summary>
/// <param name="Step">Where the run is, and what was measured there.</param>
/// <param name="FractionDone">The part of the horizon done, in [0, 1], never falling; 1 once the run has reached its
/// goal.</param>
/// <param name="TimeLeft">The wall-clock time left at the pace so far; null before the first step. A run may converge
/// or fail earlier.</param>
public sealed record FlowProgress(StepRecord Step, double FractionDone, TimeSpan? TimeLeft)
{
    internal static FlowProgress Of(Core.Progress p) => new(new StepRecord(p.Step), p.FractionDone, p.TimeLeft.OrNull());
}
