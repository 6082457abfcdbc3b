using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>Studies mode collapse.</summary>
internal static class CollapseRunner
{
    internal static CollapseResult Run(Terminal terminal, CollapsePlan plan) =>
        new(Interruptible.Do(terminal, "collapse", () => ModeCollapse.Study(plan.Study, plan.Target)));
}
