using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Reproductions;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow reproduce: what sources print, beside ours.</summary>
internal static class ReproduceVerb
{
    internal static Command Create(
        Terminal terminal, CommonOptions common, Func<ParseResult, IReporter> reporter, Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var options = new ReproductionOptions();
        var command = new Command(
            "reproduce", "Computes what the papers print and holds it against the print; exit 1 when a fact is not reproduced.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            if (options.NameOf(parsed) is not { } name)
            {
                reporter(parsed).Show(new ReproductionList());
                return ExitCode.Success;
            }

            if (name == DigitsTrainings.Name)
            {
                return Digits(terminal, common, options, parsed, reporter(parsed), invoke);
            }

            var facts = Interruptible.Do(terminal, name, () => Reproduction.Parse(name).Facts(common.SeedOf(parsed)));
            reporter(parsed).Show(new ReproductionSummary(name, facts, null));
            return Judge(terminal, facts, "not reproduced");
        });
        return command;
    }

    private static int Digits(
        Terminal terminal,
        CommonOptions common,
        ReproductionOptions options,
        ParseResult parsed,
        IReporter reporter,
        Func<IReadOnlyList<string>, Terminal, int> invoke)
    {
        var trainings = DigitsTrainings.Of(options.SpecsOf(parsed), common);
        var shard = options.ShardOf(parsed);
        var merged = options.MergedOf(parsed);
        var path = options.FolderOf(parsed);

        if (merged.Count == 0)
        {
            OutputFolder.Open(path, isShared: shard.Count > 1);
            trainings.Train(terminal, path, shard, invoke);
        }

        var (facts, done) = trainings.Judge(merged.Count == 0 ? [path] : merged);
        reporter.Show(new ReproductionSummary(DigitsTrainings.Name, facts, (done, trainings.Count)));

        if (done == trainings.Count)
        {
            return Judge(terminal, facts, "failed");
        }

        if (shard.Count > 1 && merged.Count == 0 && !terminal.Cancellation.IsCancellationRequested)
        {
            return ExitCode.Success;
        }

        terminal.Say($"{done} of {trainings.Count} trainings are there; the same command goes on.");
        return ExitCode.NotReached;
    }

    private static int Judge(Terminal terminal, IReadOnlyList<PrintedFact> facts, string word)
    {
        var failed = facts.Where(fact => fact.Verdict == FactVerdict.NotReproduced).Select(fact => fact.What).ToArray();

        if (failed.Length == 0)
        {
            return ExitCode.Success;
        }

        terminal.Say($"{word}: {string.Join("; ", failed)}.");
        return ExitCode.NotReached;
    }
}
