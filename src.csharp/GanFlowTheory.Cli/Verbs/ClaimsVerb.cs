using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow claims: the claims of the theory and the laws of the library.</summary>
internal static class ClaimsVerb
{
    internal static Command Create(Func<ParseResult, IReporter> reporter, IReadOnlyList<ClaimEntry> catalogue)
    {
        var command = new Command("claims", "Lists the claims: id, statement, source and the page with the proof.");
        command.SetAction(parsed =>
        {
            reporter(parsed).Show(new Listing(catalogue));
            return ExitCode.Success;
        });
        return command;
    }

    private sealed class Listing(IReadOnlyList<ClaimEntry> catalogue) : IReport
    {
        public object Json => new
        {
            Claims = catalogue.Select(c => new { c.Id, c.Statement, c.Hypotheses, c.Source, c.Page }).ToArray(),
        };

        public void WriteTo(IAnsiConsole console)
        {
            var table = Tables.WithColumns("id", "statement", "source", "page");

            foreach (var claim in catalogue)
            {
                table.AddPlainRow(claim.Id, claim.Statement, claim.Source ?? "", claim.Page);
            }

            console.Write(table);
        }
    }
}
