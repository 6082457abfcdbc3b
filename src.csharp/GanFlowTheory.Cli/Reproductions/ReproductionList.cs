using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Reproductions;

/// <summary>What ganflow reproduce knows.</summary>
internal sealed class ReproductionList : IReport
{
    private static IEnumerable<(string Name, string Description)> All =>
        Reproduction.All.Select(r => (r.Name, r.Description))
            .Append((DigitsTrainings.Name, "The experiment on the digits, whose hypotheses were written down before it was run: hours of training."));

    /// <summary>The names.</summary>
    internal static IEnumerable<string> Names => All.Select(entry => entry.Name);

    public object Json => new
    {
        Reproductions = All.Select(entry => new { entry.Name, entry.Description }).ToArray(),
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("reproductions", "");

        foreach (var (name, description) in All)
        {
            table.AddPlainRow(name, description);
        }

        console.Write(table);
    }
}
