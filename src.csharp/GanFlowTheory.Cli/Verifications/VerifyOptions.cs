using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>The options of ganflow verify.</summary>
/// <param name="common">The options of every verb.</param>
/// <param name="catalogue">The claims.</param>
internal sealed class VerifyOptions(CommonOptions common, IReadOnlyList<ClaimEntry> catalogue)
{
    private const string DefaultFolder = "ganflow-verify";

    private readonly Argument<string[]> ids = new("ids")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "The claims to run, such as MN21-7; all of them unless given. ganflow claims lists them.",
    };

    private readonly Option<int?> cases = Options.Whole(
        "--cases",
        "N",
        "The number of cases that each law generates, at least 20 for a counterexample. [default: 20]",
        1);

    private readonly PartOptions parts = new("Judges", "the findings");

    private readonly Option<string?> folder = Options.Path(
        "--out", "DIR", $"With --shard: the folder of what is found. Claims that are there already are not judged again. [default: {DefaultFolder}]",
        "-o");

    internal void AddTo(Command command)
    {
        command.Add(ids);
        command.Add(cases);

        foreach (var option in parts.All.Append(folder))
        {
            command.Add(option);
        }
    }

    internal IReadOnlyList<string> MergedOf(ParseResult parsed)
    {
        var merged = parts.MergedOf(parsed);
        var extra = IsGiven(parsed, cases) ? cases.Name
            : IsGiven(parsed, common.Seed) ? common.Seed.Name
            : IsGiven(parsed, parts.Shard) ? parts.Shard.Name
            : parsed.GetValue(ids) is { Length: > 0 } ? "a claim"
            : null;
        return merged.Count > 0 && extra is not null
            ? throw new BadInputException($"{extra} cannot be combined with --merge: the parts say what was checked.")
            : merged;
    }

    /// <summary>The part to judge; null for all at once.</summary>
    internal Shard? ShardOf(ParseResult parsed) => IsGiven(parsed, parts.Shard) ? parts.ShardOf(parsed)
        : IsGiven(parsed, folder) ? throw new BadInputException("--out is for --shard, which writes what a part finds.")
        : null;

    internal string FolderOf(ParseResult parsed) => parsed.GetValue(folder) ?? DefaultFolder;

    internal IReadOnlyList<ClaimEntry> ChosenOf(ParseResult parsed) => ClaimEntry.Select(catalogue, parsed.GetValue(ids) ?? []);

    internal int CasesOf(ParseResult parsed) => parsed.GetValue(cases) ?? LawSettings.Default.Cases;

    internal int SeedOf(ParseResult parsed) => common.SeedOf(parsed);

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
