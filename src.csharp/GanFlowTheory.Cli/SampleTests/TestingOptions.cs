using System.Collections.Generic;
using System.CommandLine;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The options of every test of samples.</summary>
internal sealed class TestingOptions(CommonOptions common)
{
    private readonly Option<double?> level = Options.Number(
        "--level", "ALPHA", $"The level, between 0 and 1. [default: {PermutationOptions.Standard.Level}]");

    private readonly Option<int?> permutations = Options.Whole(
        "--permutations",
        "COUNT",
        "How many permutations are drawn where there are more than 20,000 and not all are taken. [default: "
        + $"{PermutationOptions.Standard.Permutations}]",
        1);

    internal IEnumerable<Symbol> All => [level, permutations];

    internal PermutationOptions Of(ParseResult parsed) => new(
        parsed.GetValue(level) ?? PermutationOptions.Standard.Level,
        parsed.GetValue(permutations) ?? PermutationOptions.Standard.Permutations,
        Seed.Create(common.SeedOf(parsed)));
}
