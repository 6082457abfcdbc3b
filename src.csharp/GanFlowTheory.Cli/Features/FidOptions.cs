using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Features;

/// <summary>The arguments and options of ganflow fid.</summary>
internal sealed class FidOptions(CommonOptions common)
{
    private readonly SampleArguments samples = new(
        ("A", "Features of the data: CSV, .npy or .parquet, or - for standard input."),
        ("B", "Features of generated samples."));

    private readonly Option<string?> infinite = Options.Switch(
        "--infinite", "Also extrapolates to infinite samples, where FID has no bias: by a line in 1/n through subsets.");

    private readonly Option<int?> nearest = Options.Whole(
        "--nearest", "K", "Also gives precision, recall, density and coverage by K nearest neighbours; 5 is common.", 1);

    internal IEnumerable<Symbol> All => [.. samples.All, infinite, nearest];

    internal FidPlan PlanOf(Terminal terminal, ParseResult parsed)
    {
        var (extrapolates, k) = (Options.SwitchOf(parsed, infinite) ?? false, parsed.GetValue(nearest));
        var rows = samples.ReadRows(terminal, parsed);
        return new(rows[0], rows[1], extrapolates, k, Seed.Create(common.SeedOf(parsed)));
    }
}
