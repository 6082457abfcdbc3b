using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow verify: runs claims.</summary>
internal static class VerifyVerb
{
    internal static Command Create(
        Terminal terminal,
        CommonOptions common,
        Func<ParseResult, IReporter> reporter,
        IReadOnlyList<ClaimEntry> catalogue)
    {
        var ids = new Argument<string[]>("ids")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "The claims to run, such as MN21-7; all of them unless given. ganflow claims lists them.",
        };
        var cases = Options.Whole(
            "--cases",
            "N",
            "The number of cases that each law generates, at least 20 for a counterexample. [default: 20]",
            1);
        var command = new Command("verify", "Runs claims: each is checked by its laws; exit 1 when one is falsified.")
        {
            ids, cases,
        };

        command.SetAction(parsed =>
        {
            var settings = LawSettings.Default with { Seed = common.SeedOf(parsed) };
            settings = settings with { Cases = parsed.GetValue(cases) ?? settings.Cases };
            var chosen = ClaimEntry.Select(catalogue, parsed.GetValue(ids) ?? []);
            var results = ProgressBar.Around(terminal, "verify", show => Run(terminal, chosen, settings, show));
            reporter(parsed).Show(new Summary(results));
            return Judge(terminal, chosen, results);
        });
        return command;
    }

    private static List<Result> Run(
        Terminal terminal, IReadOnlyList<ClaimEntry> chosen, LawSettings settings, Action<ProgressState> show)
    {
        var results = new List<Result>();

        foreach (var claim in chosen.TakeWhile(_ => !terminal.Cancellation.IsCancellationRequested))
        {
            var progress = new PartRelay(show, results.Count, chosen.Count, claim.Id);
            progress.Report(0);
            var watch = Stopwatch.StartNew();
            Verdict verdict;

            try
            {
                verdict = Interruptible.Do(terminal, progress, () => claim.Run(settings));
            }
            catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested)
            {
                break;
            }

            results.Add(new Result(claim.Id, verdict, watch.Elapsed.TotalSeconds));
        }

        return results;
    }

    private static int Judge(Terminal terminal, IReadOnlyList<ClaimEntry> chosen, List<Result> results)
    {
        var falsified = results.Where(r => r.Falsification is not null).Select(r => r.Id).ToArray();

        if (falsified.Length > 0)
        {
            terminal.Error.WriteLine($"ganflow: falsified: {string.Join(", ", falsified)}.");
            return ExitCode.NotReached;
        }

        if (results.Count < chosen.Count)
        {
            terminal.Error.WriteLine($"ganflow: cancelled after {results.Count} of {chosen.Count} claims.");
            return ExitCode.NotReached;
        }

        return ExitCode.Success;
    }

    private sealed record Result(string Id, Verdict Verdict, double Seconds)
    {
        internal Falsification? Falsification => (Verdict as Verdict.Falsified)?.Falsification;

        internal int Cases => Verdict is Verdict.Holds holds ? holds.Cases : Falsification!.CasesBefore + 1;

        internal string Word => Falsification is null ? "holds" : "falsified";
    }

    private sealed class Summary(IReadOnlyList<Result> results) : IReport
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
}
