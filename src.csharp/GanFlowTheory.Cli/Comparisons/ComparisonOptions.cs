using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>The options of ganflow compare-gans: its own, and those of ganflow train that all GANs have in common.</summary>
internal sealed class ComparisonOptions(CommonOptions common)
{
    internal const string DefaultFolder = "ganflow-compare";

    private readonly TrainOptions training = new(common);

    private readonly Argument<string?> spec = new("spec")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A JSON file {\"gans\": [..], \"seeds\": [..], OPTION: VALUE, ..}: each GAN is a spelling of ganflow train --gan or "
            + "an object {\"name\": .., \"gan\": .., OPTION: VALUE, ..}; options are those of ganflow train.",
    };

    private readonly Option<string[]> gans = new("--gan")
    {
        HelpName = "GAN",
        Description = "A GAN to compare, in place of a file; to be given several times.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> seeds = Options.Text(
        "--seeds", "S1,S2,..", "The seeds of the trainings, separated by commas. [default: 0]");

    private readonly PartOptions parts = new("Trains", "the trainings");

    private readonly Option<string?> folder = Options.Path(
        "--out", "DIR",
        "The folder of the trainings, each in a folder of its own, and of the comparison. Trainings that are there already are not "
        + $"trained again. [default: {DefaultFolder}]",
        "-o");

    // Of the options of a training those that all of them may share; seed and folder are the comparison's.
    private IEnumerable<Option> Shared => training.SharedSettings;

    internal void AddTo(Command command)
    {
        command.Add(spec);

        foreach (Option option in (Option[])[gans, seeds, .. parts.All, folder])
        {
            command.Add(option);
        }

        foreach (var option in Shared)
        {
            command.Add(option);
        }
    }

    internal string FolderOf(ParseResult parsed) => parsed.GetValue(folder) ?? DefaultFolder;

    internal IReadOnlyList<string> MergedOf(ParseResult parsed) => parts.MergedOf(parsed);

    /// <summary>Which part is trained.</summary>
    internal Shard ShardOf(ParseResult parsed) => parts.ShardOf(parsed);

    internal ComparisonSpec SpecOf(ParseResult parsed)
    {
        var given = Shared.Where(option => parsed.GetResult(option) is { Implicit: false }).ToArray();
        var named = parsed.GetValue(gans) ?? [];

        if (parsed.GetResult(common.Seed) is { Implicit: false })
        {
            throw new BadInputException("--seed is for one training; give --seeds, such as --seeds 0,1,2.");
        }

        if (parsed.GetValue(spec) is { } path)
        {
            var extra = named.Length > 0 ? "--gan"
                : parsed.GetValue(seeds) is not null ? "--seeds"
                : given.FirstOrDefault()?.Name;
            return extra is null
                ? ComparisonSpec.Read(path, training)
                : throw new BadInputException($"{extra} cannot be combined with a specification, which has all settings.");
        }

        return named.Length == 0
            ? throw new BadInputException("compare-gans needs a specification, or --gan several times.")
            : ComparisonSpec.Of([.. named.Select(gan => gan.Trim())], [.. given.Select(option => Tokens(parsed, option))], SeedsOf(parsed));
    }

    private IReadOnlyList<int> SeedsOf(ParseResult parsed) => parsed.GetValue(seeds) is { } text
        ? [
            .. text.Split(',').Select(seed => Numeral.Whole(seed)
                ?? throw new BadInputException($"--seeds must be whole numbers, but has '{seed.Trim()}'.")),
        ]
        : [0];

    private static IReadOnlyList<string> Tokens(ParseResult parsed, Option option) =>
        [option.Name, .. parsed.GetResult(option)!.Tokens.Select(token => token.Value)];
}
