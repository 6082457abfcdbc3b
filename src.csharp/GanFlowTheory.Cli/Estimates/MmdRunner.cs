using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>Estimates MMD^2.</summary>
internal static class MmdRunner
{
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static IReadOnlyList<Estimate> Run(Terminal terminal, MmdPlan plan)
    {
        // A sorted file is no sample in its own order: estimators that group points by it see them shuffled.
        var x = new Lazy<Points>(() => Shuffled(plan.X, plan.Seed.Split("A")));
        var y = new Lazy<Points>(() => Shuffled(plan.Y, plan.Seed.Split("B")));
        return Interruptible.DoAll(
            terminal, "mmd", [.. plan.Estimators.Select(spec => (Func<Estimate>)(() => Of(spec)))]);

        Estimate Of(EstimatorChoice spec) => spec.GroupsByOrder
            ? spec.Estimate(plan.Kernel.Kernel, x.Value, y.Value)
            : spec.Estimate(plan.Kernel.Kernel, plan.X, plan.Y);
    }

    private static Points Shuffled(Points points, Seed seed) => points.Select(seed.Permutation(points.Count));
}
