using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>Estimates MMD^2.</summary>
internal static class MmdRunner
{
    internal static IReadOnlyList<Estimate> Run(MmdPlan plan) =>
        [.. plan.Estimators.Select(estimate => estimate(plan.Kernel.Kernel, plan.X, plan.Y))];
}
