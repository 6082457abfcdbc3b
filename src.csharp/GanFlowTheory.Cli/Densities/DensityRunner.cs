using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Densities;

/// <summary>Runs flows of densities.</summary>
internal static class DensityRunner
{
    /// <summary>Runs a plan to its last time, or until it is cancelled.</summary>
    internal static DensityResult Run(Terminal terminal, DensityPlan plan)
    {
        var steps = new List<DensityStep>();

        foreach (var step in plan.Equation.Trajectory(plan.Method.Method, plan.Times, plan.Start.Density))
        {
            steps.Add(step);

            if (terminal.Cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        return new(
            steps,
            steps[^1].Time >= plan.Times[^1] ? null : $"cancelled at time {Tables.Number(steps[^1].Time)}.");
    }
}
