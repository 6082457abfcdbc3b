using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>The options of ganflow sweep.</summary>
/// <param name="common">The options of every verb.</param>
/// <param name="verbs">The verbs that can be swept.</param>
internal sealed class SweepOptions(CommonOptions common, IReadOnlyList<IPlannedVerb> verbs)
{
    private const string DefaultFolder = "ganflow-sweep";

    private readonly Argument<string?> spec = new("spec")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A JSON file {\"verb\": .., \"options\": {OPTION: VALUE, ..}, \"grid\": {OPTION: [VALUE, ..], ..}, \"seeds\": 3 or "
            + "[..]}: each value of the grid with each other and with each seed. Options have their names on the command line; true is a "
            + "flag, and null leaves an option out. With --merge it may be left out.",
    };

    private readonly PartOptions parts = new("Runs", "the cells");

    private readonly Option<string?> folder = Options.Path(
        "--out", "DIR",
        "The folder of the cells, each in a folder of its own, and of what they come to together. Cells that are there already are not "
        + $"run again. [default: {DefaultFolder}]",
        "-o");

    internal void AddTo(Command command)
    {
        command.Add(spec);

        foreach (var option in parts.All.Append(folder))
        {
            command.Add(option);
        }
    }

    internal string FolderOf(ParseResult parsed) => parsed.GetValue(folder) ?? DefaultFolder;

    internal IReadOnlyList<string> MergedOf(ParseResult parsed) => parts.MergedOf(parsed);

    internal Shard ShardOf(ParseResult parsed) => parts.ShardOf(parsed);

    /// <summary>The sweep of a file, or of the folders to join.</summary>
    internal SweepSpec SpecOf(ParseResult parsed)
    {
        if (parsed.GetResult(common.Seed) is { Implicit: false })
        {
            throw new BadInputException("--seed is for one run; give \"seeds\" in the specification, such as \"seeds\": 3.");
        }

        var merged = MergedOf(parsed);

        if (merged.Count > 0 && parsed.GetResult(parts.Shard) is { Implicit: false })
        {
            throw new BadInputException("--shard runs a part, and --merge joins parts: give one of them.");
        }

        return parsed.GetValue(spec) is { } path ? new SweepReader(path, verbs).Read()
            : merged.Count > 0 ? SweepFolder.SpecIn(merged[0], verbs)
            : throw new BadInputException("sweep needs a specification, a JSON file; see ganflow sweep --help.");
    }
}
