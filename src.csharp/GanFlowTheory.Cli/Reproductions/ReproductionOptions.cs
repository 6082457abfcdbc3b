using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Reproductions;

/// <summary>The options of ganflow reproduce: all but the name are the experiment's.</summary>
internal sealed class ReproductionOptions
{
    private const string DefaultFolder = "ganflow-digits";

    private readonly Argument<string?> name = new("name")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "What to reproduce; without it the names are listed.",
    };

    private readonly Option<string?> folder = Options.Path(
        "--out", "DIR",
        $"For digits: the folder of the trainings. Those that are there already are not trained again. [default: {DefaultFolder}]", "-o");

    private readonly PartOptions parts = new("Trains", "the trainings");

    private readonly Option<string?> specs = Options.Path(
        "--specs", "DIR",
        "For digits: the folder of comparison.json and stability.json. [default: those that were written down before the experiment]");

    private IEnumerable<Option> Own => [folder, .. parts.All, specs];

    internal void AddTo(Command command)
    {
        command.Add(name);

        foreach (var option in Own)
        {
            command.Add(option);
        }
    }

    /// <summary>What to reproduce; null for the list.</summary>
    internal string? NameOf(ParseResult parsed)
    {
        var given = parsed.GetValue(name)?.Trim();

        if (given is not null && !ReproductionList.Names.Contains(given))
        {
            throw new BadInputException(NearestName.Unknown("reproduction", given, ReproductionList.Names) + ".");
        }

        return given != DigitsTrainings.Name && Own.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } extra
            ? throw new BadInputException($"{extra.Name} is for ganflow reproduce {DigitsTrainings.Name}, which trains.")
            : given;
    }

    internal string FolderOf(ParseResult parsed) => parsed.GetValue(folder) ?? DefaultFolder;

    internal string SpecsOf(ParseResult parsed) => parsed.GetValue(specs) ?? DigitsTrainings.ShippedFolder;

    internal Shard ShardOf(ParseResult parsed) => parts.ShardOf(parsed);

    internal IReadOnlyList<string> MergedOf(ParseResult parsed) => parts.MergedOf(parsed);
}
