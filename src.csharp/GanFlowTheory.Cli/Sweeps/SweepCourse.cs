using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>A quantity over the course of a run, as one of its files has it.</summary>
/// <param name="File">The file.</param>
/// <param name="X">Its column along the course.</param>
/// <param name="Y">Its column of the quantity.</param>
/// <param name="XLabel">What the first is.</param>
/// <param name="YLabel">What the second is.</param>
internal sealed record SweepCourse(string File, string X, string Y, string XLabel, string YLabel)
{
    // Before others what says most of the runs that have it.
    private static readonly SweepCourse[] All =
    [
        new("diagnostics.csv", "time", "functional", "flow time t", "functional"),
        new("diagnostics.csv", "time", "estimated_functional", "flow time t", "estimated functional"),
        new("scores.csv", "step", "kid", "step", "KID"),
        new("series.csv", "t", "functional", "time t", "functional"),
        new("series.csv", "step", "functional", "step", "functional"),
        new("series.csv", "time", "radius2", "time", "|x|² + |y|²"),
    ];

    /// <summary>The course that most of some folders have; null where none has one.</summary>
    internal static SweepCourse? MostOf(IReadOnlyList<string> folders) =>
        All.Select(course => (Course: course, Count: folders.Count(folder => course.Read(folder).Count > 0)))
            .Where(found => found.Count > 0)
            .OrderByDescending(found => found.Count)
            .Select(found => found.Course)
            .FirstOrDefault();

    /// <summary>The course in a folder, without what is not known; empty where it has none.</summary>
    internal IReadOnlyList<(double X, double Y)> Read(string folder)
    {
        var path = Path.Combine(folder, File);

        if (!System.IO.File.Exists(path))
        {
            return [];
        }

        var lines = System.IO.File.ReadAllLines(path);
        var names = lines.FirstOrDefault("").Split(',');
        var (x, y) = (Array.IndexOf(names, X), Array.IndexOf(names, Y));
        return x < 0 || y < 0
            ? []
            :
            [
                .. lines.Skip(1).Select(line => line.Split(','))
                    .Select(fields => (X: Numeral.Finite(fields.ElementAtOrDefault(x) ?? ""), Y: Numeral.Finite(fields.ElementAtOrDefault(y) ?? "")))
                    .Where(place => place.X is not null && place.Y is not null)
                    .Select(place => (place.X!.Value, place.Y!.Value)),
            ];
    }
}
