using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>The files of a study of disturbed digits.</summary>
internal static class DisturbanceFolder
{
    /// <summary>Writes the readings and the page.</summary>
    internal static void Write(OutputFolder folder, DisturbanceResult result)
    {
        folder.Put("disturbances.csv", string.Join('\n', Lines(result.Study)) + "\n");
        folder.Put("report.html", file => DisturbancePage.Write(file, result.Study));
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(DisturbanceResult result) => new
    {
        result.Study.Accuracy,
        Disturbances = result.Study.Courses.Select(course => course.Name).ToArray(),
        Kid = result.Study.Courses.Select(course => course.Readings[^1].Kid.Value).ToArray(),
        Fid = result.Study.Courses.Select(course => course.Readings[^1].Fid.Value).ToArray(),
    };

    private static IEnumerable<string> Lines(DisturbanceStudy study) =>
        study.Courses
            .SelectMany(course => course.Readings.Select(r => course.Name + "," + CsvLine.Of(
            [
                r.Strength,
                r.Kid.Value,
                r.Kid.StandardError,
                r.Fid.Value,
                r.Coverage.Precision,
                r.Coverage.Recall,
                r.Coverage.Density,
                r.Coverage.Coverage,
            ])))
            .Prepend("disturbance,strength,kid,kid_standard_error,fid,precision,recall,density,coverage");
}
