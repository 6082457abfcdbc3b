using System;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Runs;

/// <summary>Tells a progress bar how far a run has come.</summary>
internal sealed class Telling(Action<ProgressState> tell) : IProgress<FlowProgress>
{
    public void Report(FlowProgress value)
    {
        var left = value.TimeLeft is { } time ? $", {time:hh\\:mm\\:ss} left" : "";
        var goal = value.Step.Diagnostics.Functional is { } known
            ? $"functional {Tables.Number(known, "G5")}"
            : value.Step.Diagnostics.PlugIn is { } estimate
                ? $"estimated functional {Tables.Number(estimate, "G5")}"
                : $"time {Tables.Number(value.Step.Time, "G5")}";
        tell(new ProgressState(value.FractionDone, goal + left));
    }
}
