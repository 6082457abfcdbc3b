using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>The result of one part of ganflow verify, which says nothing of the claims yet.</summary>
/// <param name="part">What it found.</param>
/// <param name="file">Where that is written.</param>
internal sealed class PartSummary(PartFile part, string file) : IReport
{
    public object Json => new
    {
        part.Shard,
        Claims = part.Claims.Select(claim => new { claim.Id, Cases = claim.Cases(), claim.Seconds }).ToArray(),
        Files = new[] { file },
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("claim", "cases judged", "seconds");

        foreach (var claim in part.Claims)
        {
            table.AddPlainRow(claim.Id, Tables.Number(claim.Cases()), Tables.Number(claim.Seconds, "F2"));
        }

        console.Write(table);
        console.PlainLine($"This is part {part.Shard}; ganflow verify --merge joins the parts.");
        console.PlainLine(file);
    }
}
