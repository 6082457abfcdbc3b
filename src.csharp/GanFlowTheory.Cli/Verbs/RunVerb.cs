using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow run: flows a start distribution to a target.</summary>
internal sealed class RunVerb() : PlannedVerb<RunSettings, RunPlan, RunResult>(
    "run",
    "Flows a start distribution to a target and writes particles.npy, diagnostics.csv, manifest.json and "
    + "report.html. Without options: 1,000 Gaussian particles to the Old Faithful eruptions.")
{
    protected override RunPlan Plan(Terminal terminal, RunSettings settings) => RunPlan.Create(terminal, settings);

    protected override RunResult Run(Terminal terminal, RunPlan plan, OutputFolder? folder) =>
        RunRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, RunPlan plan, RunResult result) =>
        RunFolder.Write(folder, plan, result);

    protected override object Facts(RunPlan plan, RunResult result) => RunFolder.Facts(plan, result);

    protected override IReport Summary(RunPlan plan, RunResult result, OutputFolder? folder) =>
        new RunSummary(plan, result, folder is null ? [] : [.. folder.Files, folder.Manifest]);
}
