using GanFlowTheory.Cli.Movements;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow jko: minimising movements from one state.</summary>
internal sealed class JkoVerb() : PlannedVerb<JkoSettings, JkoPlan, JkoResult>(
    "jko",
    "Takes minimising movements (Jordan, Kinderlehrer and Otto 1998), each the argmin of F + d^2/(2 tau), from a point, particles, "
    + "a Gaussian or quantiles, and reports F before and after, d^2, the residual, the pairing gap and the inequality; with --out "
    + "it writes particles.npy, series.csv, report.html and manifest.json.")
{
    protected override JkoPlan Plan(Terminal terminal, JkoSettings settings) => JkoPlan.Create(terminal, settings);

    protected override JkoResult Run(Terminal terminal, JkoPlan plan, OutputFolder? folder) => JkoRunner.Run(terminal, plan);

    protected override void Write(OutputFolder folder, JkoPlan plan, JkoResult result) =>
        JkoFolder.Write(folder, plan, result);

    protected override object Facts(JkoPlan plan, JkoResult result) => JkoFolder.Facts(result);

    protected override IReport Summary(JkoPlan plan, JkoResult result, OutputFolder? folder) =>
        new JkoSummary(plan, result, folder);
}
