using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Reproductions;

/// <summary>The result of ganflow reproduce.</summary>
/// <param name="name">What is reproduced.</param>
/// <param name="facts">The facts.</param>
/// <param name="trainings">How many trainings there are, and are to be; null where nothing is trained.</param>
internal sealed class ReproductionSummary(
    string name, IReadOnlyList<PrintedFact> facts, (int Done, int All)? trainings) : IReport
{
    private const string Rule =
        "Rule: a printed number is reproduced within half a unit of its last digit and the margin, three standard errors or the tolerance, "
        + "and undecided where the margin is above two units; a bound is reproduced where ours keeps it by the margin, not reproduced where "
        + "ours misses it by more, and undecided in between. A hypothesis is a bound, and held or failed.";

    // What is trained is a hypothesis, and nothing that is printed.
    private string WordOf(PrintedFact fact) => (trainings, fact.Verdict) switch
    {
        (not null, FactVerdict.Reproduced) => "held",
        (not null, FactVerdict.NotReproduced) => "failed",
        _ => fact.Word,
    };

    public object Json => new
    {
        Name = name,
        Trainings = trainings is { } t ? new { t.Done, Of = t.All } : null,
        Facts = facts.Select(f => new
        {
            f.What,
            f.Source,
            Printed = f.PrintedText,
            f.Ours,
            f.Error.StandardError,
            f.Error.Tolerance,
            Verdict = WordOf(f),
        }).ToArray(),
        Rule,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("what", "source", "printed", "ours", "error", "verdict");

        foreach (var f in facts)
        {
            table.AddPlainRow(f.What, f.Source, f.PrintedText, Tables.Number(f.Ours, "G9"), f.Error.Text, WordOf(f));
        }

        console.Write(table);
        console.PlainLine(Rule);

        if (trainings is { } t && t.Done < t.All)
        {
            console.PlainLine($"{t.Done} of {t.All} trainings are here; the same command goes on, and --merge joins shards.");
        }
    }
}
