using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Movements;

/// <summary>The result of ganflow jko.</summary>
internal sealed class JkoSummary(JkoPlan plan, JkoResult result, OutputFolder? folder) : IReport
{
    public object Json => new
    {
        Functional = plan.Functional.Name,
        State = plan.Settings.State,
        plan.Settings.Tau,
        Series = result.Steps.Select((step, k) => new
        {
            Step = k + 1,
            Before = BeforeStep(k),
            After = step.Functional,
            step.SquaredDistance,
            step.Residual,
            step.Iterations,
            step.PairingGap,
            step.Slack,
        }).ToArray(),
        Modes = Modes?.Json,
        End = new { Mean = result.Final.Mean(), Covariance = Rows(result.Final.Covariance()) },
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns(
            "step", "F before", "F after", "d^2", "residual", "pairing gap", "F before - F after - d^2/(2 tau)");

        for (var k = 0; k < result.Steps.Count; k++)
        {
            var step = result.Steps[k];
            table.AddPlainRow(
                Tables.Number(k + 1),
                Tables.Number(BeforeStep(k), "G9"),
                Tables.Number(step.Functional, "G9"),
                Tables.Number(step.SquaredDistance, "G9"),
                Tables.Number(step.Residual, "G3"),
                Tables.Number(step.PairingGap, "G3"),
                Tables.Number(step.Slack, "G6"));
        }

        console.Write(table);
        console.PlainLine(
            $"{plan.Functional.Name} from {plan.Settings.State}, tau {Tables.Number(plan.Settings.Tau)}; "
            + (result.Steps.All(step => step.Slack >= -1e-12 * System.Math.Abs(result.Before))
                ? "F after + d^2/(2 tau) <= F before at every step"
                : "the inequality F after + d^2/(2 tau) <= F before fails beyond rounding"));

        if (Modes is { } modes)
        {
            console.PlainLine("modes: " + modes.Line);
        }

        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    // The nodes of a Gaussian are those of a rule, and no particles.
    private Modes? Modes => plan.Start is GaussianState
        ? null
        : Output.Modes.Of(plan.Target.Mixture, plan.Start, result.Final);

    private double BeforeStep(int k) => k == 0 ? result.Before : result.Steps[k - 1].Functional;

    private static double[][] Rows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i =>
            Enumerable.Range(0, matrix.GetLength(1)).Select(k => matrix[i, k]).ToArray())];
}
