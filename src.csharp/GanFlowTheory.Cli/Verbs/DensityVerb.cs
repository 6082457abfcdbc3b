using GanFlowTheory.Cli.Densities;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow density: the Wasserstein flow of an f-divergence on a grid, by finite volumes.</summary>
internal sealed class DensityVerb() : PlannedVerb<DensitySettings, DensityPlan, DensityResult>(
    "density",
    "Flows a density on a grid to a target by the Fokker-Planck equation of an f-divergence, and reports the "
    + "functional, mean, variance and mass over time; with --out it writes series.csv, report.html, manifest.json and, for "
    + "densities on the line, densities.csv.")
{
    protected override DensityPlan Plan(Terminal terminal, DensitySettings settings) =>
        DensityPlan.Create(terminal, settings);

    protected override DensityResult Run(Terminal terminal, DensityPlan plan, OutputFolder? folder) =>
        DensityRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, DensityPlan plan, DensityResult result) =>
        DensityFolder.Write(folder, plan, result);

    protected override object Facts(DensityPlan plan, DensityResult result) => DensityFolder.Facts(result);

    protected override IReport Summary(DensityPlan plan, DensityResult result, OutputFolder? folder) =>
        new DensitySummary(plan, result, folder);
}
