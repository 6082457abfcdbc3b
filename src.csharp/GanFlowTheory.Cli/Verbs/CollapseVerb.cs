using GanFlowTheory.Cli.Collapses;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow collapse: particles against a critic on several clocks, from mode collapse to the flow of
/// MMD^2.</summary>
internal sealed class CollapseVerb() : PlannedVerb<DialSettings, CollapsePlan, CollapseResult>(
    "collapse",
    "Runs particles to a mixture against a critic on several clocks: mode coverage from a frozen critic to one that always "
    + "plays its best response.")
{
    protected override CollapsePlan Plan(Terminal terminal, DialSettings settings) => CollapsePlan.Create(settings);

    protected override CollapseResult Run(Terminal terminal, CollapsePlan plan, OutputFolder? folder) =>
        CollapseRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, CollapsePlan plan, CollapseResult result) =>
        CollapseFolder.Write(folder, result);

    protected override object Facts(CollapsePlan plan, CollapseResult result) => CollapseFolder.Facts(result);

    protected override IReport Summary(CollapsePlan plan, CollapseResult result, OutputFolder? folder) =>
        new CollapseSummary(result.Study, folder);
}
