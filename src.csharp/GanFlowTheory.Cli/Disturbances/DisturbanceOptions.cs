using System.Collections.Generic;
using System.CommandLine;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>The options of ganflow disturbances.</summary>
internal sealed class DisturbanceOptions(CommonOptions common) : VerbOptions<StrengthSettings>
{
    private static readonly DisturbanceSettings Default = DisturbanceSettings.Digits;

    private readonly Option<string?> strengths = Options.Text(
        "--strengths",
        "LIST",
        "The strengths of every disturbance, rising within [0, 1]; 0 leaves the images as they are. "
        + $"[default: {DisturbancePlan.Text(Default.Strengths)}]");

    private readonly Option<int?> count = Options.Whole(
        "--count",
        "N",
        "The number of images in each sample, the same at every strength: FID compares only so. "
        + $"[default: {Default.Count}]",
        DisturbancePlan.LeastCount,
        "-n");

    private readonly Option<int?> nearest = Options.Whole(
        "--nearest",
        "K",
        $"The neighbour that the balls of precision, recall, density and coverage reach to. [default: {Default.Neighbour}]",
        1);

    protected override IEnumerable<Option> Settings => [strengths, count, nearest];

    protected override Option Seed => common.Seed;

    private protected override Option<int?> Threads { get; } = ThreadsOption();

    internal override StrengthSettings SettingsOf(ParseResult parsed) => new()
    {
        Strengths = parsed.GetValue(strengths) is { } list ? DisturbancePlan.Strengths(list) : Default.Strengths,
        Count = parsed.GetValue(count) ?? Default.Count,
        Nearest = parsed.GetValue(nearest) ?? Default.Neighbour,
        Seed = common.SeedOf(parsed),
    };
}
