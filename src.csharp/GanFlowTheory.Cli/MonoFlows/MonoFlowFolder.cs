using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>The files about a loss.</summary>
internal static class MonoFlowFolder
{
    internal static void Write(OutputFolder folder, MonoFlowPlan plan) =>
        folder.Put("report.html", file => MonoFlowPage.Write(file, plan.Loss, plan.Range.Low, plan.Range.High));

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(MonoFlowResult result) => new { result.Report.Admissible, result.Report.Verdict };
}
