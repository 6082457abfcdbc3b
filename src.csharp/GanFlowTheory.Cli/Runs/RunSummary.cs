using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The result of ganflow run.</summary>
internal sealed class RunSummary(RunPlan plan, RunResult result, IReadOnlyList<string> files) : IReport
{
    public object Json => new
    {
        Flow = result.Report.Subtitle,
        Outcome = result.Outcome.Word,
        Steps = result.Last.Index,
        result.Last.Time,
        Functional = new { Start = result.First.Diagnostics.Functional, End = result.Last.Diagnostics.Functional },
        EstimatedFunctional = new { Start = result.First.Diagnostics.PlugIn, End = result.Last.Diagnostics.PlugIn },
        Dissipation = new { Start = Dissipation(result.First.Diagnostics), End = Dissipation(result.Last.Diagnostics) },
        Modes = result.Modes?.Json,
        result.Last.Diagnostics.HeldOutScore,
        result.IdentityResidual,
        result.SecondsPerStep,
        Engine = plan.Specs.Engine.Name,
        result.Warning,
        Files = files,
    };

    private static double? Dissipation(Diagnostics d) => d.PredictedDissipation ?? d.CriticDissipation;

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("", "").HideHeaders();
        table.AddPlainRow("flow", result.Report.Subtitle);
        table.AddPlainRow("outcome", result.Outcome.Sentence);
        var (first, last) = (result.First.Diagnostics, result.Last.Diagnostics);

        if (first.Functional is { } start && last.Functional is { } end)
        {
            var ratio = start > 0 && 0 < end && end < start
                ? $" ({Tables.Number(start / end, "G3")} times lower)"
                : "";
            table.AddPlainRow(
                "functional", $"{plan.Objective.Name} is {Tables.Number(start)} at the start, {Tables.Number(end)} at the end{ratio}");
            table.AddPlainRow("identity residual", Tables.Number(result.IdentityResidual, "G3"));
        }
        else if (first.PlugIn is not null || last.PlugIn is not null)
        {
            table.AddPlainRow(
                "estimated functional",
                $"{Tables.Number(first.PlugIn)} at the start, {Tables.Number(last.PlugIn)} at the end");
            table.AddPlainRow(
                "held-out score",
                $"{Tables.Number(first.HeldOutScore)} at the start, {Tables.Number(last.HeldOutScore)} at the end; "
                + "log 2 = 0.693 is chance");
        }
        else
        {
            table.AddPlainRow("functional", $"{plan.Specs.Functional.Text} has no value on particles without an estimate");

            if (first.CriticDissipation is { } before && last.CriticDissipation is { } after)
            {
                table.AddPlainRow(
                    "squared Stein discrepancy",
                    $"{Tables.Number(before)} at the start, {Tables.Number(after)} at the end: the rate at which it falls");
            }
        }

        if (result.Modes is { } modes)
        {
            table.AddPlainRow("modes", modes.Line);
        }

        table.AddPlainRow("seconds per step", Tables.Number(result.SecondsPerStep, "G3"));
        table.AddPlainRow("engine", plan.Specs.Engine.Name);

        foreach (var (part, bandwidth) in plan.KernelsInUse.SelectMany(kernel => kernel.Chosen))
        {
            table.AddPlainRow(part, $"chose the bandwidth {Tables.Number(bandwidth, "R")}");
        }

        console.Write(table);
        console.PlainLines(files);
    }
}
