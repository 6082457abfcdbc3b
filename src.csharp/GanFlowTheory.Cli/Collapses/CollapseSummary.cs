using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>The result of ganflow collapse.</summary>
internal sealed class CollapseSummary(CollapseStudy study, OutputFolder? folder) : IReport
{
    public object Json => new
    {
        Target = study.Target.Name,
        Courses = study.Courses
            .Select(course => new
            {
                Clock = course.Clock.Name,
                Last(course).Coverage.Covered,
                Modes = Last(course).Coverage.Shares.Count,
                Last(course).Coverage.Quality,
                Last(course).Coverage.Shares,
                Variance = new { Start = First(course).Variance, End = Last(course).Variance },
                Within = new { Start = First(course).Within, End = Last(course).Within },
                course.Moments[^1].Time,
                Outcome = course.Outcome.Word,
                End = course.End.End.Word,
                course.End.Evidence,
            })
            .ToArray(),
        Goal = new { study.Goal.Coverage.Quality, study.Goal.Variance, study.Goal.Within },
        Gaussian = study.Gaussian
            .Select(course => new
            {
                Clock = course.Clock.Name,
                Time = course.Times[^1],
                Mean = course.Means[^1],
                Deviation = course.Deviations[^1],
                End = course.End.End.Word,
                course.End.Evidence,
            })
            .ToArray(),
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("clock", "modes", "quality", "variance", "within modes", "end");

        foreach (var course in study.Courses)
        {
            AddRow(table, course.Clock.Name, Last(course), course.End.End.Word);
        }

        AddRow(table, "target", study.Goal, "");
        console.Write(table);

        foreach (var course in study.Courses)
        {
            console.PlainLine($"clock {course.Clock}: {course.End.Evidence}");
        }

        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    private static void AddRow(Table table, string name, CollapseMeasure measure, string end) => table.AddPlainRow(
        name,
        $"{measure.Coverage.Covered} of {measure.Coverage.Shares.Count}",
        Tables.Number(measure.Coverage.Quality, "P1"),
        Tables.Number(measure.Variance, "G4"),
        Tables.Number(measure.Within, "G3"),
        end);

    private static CollapseMeasure First(CollapseCourse course) => course.Moments[0].Measure;

    private static CollapseMeasure Last(CollapseCourse course) => course.Moments[^1].Measure;
}
