using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Files;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Specs;

/// <summary>How points are written: .npy, or CSV with the names of the columns where they have any.</summary>
internal static class PointsFormat
{
    internal const string Csv = "csv";
    internal const string Npy = "npy";

    internal static Option<string?> Option(string what) => Options.Text(
        "--format", "csv|npy", $"How {what} are written: csv has the header of the data. [default: {Npy}]");

    /// <summary>The word as given, checked.</summary>
    internal static string? Check(string? text) => text is null or Csv or Npy
        ? text
        : throw new BadInputException($"--format must be csv or npy, but is '{text}'.");

    /// <summary>Writes points under a name without its ending; those of the other format must not stay from an earlier
    /// time.</summary>
    internal static void Put(
        OutputFolder folder, string name, string? format, Points? points, IReadOnlyList<string> names)
    {
        var asText = format == Csv;
        folder.Put($"{name}.{Npy}", points is null || asText ? null : points.WriteNpy);
        folder.Put($"{name}.{Csv}", points is null || !asText ? null : path => points.WriteCsv(path, HeaderOf(points, names)));
    }

    /// <summary>The header of points by the names of their columns; null where they have none.</summary>
    internal static string[]? HeaderOf(Points points, IReadOnlyList<string> names) =>
        names.Count == points.Dimension ? [.. names] : null;

    /// <summary>The names of columns as a header that is taken for one: what looks like a number is called column.</summary>
    internal static IReadOnlyList<string> NamesOf(DataTable table) => table.Names is { } names
        ? [.. names.Select((name, k) => Columns.IsName(name) ? name : $"column {(name.Length > 0 ? name : $"{k + 1}")}")]
        : [];
}
