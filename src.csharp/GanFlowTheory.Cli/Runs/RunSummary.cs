using System.Collections.Generic;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The result of ganflow run.</summary>
internal sealed class RunSummary(RunPlan plan, RunResult result, IReadOnlyList<string> files) : IReport
{
    public object Json => new
    {
        Outcome = result.Outcome.Word,
        Steps = result.Last.Index,
        result.Last.Time,
        Functional = new { Start = result.First.Diagnostics.Functional, End = result.Last.Diagnostics.Functional },
        result.IdentityResidual,
        result.SecondsPerStep,
        Files = files,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var (start, end) = (result.First.Diagnostics.Functional, result.Last.Diagnostics.Functional);
        var ratio = start > 0 && end > 0 ? $" ({Tables.Number(start / end, "G3")} times lower)" : "";
        var table = Tables.WithColumns("", "").HideHeaders();
        table.AddPlainRow("flow", result.Report.Subtitle);
        table.AddPlainRow("outcome", result.Outcome.Sentence);
        table.AddPlainRow(
            "functional",
            $"{Tables.Number(start)} at the start, {Tables.Number(end)} at the end{(end < start ? ratio : "")}");
        table.AddPlainRow("identity residual", Tables.Number(result.IdentityResidual, "G3"));
        table.AddPlainRow("seconds per step", Tables.Number(result.SecondsPerStep, "G3"));

        if (FunctionalSpec.UsesKernel(plan.Settings.Functional))
        {
            foreach (var (part, bandwidth) in plan.ResolvedKernel.Chosen)
            {
                table.AddPlainRow(part, $"chose the bandwidth {Tables.Number(bandwidth, "R")}");
            }
        }

        console.Write(table);

        foreach (var file in files)
        {
            console.PlainLine(file);
        }
    }
}
