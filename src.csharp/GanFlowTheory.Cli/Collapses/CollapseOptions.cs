using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>The options of ganflow collapse.</summary>
internal sealed class CollapseOptions(CommonOptions common) : VerbOptions<DialSettings>
{
    private static readonly CollapseSettings Default = CollapseSettings.Standard;

    private readonly Option<string?> target = Options.Text(
        "--target", "NAME", $"A mixture of Gaussians: {CollapsePlan.Mixtures}. [default: {CollapsePlan.DefaultTarget}]");

    private readonly Option<string?> clocks = Options.Text(
        "--clocks",
        "LIST",
        "The critic's clocks beside the law's, which is 1: numbers of at least 0, and best for the best response. "
        + $"[default: {CollapsePlan.Text(Default.Clocks)}]");

    private readonly Option<int?> features = Options.Whole(
        "--features", "M", $"The number of random Fourier features of the critic. [default: {Default.Features}]", 1);

    private readonly Option<double?> bandwidth = Options.Number(
        "--bandwidth",
        "S",
        "The bandwidth of the features' Gaussian kernel, above 0, in the units of the target. "
        + $"[default: {Tables.Number(Default.Bandwidth)}]");

    private readonly Option<double?> ridge = Options.Number(
        "--ridge", "L", $"The critic's ridge, above 0. [default: {Tables.Number(Default.Ridge)}]");

    private readonly Option<double?> until = Options.Number(
        "--until", "T", $"The time to run to, above 0. [default: {Tables.Number(Default.Until)}]");

    private readonly Option<int?> particles = Options.Whole(
        "--particles", "N", $"The number of particles. [default: {Default.Particles}]", 2, "-n");

    protected override IEnumerable<Option> Settings => [target, clocks, features, bandwidth, ridge, until, particles];

    protected override Option Seed => common.Seed;

    private protected override Option<int?> Threads { get; } = ThreadsOption();

    internal override DialSettings SettingsOf(ParseResult parsed) => new()
    {
        Target = parsed.GetValue(target) ?? CollapsePlan.DefaultTarget,
        Clocks = parsed.GetValue(clocks) is { } list
            ? [.. list.Split(',').Select(clock => clock.Trim())]
            : [.. Default.Clocks.Select(clock => clock.Name)],
        Features = parsed.GetValue(features) ?? Default.Features,
        Bandwidth = parsed.GetValue(bandwidth) ?? Default.Bandwidth,
        Ridge = parsed.GetValue(ridge) ?? Default.Ridge,
        Until = parsed.GetValue(until) ?? Default.Until,
        Particles = parsed.GetValue(particles) ?? Default.Particles,
        Seed = common.SeedOf(parsed),
    };
}
