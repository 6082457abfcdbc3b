using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The result of ganflow test over several bandwidths.</summary>
internal sealed class AggregatedSummary(AggregatedTest test, int seed) : IReport
{
    public object Json => new
    {
        test.Statistic,
        test.P,
        Threshold = (double?)null,
        test.Level,
        Rejected = test.IsRejected,
        test.Splits,
        test.Exact,
        Kernels = test.Parts.Select(part => new { part.Kernel, part.Statistic, part.P }).ToArray(),
        test.Estimator,
        test.N,
        test.M,
        Seed = seed,
        Verdict = test.Sentence,
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("kernel", "MMD^2", "p by itself");

        foreach (var part in test.Parts)
        {
            table.AddPlainRow(part.Kernel, Tables.Number(part.Statistic), Tables.Number(part.P, "G4"));
        }

        console.Write(table);
        console.PlainLine(
            $"smallest p {Tables.Number(test.Statistic, "G4")}, against the smallest of {Tables.Number(test.Splits)} splits"
            + (test.Exact ? " (all)" : ""));
        console.PlainLine(test.Sentence);
    }
}
