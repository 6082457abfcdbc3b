using System;

namespace GanFlowTheory.Cli.Output;

/// <summary>Passes on to a progress bar how far a run has come.</summary>
internal sealed class ProgressRelay(Action<ProgressState> show) : IProgress<FlowProgress>
{
    public void Report(FlowProgress value)
    {
        var left = value.TimeLeft is { } time ? $", {time:hh\\:mm\\:ss} left" : "";
        var goal = value.Step.Diagnostics.Functional is { } known
            ? $"functional {Tables.Number(known, "G5")}"
            : value.Step.Diagnostics.PlugIn is { } estimate
                ? $"estimated functional {Tables.Number(estimate, "G5")}"
                : $"time {Tables.Number(value.Step.Time, "G5")}";
        show(new ProgressState(value.FractionDone, goal + left));
    }
}
