using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>The result of ganflow compare-gans.</summary>
/// <param name="summaries">What is compared, by GAN.</param>
/// <param name="done">How many trainings are there.</param>
/// <param name="all">How many there are to be.</param>
/// <param name="files">What was written.</param>
internal sealed class ComparisonSummary(
    IReadOnlyList<GanSummary> summaries, int done, int all, IReadOnlyList<string> files) : IReport
{
    public object Json => new
    {
        Trainings = new { Done = done, Of = all },
        Gans = summaries.Select(s => new
        {
            s.Gan,
            Seeds = s.Kid.Count,
            Kid = Fields(s.Kid),
            KidOverSteps = Fields(s.KidOverSteps),
            Fid = Fields(s.Fid),
            Modes = s.Modes is null ? null : Fields(s.Modes),
            Quality = s.Quality is null ? null : Fields(s.Quality),
            SecondsPerStep = Fields(s.SecondsPerStep),
            Verdicts = s.Verdicts.Select(v => new { v.Seed, v.Verdict.Word, v.Verdict.Sentence }).ToArray(),
        }).ToArray(),
        Files = files,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var hasModes = summaries.Any(s => s.Modes is not null);
        var table = Tables.WithColumns(
            ["GAN", "seeds", "KID", "KID over steps", "FID", .. hasModes ? ["modes", "quality"] : (string[])[], "s/step"]);

        foreach (var s in summaries)
        {
            table.AddPlainRow(
            [
                s.Gan, $"{s.Kid.Count}", Shown(s.Kid), Shown(s.KidOverSteps), Shown(s.Fid),
                .. hasModes ? [Shown(s.Modes), Shown(s.Quality)] : (string[])[], Shown(s.SecondsPerStep),
            ]);
        }

        console.Write(table);

        foreach (var s in summaries)
        {
            foreach (var (seed, verdict) in s.Verdicts)
            {
                console.PlainLine($"{s.Gan}, seed {seed}: {verdict.Sentence}");
            }
        }

        if (done < all)
        {
            console.PlainLine($"{done} of {all} trainings are here; the same command goes on, and --merge joins shards.");
        }

        console.PlainLines(files);
    }

    private static object Fields(SeedMean mean) => new { mean.Mean, mean.StandardError };

    private static string Shown(SeedMean? mean) => mean switch
    {
        null => "unknown",
        { StandardError: { } error } => $"{Tables.Number(mean.Mean, "G4")} ± {Tables.Number(error, "G2")}",
        _ => Tables.Number(mean.Mean, "G4"),
    };
}
