using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>The result of ganflow disturbances.</summary>
internal sealed class DisturbanceSummary(DisturbanceStudy study, OutputFolder? folder) : IReport
{
    public object Json => new
    {
        study.Features,
        study.Reference,
        study.Settings.Count,
        study.Accuracy,
        Courses = study.Courses
            .Select(course => new
            {
                Disturbance = course.Name,
                course.Description,
                Readings = course.Readings
                    .Select(r => new
                    {
                        r.Strength,
                        Kid = r.Kid.Value,
                        r.Kid.StandardError,
                        Fid = r.Fid.Value,
                        r.Coverage.Precision,
                        r.Coverage.Recall,
                        r.Coverage.Density,
                        r.Coverage.Coverage,
                    })
                    .ToArray(),
            })
            .ToArray(),
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns(
            "disturbance", "strength", "KID", "standard error", "FID", "precision", "recall", "density", "coverage");

        // Strength 0 is the same of all.
        if (study.Courses[0].Readings[0] is { Strength: 0 } first)
        {
            AddRow(table, "none", first);
        }

        foreach (var course in study.Courses)
        {
            AddRow(table, course.Name, course.Readings[^1]);
        }

        console.Write(table);
        console.PlainLine(
            $"{study.Settings.Count} digits in each sample against {study.Reference} others, in {study.Features} features of a "
            + $"classifier that tells {Tables.Number(study.Accuracy, "P1")} of these.");
        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    private static void AddRow(Table table, string name, DisturbanceReading r) => table.AddPlainRow(
        name,
        Tables.Number(r.Strength),
        Tables.Number(r.Kid.Value, "G4"),
        Tables.Number(r.Kid.StandardError, "G2"),
        Tables.Number(r.Fid.Value, "G4"),
        Tables.Number(r.Coverage.Precision, "G3"),
        Tables.Number(r.Coverage.Recall, "G3"),
        Tables.Number(r.Coverage.Density, "G3"),
        Tables.Number(r.Coverage.Coverage, "G3"));
}
