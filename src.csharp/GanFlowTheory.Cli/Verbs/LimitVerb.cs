using GanFlowTheory.Cli.Limits;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow limit: a game over families of step lengths.</summary>
internal sealed class LimitVerb() : PlannedVerb<LimitSettings, LimitPlan, LimitResult>(
    "limit",
    "Plays a game by each scheme over a family of steps tau, tau/2, tau/4, ... to one time, and reports the measured orders and "
    + "the extrapolated limit, the dual flow; with --out it writes levels.csv, report.html and manifest.json.")
{
    protected override LimitPlan Plan(Terminal terminal, LimitSettings settings) => LimitPlan.Create(terminal, settings);

    protected override LimitResult Run(Terminal terminal, LimitPlan plan, OutputFolder? folder) =>
        LimitRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, LimitPlan plan, LimitResult result) =>
        LimitFolder.Write(folder, plan, result);

    protected override object Facts(LimitPlan plan, LimitResult result) => LimitFolder.Facts(result);

    protected override IReport Summary(LimitPlan plan, LimitResult result, OutputFolder? folder) =>
        new LimitSummary(plan, result, folder);
}
