namespace GanFlowTheory;

/// <summary>What is kept of one step for good: its place and its measurements, without the state.</summary>
/// <param name="Index">The steps taken so far; 0 at the start.</param>
/// <param name="Time">The time.</param>
/// <param name="Diagnostics">The measurements.</param>
public sealed record StepRecord(int Index, double Time, Diagnostics Diagnostics)
{
    internal static StepRecord Of(Core.StepRecord r) => new(r.Index, r.Time, new Diagnostics(r.Diagnostics));
}
