using GanFlowTheory.Cli.MonoFlows;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow monoflow: what training with a generator loss against a detached density ratio does.</summary>
internal sealed class MonoFlowVerb() : PlannedVerb<MonoFlowSettings, MonoFlowPlan, MonoFlowResult>(
    "monoflow", "Shows h' and the induced f of a generator loss; exit 1 where h' <= 0 somewhere.")
{
    protected override MonoFlowPlan Plan(Terminal terminal, MonoFlowSettings settings) => MonoFlowPlan.Create(settings);

    protected override MonoFlowResult Run(Terminal terminal, MonoFlowPlan plan, OutputFolder? folder) =>
        MonoFlowRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, MonoFlowPlan plan, MonoFlowResult result) =>
        MonoFlowFolder.Write(folder, plan);

    protected override object Facts(MonoFlowPlan plan, MonoFlowResult result) => MonoFlowFolder.Facts(result);

    protected override IReport Summary(MonoFlowPlan plan, MonoFlowResult result, OutputFolder? folder) =>
        new MonoFlowSummary(result.Report, folder);
}
