using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>The page about a sweep, from the files of its cells.</summary>
internal static class SweepPictures
{
    // The points at the end, in the order in which verbs write them.
    private static readonly string[] Clouds = ["particles.npy", "particles.csv", "samples.npy", "samples.csv"];

    // What is as wide as a panel.
    private const int LongestName = 36;

    /// <summary>The page.</summary>
    /// <param name="sweep">What came of it.</param>
    /// <param name="target">The points that all cells go to; null where they differ, and where there are none.</param>
    internal static SweepReport Of(SweepResult sweep, Points? target)
    {
        var course = SweepCourse.MostOf([.. sweep.Rows.Select(row => row.Folder)]);
        return new()
        {
            Title = $"Sweep of ganflow {sweep.Spec.Verb.Name}",
            Missing = sweep.Missing.Count,
            Settings =
            [
                .. sweep.Spec.Options.Select(o => (o.Option.Name[2..], o.Value.Shown)),
                .. sweep.Spec.Grid.Select(axis => (axis.Name, string.Join(" | ", axis.Values.Select(value => value.Shown)))),
                .. sweep.Spec.Seeds.Count > 0
                    ? [("seeds", string.Join(", ", sweep.Spec.Seeds))]
                    : System.Array.Empty<(string, string)>(),
            ],
            Seeds = [.. sweep.Spec.Seeds.Select(seed => $"{seed}")],
            Axes = ["cell", .. sweep.Spec.Grid.Select(axis => axis.Name)],
            Along = course?.XLabel ?? "",
            Quantity = course?.YLabel ?? "",
            Numbers = sweep.Numbers,
            Headline = SweepResult.Headline,
            Target = target,
            Panels = [.. sweep.Points.Select(point => PointOf(sweep, course, point.Point, point.Rows))],
        };
    }

    private static SweepPanel PointOf(SweepResult sweep, SweepCourse? course, SweepPoint point, IReadOnlyList<SweepRow> rows) =>
        new()
        {
            Name = NameOf(point),
            Values = [$"{point.Number}", .. point.Values.Select(axis => axis.Value.Shown)],
            Means = [.. sweep.Numbers.Select(name => SweepResult.MeanOf(rows, name))],
            Courses = [.. rows.Select(row => (PlaceOf(sweep, row), course?.Read(row.Folder) ?? []))],
            Points = CloudIn(rows[0].Folder),
        };

    // The values alone where there is no room for their names; the table has all, under the number.
    private static string NameOf(SweepPoint point)
    {
        var full = $"{point.Number}: {point.Title}";

        if (full.Length <= LongestName)
        {
            return full;
        }

        var name = $"{point.Number}: {string.Join(", ", point.Values.Select(axis => axis.Value.Shown))}";
        return name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
    }

    // Among the seeds, so that a seed has one colour wherever it is.
    private static int PlaceOf(SweepResult sweep, SweepRow row) =>
        row.Cell.Seed is { } seed ? sweep.Spec.Seeds.ToList().IndexOf(seed) : 0;

    // Of the first seed. A training that diverged has none.
    private static Points? CloudIn(string folder) =>
        Clouds.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } path && !HasSeveralClouds(folder)
            ? Points.Read(path)
            : null;

    // Those of ganflow collapse, one cloud for each clock.
    private static bool HasSeveralClouds(string folder) => File.Exists(Path.Combine(folder, "courses.csv"));
}
