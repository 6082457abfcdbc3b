using System.Collections.Generic;
using System.Globalization;
using System.IO;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>One training of a comparison, a cell of its own.</summary>
/// <param name="Entry">Which GAN.</param>
/// <param name="Seed">Which seed.</param>
internal sealed record ComparisonCell(ComparisonEntry Entry, int Seed)
{
    /// <summary>Its command line and its folder.</summary>
    internal Cell Cell { get; } = new(
        Cell.AsName(Entry.Name) + string.Create(CultureInfo.InvariantCulture, $"-seed-{Seed}"),
        ["train", .. Entry.Arguments, "--seed", Seed.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>What came of it; null where it is in none of some folders, or has no scores.</summary>
    internal GanTraining? ReadFrom(IEnumerable<string> sources) =>
        Cell.FoundIn(sources) is { } source && Read(source) is { Scores.Count: > 0 } training ? training : null;

    private GanTraining Read(string folder)
    {
        string InFolder(string name) => Path.Combine(folder, Cell.Folder, name);

        return new(
            Entry.Name,
            Seed,
            ScoreTable.Read(InFolder(ScoreTable.FileName), InFolder(ScoreTable.TimesName)),
            Points.Read(InFolder(File.Exists(InFolder("samples.csv")) ? "samples.csv" : "samples.npy")));
    }
}
