using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>Studies disturbed digits.</summary>
internal static class DisturbanceRunner
{
    internal static DisturbanceResult Run(Terminal terminal, DisturbancePlan plan) => new(Interruptible.Do(
        terminal, "disturbances", () => DisturbanceStudy.Run(plan.Study, plan.Classifier, plan.Images, plan.Reference)));
}
