using GanFlowTheory.Cli.Disturbances;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow disturbances: KID and FID of digits that are spoilt more and more, in five ways.</summary>
internal sealed class DisturbancesVerb() : PlannedVerb<StrengthSettings, DisturbancePlan, DisturbanceResult>(
    "disturbances",
    "Measures KID, FID, precision and recall of digits that are disturbed more and more, in five ways, against other digits.")
{
    protected override DisturbancePlan Plan(Terminal terminal, StrengthSettings settings) =>
        DisturbancePlan.Create(terminal, settings);

    protected override DisturbanceResult Run(Terminal terminal, DisturbancePlan plan, OutputFolder? folder) =>
        DisturbanceRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, DisturbancePlan plan, DisturbanceResult result) =>
        DisturbanceFolder.Write(folder, result);

    protected override object Facts(DisturbancePlan plan, DisturbanceResult result) => DisturbanceFolder.Facts(result);

    protected override IReport Summary(DisturbancePlan plan, DisturbanceResult result, OutputFolder? folder) =>
        new DisturbanceSummary(result.Study, folder);
}
