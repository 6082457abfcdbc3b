using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>The tables of a sweep as the texts of CSV files; an unknown value, and an option that is left out, is an empty
/// field.</summary>
internal static class SweepTables
{
    /// <summary>A row for each cell: its point, the options of the grid, the seed, how it ended, and its numbers.</summary>
    internal static string OfCells(SweepResult sweep) => Lines(
        [.. Head(sweep), .. Seed(sweep), "outcome", .. sweep.Numbers],
        sweep.Rows.Select(row => (IEnumerable<string>)
        [
            .. Of(row.Cell.Point), .. Seed(row), row.Result.Outcome ?? "",
            .. sweep.Numbers.Select(name => CsvLine.Field(row[name])),
        ]));

    /// <summary>A row for each point: its number, the options of the grid, how many seeds, and each number's mean over them with
    /// its standard error.</summary>
    internal static string OfMeans(SweepResult sweep) => Lines(
        [.. Head(sweep), "runs", .. sweep.Numbers.SelectMany(name => (string[])[name, name + "_error"])],
        sweep.Points.Select(point => (IEnumerable<string>)
        [
            .. Of(point.Point), Text(point.Rows.Count),
            .. sweep.Numbers.Select(name => SweepResult.MeanOf(point.Rows, name))
                .SelectMany(mean => (string[])[CsvLine.Field(mean?.Mean), CsvLine.Field(mean?.StandardError)]),
        ]));

    /// <summary>The wall-clock times of the cells, which no rerun has again.</summary>
    internal static string OfTimes(SweepResult sweep) => Lines(
        ["cell", .. Seed(sweep), "seconds"],
        sweep.Rows.Select(row => (IEnumerable<string>)
            [Text(row.Cell.Point.Number), .. Seed(row), CsvLine.Field(row.Result.Seconds)]));

    private static IEnumerable<string> Head(SweepResult sweep) => sweep.Spec.Grid.Select(axis => axis.Name).Prepend("cell");

    private static IEnumerable<string> Of(SweepPoint point) =>
        point.Values.Select(axis => CsvLine.Field(axis.Value.Text ?? "")).Prepend(Text(point.Number));

    private static IEnumerable<string> Seed(SweepResult sweep) => sweep.Spec.Seeds.Count > 0 ? ["seed"] : [];

    private static IEnumerable<string> Seed(SweepRow row) => row.Cell.Seed is { } seed ? [Text(seed)] : [];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Lines(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Prepend(header).Select(fields => string.Join(',', fields) + "\n"));
}
