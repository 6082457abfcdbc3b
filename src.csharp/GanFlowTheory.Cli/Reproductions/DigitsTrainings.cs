using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Comparisons;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Reproductions;

/// <summary>The trainings of the experiment on the digits, and what they decide.</summary>
internal sealed class DigitsTrainings
{
    internal const string Name = "digits";

    private const string Comparison = "comparison";
    private const string Stability = "stability";

    private static readonly string[] Parts = [Comparison, Stability];

    private readonly Dictionary<string, IReadOnlyList<ComparisonCell>> cells;

    private DigitsTrainings(Dictionary<string, IReadOnlyList<ComparisonCell>> cells) => this.cells = cells;

    /// <summary>The specifications that come with the program.</summary>
    internal static string ShippedFolder => Path.Combine(AppContext.BaseDirectory, "experiments", "digits");

    /// <summary>Those of the specifications of a folder, comparison.json and stability.json.</summary>
    /// <exception cref="BadInputException">They are not there, or are none.</exception>
    internal static DigitsTrainings Of(string folder, CommonOptions common)
    {
        var options = new TrainOptions(common);
        return new(Parts.ToDictionary(
            part => part,
            part => ComparisonSpec.Read(Path.Combine(folder, part + ".json"), options).Cells));
    }

    /// <summary>How many trainings there are to be.</summary>
    internal int Count => cells.Values.Sum(own => own.Count);

    /// <summary>Trains one part of those that a folder lacks.</summary>
    internal void Train(
        Terminal terminal, string folder, Shard shard, Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        foreach (var part in Parts)
        {
            ComparisonRunner.Train(terminal, Path.Combine(folder, part), shard.Part(cells[part]), invoke);
        }
    }

    /// <summary>What the trainings in some folders decide, and how many there are.</summary>
    internal (IReadOnlyList<PrintedFact> Facts, int Done) Judge(IReadOnlyList<string> folders)
    {
        var comparison = Read(Comparison, folders);
        var stability = Read(Stability, folders);
        return (
            [.. DigitsExperiment.Judge(comparison), .. DigitsExperiment.JudgeStability(stability)],
            comparison.Count + stability.Count);
    }

    private List<GanTraining> Read(string part, IReadOnlyList<string> folders) =>
    [
        .. cells[part].Select(cell => cell.ReadFrom(folders.Select(f => Path.Combine(f, part)))).OfType<GanTraining>(),
    ];
}
