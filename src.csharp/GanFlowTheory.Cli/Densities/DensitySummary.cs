using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Densities;

/// <summary>The result of ganflow density.</summary>
internal sealed class DensitySummary(DensityPlan plan, DensityResult result, OutputFolder? folder) : IReport
{
    private readonly FokkerPlanck equation = plan.Equation;
    private readonly IReadOnlyList<DensityStep> steps = result.Steps;

    public object Json => new
    {
        Functional = equation.Divergence.Name,
        Grid = equation.Target.Grid.ToString(),
        Method = plan.Method.Name,
        steps[^1].Steps,
        Series = steps.Select(step => new
        {
            T = step.Time,
            step.Functional,
            Mean = Scalar(step.State.Mean()),
            Variance = Scalar(step.State.Variance()),
            step.State.Mass,
            step.Dissipation,
            step.Outside,
        }).ToArray(),
        Modes = result.Modes?.Json,
        result.Warning,
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("t", equation.Divergence.Name, "mean", "variance", "mass");

        foreach (var step in steps)
        {
            table.AddPlainRow(
                Tables.Number(step.Time),
                Tables.Number(step.Functional, "G9"),
                string.Join(", ", step.State.Mean().Select(v => Tables.Number(v, "G9"))),
                string.Join(", ", step.State.Variance().Select(v => Tables.Number(v, "G9"))),
                Tables.Number(step.State.Mass, "G15"));
        }

        console.Write(table);
        console.PlainLine($"grid {equation.Target.Grid}, {steps[^1].Steps} steps of {plan.Method.Name}");

        if (result.Modes is { } modes)
        {
            console.PlainLine("modes: " + modes.Line);
        }

        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    // A number on the line, an array in the plane.
    private static object Scalar(double[] values) => values.Length == 1 ? values[0] : values;
}
