using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Limits;

/// <summary>The result of ganflow limit.</summary>
internal sealed class LimitSummary(LimitPlan plan, LimitResult result, OutputFolder? folder) : IReport
{
    public object Json => new
    {
        Game = plan.Setup.Points.Title,
        Time = plan.Settings.Until,
        Schemes = result.Studies.Select(study => new
        {
            Scheme = study.Name,
            Declared = study.Scheme.Scheme.Order,
            study.Study.Order,
            study.Study.Differences,
            study.Study.Rounding,
            study.Study.Extrapolated,
            study.Study.Error,
            study.Study.Evidence,
            Levels = study.Study.Levels.Select(level => new
            {
                level.Tau,
                level.Steps,
                X = level.End.First.Coordinates(),
                Y = level.End.Second.Coordinates(),
                Outcome = level.Outcome.Word,
                Quantities = level.Quantities.Select(course => new { course.Name, course.Drift, course.Range }),
            }),
        }).ToArray(),
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("scheme", "order", "measured", "extrapolated", "error", "drift of the last run");

        foreach (var study in result.Studies)
        {
            table.AddPlainRow(
                study.Name,
                Tables.Number(study.Scheme.Scheme.Order),
                Tables.Number(study.Study.Order, "G4"),
                study.Study.Extrapolated is { } point
                    ? string.Join(", ", point.Take(4).Select(v => Tables.Number(v, "G9"))) + (point.Count > 4 ? ", ..." : "")
                    : "unknown",
                Tables.Number(study.Study.Error, "G3"),
                Tables.Number(study.Study.Levels[^1].Quantities is [var course] ? course.Drift : null, "G3"));
        }

        console.Write(table);
        var first = result.Studies[0].Study;
        console.PlainLine(
            $"{plan.Setup.Points.Title} at time {Tables.Number(first.Time)}, steps {Tables.Number(first.Levels[0].Tau)} to "
            + $"{Tables.Number(first.Levels[^1].Tau)}");
        console.PlainLines(result.Studies.Where(study => study.Study.Order is null).Select(study =>
            $"{study.Name}: {study.Study.Evidence}"));
        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }
}
