using System;

namespace GanFlowTheory;

/// <summary>How far a run has come.</summary>
/// <param name="Step">The steps taken so far; 0 at the start.</param>
/// <param name="Time">The time of the flow so far.</param>
/// <param name="Functional">The functional now; null where it has no value.</param>
/// <param name="PlugIn">The critic's own estimate of the functional now; null where it has none.</param>
/// <param name="FractionDone">The part of the horizon behind, in [0, 1], never falling; 1 once the run has reached its
/// goal.</param>
/// <param name="TimeLeft">The wall-clock time left at the pace so far; null before the first step. A run may converge
/// or fail earlier.</param>
public sealed record FlowProgress(
    int Step, double Time, double? Functional, double? PlugIn, double FractionDone, TimeSpan? TimeLeft)
{
    internal static FlowProgress Of(Core.Progress p) =>
        new(p.Step, p.Time, p.Functional.OrNull(), p.PlugIn.OrNull(), p.FractionDone, p.TimeLeft.OrNull());
}
