using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>The result of ganflow verify.</summary>
/// <param name="results">What came of the claims, in their order.</param>
internal sealed class VerifySummary(IReadOnlyList<ClaimResult> results) : IReport
{
    public object Json => new
    {
        Claims = results.Select(r => new
        {
            r.Id,
            Result = r.Word,
            r.Cases,
            r.Seconds,
            Falsification = r.Falsification is { } f ? new { f.Law, f.Case, f.Detail, f.Seed } : null,
        }).ToArray(),
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("claim", "cases", "result", "seconds");

        foreach (var r in results)
        {
            table.AddPlainRow(r.Id, Tables.Number(r.Cases), r.Word, Tables.Number(r.Seconds, "F2"));
        }

        console.Write(table);

        foreach (var f in results.Select(r => r.Falsification).OfType<Falsification>())
        {
            console.PlainLine($"{f.Law} is falsified.");
            console.PlainLine($"  case:   {f.Case}");
            console.PlainLine($"  found:  {f.Detail}");
            console.PlainLine($"  seed:   {f.Seed}");
        }
    }
}
