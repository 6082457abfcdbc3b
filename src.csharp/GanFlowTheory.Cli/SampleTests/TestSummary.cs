using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The result of ganflow test with one kernel.</summary>
internal sealed class TestSummary(TwoSampleTest test, ResolvedKernel kernel, int seed) : IReport
{
    public object Json => new
    {
        test.Statistic,
        test.P,
        test.Threshold,
        test.Level,
        Rejected = test.IsRejected,
        test.Splits,
        test.Exact,
        test.Kernel,
        test.Estimator,
        test.N,
        test.M,
        Seed = seed,
        Verdict = test.Sentence,
    };

    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (part, bandwidth) in kernel.Chosen)
        {
            console.PlainLine($"{part} chose the bandwidth {Tables.Number(bandwidth, "R")}.");
        }

        var table = Tables.WithColumns("MMD^2", "threshold", "p", "level", "splits", "n", "m");
        table.AddPlainRow(
            Tables.Number(test.Statistic, "G12"),
            Tables.Number(test.Threshold),
            Tables.Number(test.P, "G4"),
            Tables.Number(test.Level),
            Tables.Number(test.Splits) + (test.Exact ? " (all)" : ""),
            Tables.Number(test.N),
            Tables.Number(test.M));
        console.Write(table);
        console.PlainLine($"kernel {test.Kernel}, estimator {test.Estimator}");
        console.PlainLine(test.Sentence);
    }
}
