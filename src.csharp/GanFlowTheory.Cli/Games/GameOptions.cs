using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>The options of ganflow game.</summary>
internal sealed class GameOptions : VerbOptions<GameSettings>
{
    private readonly GameChoiceOptions game = new();

    private readonly Option<string?> scheme = Options.Text(
        "--scheme",
        "NAME",
        $"How steps are taken: {SchemeSpec.Names}, or a scheme with its own step, such as joint:0.1; of those in which "
        + $"players take turns, @order:2,1 and @inner:5,1 may follow. [default: {GameDefaults.Scheme}]");

    private readonly Option<string?> schemes = Options.Text(
        "--schemes",
        "all-or-LIST",
        "Schemes to lay over it on the page and in the table, separated by commas, or all of them; a number after a comma "
        + "belongs to the scheme before it, as in joint, alternating@order:2,1. [default: none]");

    private readonly Option<double?> tau = Options.Number(
        "--tau", "TAU", $"The step length. [default: {GameDefaults.Tau}]");

    private readonly Option<int?> steps = Options.Whole(
        "--steps", "N", $"The number of steps. [default: {GameDefaults.Steps}]", 0);

    private readonly Option<int?> every = Options.Whole(
        "--every", "N", "Reports every so many steps. [default: 1, more where that is above 1,000 reports]", 1);

    protected override IEnumerable<Option> Settings => [.. game.All, scheme, schemes, tau, steps, every];

    internal override GameSettings SettingsOf(ParseResult parsed) => new()
    {
        Bilinear = game.Bilinear(parsed),
        Dirac = game.Dirac(parsed),
        LinearQuadratic = game.LinearQuadratic(parsed),
        Penalty = game.Penalty(parsed),
        Start = game.Start(parsed),
        Clocks = game.Clocks(parsed),
        Scheme = parsed.GetValue(scheme) ?? GameDefaults.Scheme,
        Schemes = parsed.GetValue(schemes),
        Tau = parsed.GetValue(tau),
        Steps = parsed.GetValue(steps) ?? GameDefaults.Steps,
        Every = parsed.GetValue(every),
    };
}
