using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Verifications;

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
        var options = new VerifyOptions(common, catalogue);
        var command = new Command("verify", "Runs claims: each is checked by its laws; exit 1 when one is falsified.");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var merged = options.MergedOf(parsed);

            if (merged.Count > 0)
            {
                return Join(terminal, PartFile.AllIn(merged), catalogue, reporter(parsed));
            }

            var (cases, seed, chosen) = (options.CasesOf(parsed), options.SeedOf(parsed), options.ChosenOf(parsed));

            if (options.ShardOf(parsed) is { } shard)
            {
                return RunPart(
                    terminal, PartFile.Of(cases, seed, shard, chosen), chosen, options.FolderOf(parsed), reporter(parsed));
            }

            var settings = LawSettings.Default with { Cases = cases, Seed = seed };
            return Judge(terminal, chosen, VerifyRunner.Run(terminal, chosen, claim => claim.Run(settings)), reporter(parsed));
        });
        return command;
    }

    private static int RunPart(
        Terminal terminal, PartFile part, IReadOnlyList<ClaimEntry> chosen, string folder, IReporter reporter)
    {
        OutputFolder.Open(folder, isShared: true);
        var path = PartFile.PathIn(folder, Shard.Parse(part.Shard));

        if (File.Exists(path))
        {
            var there = PartFile.Read(path);
            part = there.IsOfCheckOf(part)
                ? there
                : throw new BadInputException(
                    $"'{path}' is of {there.Check()}, and this is of {part.Check()}; name another folder by --out.");
            Warn(terminal, part);
        }

        part = VerifyRunner.RunPart(terminal, part, chosen, path);
        reporter.Show(new PartSummary(part, path));

        if (part.IsDone())
        {
            return ExitCode.Success;
        }

        terminal.Say($"cancelled after {part.Claims.Count} of {chosen.Count} claims; the same command goes on.");
        return ExitCode.NotReached;
    }

    private static int Join(
        Terminal terminal, IReadOnlyList<PartFile> files, IReadOnlyList<ClaimEntry> catalogue, IReporter reporter)
    {
        var first = files[0];
        var count = Shard.Parse(first.Shard).Count;

        if (files.FirstOrDefault(file => !file.IsOfCheckOf(first) || Shard.Parse(file.Shard).Count != count) is { } other)
        {
            throw new BadInputException(
                $"part {first.Shard} is of {first.Check()}, and part {other.Shard} of {other.Check()}: they are not of one check.");
        }

        Warn(terminal, files.FirstOrDefault(file => file.Processor != Processor.Arithmetic) ?? first);
        var parts = files.Where(file => file.IsDone()).DistinctBy(file => file.Shard).ToArray();
        var missing = Enumerable.Range(1, count)
            .Select(at => Shard.Create(at, count).ToString())
            .Except(parts.Select(part => part.Shard))
            .ToArray();

        if (missing.Length > 0)
        {
            reporter.Show(new VerifySummary([]));
            terminal.Say(
                $"{parts.Length} of {count} parts are there, without {string.Join(", ", missing)}; run them, and merge again.");
            return ExitCode.NotReached;
        }

        var chosen = ClaimEntry.Select(catalogue, first.Ids);
        return Judge(terminal, chosen, VerifyRunner.Join(terminal, chosen, parts), reporter);
    }

    private static void Warn(Terminal terminal, PartFile part) =>
        terminal.Warn(part.Processor == Processor.Arithmetic ? null : OtherProcessor.Sentence($"part {part.Shard} is", part.Processor));

    private static int Judge(
        Terminal terminal, IReadOnlyList<ClaimEntry> chosen, IReadOnlyList<ClaimResult> results, IReporter reporter)
    {
        reporter.Show(new VerifySummary(results));
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
}
