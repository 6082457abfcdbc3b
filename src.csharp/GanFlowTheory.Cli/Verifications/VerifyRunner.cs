using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>Runs claims.</summary>
internal static class VerifyRunner
{
    /// <summary>What comes of claims, until all are done or it is cancelled.</summary>
    internal static IReadOnlyList<ClaimResult> Run(
        Terminal terminal, IReadOnlyList<ClaimEntry> chosen, Func<ClaimEntry, Verdict> run) =>
        Each(terminal, chosen, run, (claim, verdict, seconds) => new ClaimResult(claim.Id, verdict, seconds), _ => { });

    /// <summary>What one part finds of claims, written after each of them.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="begun">What is found already.</param>
    /// <param name="chosen">The claims.</param>
    /// <param name="path">The file.</param>
    internal static PartFile RunPart(Terminal terminal, PartFile begun, IReadOnlyList<ClaimEntry> chosen, string path)
    {
        var (shard, settings) = (Shard.Parse(begun.Shard), SettingsOf(begun));
        var part = begun;
        part.Write(path);
        Each(
            terminal,
            [.. chosen.Skip(begun.Claims.Count)],
            claim => claim.RunPart(shard, settings),
            (claim, found, seconds) => new ClaimPart(claim.Id, seconds, [.. found.Select(FoundMarks.Of)]),
            found =>
            {
                part = part with { Claims = [.. part.Claims, found] };
                part.Write(path);
            });
        return part;
    }

    /// <summary>What comes of claims whose parts are there.</summary>
    internal static IReadOnlyList<ClaimResult> Join(
        Terminal terminal, IReadOnlyList<ClaimEntry> chosen, IReadOnlyList<PartFile> parts)
    {
        var settings = SettingsOf(parts[0]);
        return
        [
            .. Run(terminal, chosen, claim => claim.Join(
                [.. parts.Select(part => (Shard.Parse(part.Shard), (IReadOnlyList<LawMarks>)[.. PartOf(part, claim.Id).Laws.Select(law => law.Marks())]))],
                settings)).Select(result => result with { Seconds = result.Seconds + parts.Sum(part => PartOf(part, result.Id).Seconds) }),
        ];
    }

    private static LawSettings SettingsOf(PartFile part) => LawSettings.Default with { Cases = part.Cases, Seed = part.Seed };

    private static ClaimPart PartOf(PartFile part, string id) => part.Claims.First(claim => claim.Id == id);

    private static List<TResult> Each<TFound, TResult>(
        Terminal terminal,
        IReadOnlyList<ClaimEntry> claims,
        Func<ClaimEntry, TFound> run,
        Func<ClaimEntry, TFound, double, TResult> result,
        Action<TResult> keep) =>
        ProgressBar.Around(terminal, "verify", show =>
        {
            var results = new List<TResult>();

            foreach (var claim in claims.TakeWhile(_ => !terminal.Cancellation.IsCancellationRequested))
            {
                var progress = new PartRelay(show, results.Count, claims.Count, claim.Id);
                progress.Report(0);
                var watch = Stopwatch.StartNew();

                try
                {
                    var found = Interruptible.Do(terminal, progress, () => run(claim));
                    results.Add(result(claim, found, watch.Elapsed.TotalSeconds));
                    keep(results[^1]);
                }
                catch (OperationCanceledException) when (terminal.Cancellation.IsCancellationRequested)
                {
                    break;
                }
            }

            return results;
        });
}
