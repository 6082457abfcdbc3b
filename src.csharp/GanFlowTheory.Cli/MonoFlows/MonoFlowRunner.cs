using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>Looks at losses.</summary>
internal static class MonoFlowRunner
{
    internal static MonoFlowResult Run(Terminal terminal, MonoFlowPlan plan) =>
        new(Interruptible.Do(terminal, "monoflow", () => MonoFlow.Verify(plan.Loss, plan.Range.Low, plan.Range.High)));
}
