using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>The options of ganflow monoflow.</summary>
internal sealed class MonoFlowOptions : VerbOptions<MonoFlowSettings>
{
    private readonly Option<string?> loss = Options.Text(
        "--loss", "NAME", $"The loss: {GeneratorLoss.Forms.Shapes()}.");

    private readonly Option<string?> range = Options.Text(
        "--range",
        "A,B",
        $"The range of log r, r = p/q, that training visits. [default: {MonoFlowDefaults.Range}]");

    protected override IEnumerable<Option> Settings => [loss, range];

    internal override MonoFlowSettings SettingsOf(ParseResult parsed) => new()
    {
        Loss = parsed.GetValue(loss) ?? throw new BadInputException(
            $"monoflow needs --loss NAME; known: {GeneratorLoss.Forms.Shapes()}."),
        Range = parsed.GetValue(range) ?? MonoFlowDefaults.Range,
    };
}
