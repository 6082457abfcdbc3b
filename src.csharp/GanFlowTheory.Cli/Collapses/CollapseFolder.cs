using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>The files of a study of mode collapse.</summary>
internal static class CollapseFolder
{
    /// <summary>Writes the courses, the particles at their ends and the page with the clock dial.</summary>
    internal static void Write(OutputFolder folder, CollapseResult result)
    {
        folder.Put("courses.csv", Lines(Courses(result.Study)));
        folder.Put("particles.csv", Lines(Particles(result.Study)));
        folder.Put("report.html", file => CollapsePage.Write(file, result.Study));
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(CollapseResult result) => new
    {
        Covered = result.Study.Courses.Select(course => course.Moments[^1].Measure.Coverage.Covered).ToArray(),
        Ends = result.Study.Courses.Select(course => course.End.End.Word).ToArray(),
        ParticlesSha256 = result.Study.Courses.Select(course => Fingerprint.Of(course.Final)).ToArray(),
    };

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

    private static IEnumerable<string> Courses(CollapseStudy study) =>
        study.Courses
            .SelectMany(course => course.Moments.Select(moment => course.Clock.Name + "," + CsvLine.Of(
            [
                moment.Time,
                moment.Measure.Coverage.Covered,
                moment.Measure.Coverage.Quality,
                moment.Measure.Variance,
                moment.Measure.Within,
            ])))
            .Prepend("clock,t,covered,quality,variance,variance_within_modes");

    private static IEnumerable<string> Particles(CollapseStudy study) =>
        study.Courses
            .SelectMany(course => course.Final.ToRows().Select(row =>
                course.Clock.Name + "," + CsvLine.Of(row.Select(value => (double?)value))))
            .Prepend("clock," + string.Join(',', Enumerable.Range(1, study.Target.Dimension).Select(k => $"x{k}")));
}
