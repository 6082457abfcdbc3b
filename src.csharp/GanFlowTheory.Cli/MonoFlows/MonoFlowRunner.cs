namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>Looks at losses.</summary>
internal static class MonoFlowRunner
{
    internal static MonoFlowResult Run(MonoFlowPlan plan) =>
        new(MonoFlow.Verify(plan.Loss, plan.Range.Low, plan.Range.High));
}
