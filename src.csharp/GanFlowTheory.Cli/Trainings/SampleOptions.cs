using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The argument and the options of ganflow sample.</summary>
internal sealed class SampleOptions(CommonOptions common)
{
    private const int DefaultCount = 1000;

    private readonly Argument<string> folder = new("DIR") { Description = "The folder of a ganflow train." };

    private readonly Option<int?> count = Options.Whole("-n", "N", $"How many points. [default: {DefaultCount}]", 1);

    private readonly Option<string?> file = Options.Path(
        "--out", "FILE", "The .csv or .npy file for the points. [default: none, the points are shown]", "-o");

    private readonly Option<string?> format = Options.Text(
        "--format", "csv|npy",
        "How the points are written: csv has the header of the data. [default: by the ending of --out, csv without one]");

    internal IEnumerable<Symbol> All => [folder, count, file, format];

    /// <summary>Draws the points and writes them where they go.</summary>
    /// <exception cref="BadInputException">The options have a fault, or the folder has no generator.</exception>
    internal SampleSummary Draw(ParseResult parsed)
    {
        var path = parsed.GetValue(file);
        var how = FormatOf(path, PointsFormat.Check(parsed.GetValue(format)));
        var seed = common.SeedOf(parsed);
        var generator = TrainedGenerator.In(parsed.GetValue(folder)!);
        var points = generator.Draw(parsed.GetValue(count) ?? DefaultCount, Seed.Create(seed));

        if (path is not null && how == PointsFormat.Npy)
        {
            points.WriteNpy(path);
        }
        else if (path is not null)
        {
            points.WriteCsv(path, PointsFormat.HeaderOf(points, generator.ColumnNames));
        }

        return new(points, generator, seed, path);
    }

    // A file whose ending says something else could not be read again.
    private static string FormatOf(string? path, string? given)
    {
        if (path is null)
        {
            return given is null or PointsFormat.Csv
                ? PointsFormat.Csv
                : throw new BadInputException("--format npy needs a file: give --out FILE.npy.");
        }

        var ending = Path.GetExtension(path).TrimStart('.').ToLowerInvariant();
        return ending is PointsFormat.Csv or PointsFormat.Npy
            ? given is null || given == ending
                ? ending
                : throw new BadInputException($"--format {given} is not the format of --out '{path}'.")
            : given is not null && ending.Length == 0
                ? given
                : throw new BadInputException($"--out must be a .csv or .npy file, but is '{path}'.");
    }
}
