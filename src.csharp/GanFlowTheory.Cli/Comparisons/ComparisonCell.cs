using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>One training of a comparison, a folder of its own: done where it says so.</summary>
/// <param name="Entry">Which GAN.</param>
/// <param name="Seed">Which seed.</param>
internal sealed record ComparisonCell(ComparisonEntry Entry, int Seed)
{
    // Written last: where it is, the results of these arguments are there.
    private const string Done = "cell.json";

    /// <summary>The name of its folder.</summary>
    internal string Folder =>
        string.Concat(Entry.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'))
        + string.Create(CultureInfo.InvariantCulture, $"-seed-{Seed}");

    /// <summary>The command line of ganflow that trains it, without the folder.</summary>
    internal IReadOnlyList<string> CommandLine =>
        ["train", .. Entry.Arguments, "--seed", Seed.ToString(CultureInfo.InvariantCulture)];

    /// <summary>Whether its results are among the folders of a comparison.</summary>
    /// <exception cref="BadInputException">They are those of another training.</exception>
    internal bool IsDoneIn(string folder)
    {
        var file = Path.Combine(folder, Folder, Done);

        if (!File.Exists(file))
        {
            return false;
        }

        var there = JsonSerializer.Deserialize<string[]>(File.ReadAllText(file)) ?? [];
        return there.SequenceEqual(CommandLine)
            ? true
            : throw new BadInputException(
                $"'{Path.Combine(folder, Folder)}' holds another training, ganflow {string.Join(' ', there)}, and not ganflow "
                + $"{string.Join(' ', CommandLine)}; name another folder by --out.");
    }

    /// <summary>Says that its results are there.</summary>
    internal void MarkDone(string folder) =>
        AtomicFile.Write(
            Path.Combine(folder, Folder, Done),
            stream => stream.Write(Encoding.UTF8.GetBytes(JsonFormat.Serialize(CommandLine.ToArray()) + "\n")));

    /// <summary>What came of it.</summary>
    internal GanTraining Read(string folder)
    {
        string InFolder(string name) => Path.Combine(folder, Folder, name);

        return new(
            Entry.Name,
            Seed,
            ScoreTable.Read(InFolder(ScoreTable.FileName), InFolder(ScoreTable.TimesName)),
            Points.Read(InFolder(File.Exists(InFolder("samples.csv")) ? "samples.csv" : "samples.npy")));
    }
}
