using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Games;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Limits;

/// <summary>The options of ganflow limit.</summary>
internal sealed class LimitOptions : VerbOptions<LimitSettings>
{
    private readonly GameChoiceOptions game = new();

    private readonly Option<string?> scheme = Options.Text(
        "--scheme",
        "all-or-LIST",
        $"The schemes, separated by commas: {SchemeSpec.Names}; or all of those that ganflow game lays over each other. "
        + "[default: all]");

    private readonly Option<double?> tau = Options.Number(
        "--tau", "TAU", $"The longest step; each family halves it. [default: {GameDefaults.Tau}]");

    private readonly Option<int?> levels = Options.Whole(
        "--levels", "N", $"The number of step lengths. [default: {LimitDefaults.Levels}]", 2);

    private readonly Option<double?> until = Options.Number(
        "--until", "TIME", $"The time at which runs are compared. [default: {LimitDefaults.Until}]");

    protected override IEnumerable<Option> Settings => [.. game.All, scheme, tau, levels, until];

    internal override LimitSettings SettingsOf(ParseResult parsed) => new()
    {
        Bilinear = game.Bilinear(parsed),
        Dirac = game.Dirac(parsed),
        LinearQuadratic = game.LinearQuadratic(parsed),
        Penalty = game.Penalty(parsed),
        Start = game.Start(parsed),
        Clocks = game.Clocks(parsed),
        Schemes = parsed.GetValue(scheme) ?? "all",
        Tau = parsed.GetValue(tau) ?? GameDefaults.Tau,
        Levels = parsed.GetValue(levels) ?? LimitDefaults.Levels,
        Until = parsed.GetValue(until) ?? LimitDefaults.Until,
    };
}
