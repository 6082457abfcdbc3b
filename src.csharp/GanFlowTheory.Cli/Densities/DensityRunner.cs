using System;
using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Densities;

/// <summary>Runs flows of densities.</summary>
internal static class DensityRunner
{
    /// <summary>Runs a plan to its last time, or until it is cancelled.</summary>
    internal static DensityResult Run(Terminal terminal, DensityPlan plan) =>
        ProgressBar.Around(terminal, "density", show => Run(terminal, show, plan));

    private static DensityResult Run(Terminal terminal, Action<ProgressState> show, DensityPlan plan)
    {
        var trajectory = plan.Equation.Trajectory(plan.Method.Method, plan.Times, plan.Start.Density).GetEnumerator();
        // The start is at hand, and what follows has always one step to show.
        trajectory.MoveNext();
        var steps = new List<DensityStep> { trajectory.Current };

        try
        {
            // Between two times there may be any number of steps: at a signal those since the last time are lost.
            while (!terminal.Cancellation.IsCancellationRequested
                && Interruptible.Do(
                    terminal,
                    new PartRelay(show, steps.Count, plan.Times.Count + 1, $"time {Tables.Number(steps[^1].Time, "G4")}"),
                    () => trajectory.MoveNext() ? trajectory.Current : null) is { } step)
            {
                steps.Add(step);
            }
        }
        catch (OperationCanceledException)
        {
            return Of(plan, steps);
        }

        trajectory.Dispose();
        return Of(plan, steps);
    }

    private static DensityResult Of(DensityPlan plan, List<DensityStep> steps) => new(
        steps,
        Modes.Of(plan.Mixture, steps[0].State, steps[^1].State),
        steps[^1].Time >= plan.Times[^1] ? null : $"cancelled at time {Tables.Number(steps[^1].Time)}.",
        plan.Equation.TailWarning(steps));
}
