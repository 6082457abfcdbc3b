using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.SampleTests;

/// <summary>The result of ganflow compare.</summary>
internal sealed class CompareSummary(RelativeSimilarity test, SwapTest? swaps, ResolvedKernel kernel, double level)
    : IReport
{
    public object Json => new
    {
        Difference = test.Difference.Value,
        Variance = test.Difference.Variance.Value,
        test.Statistic,
        test.P,
        test.NoTest,
        test.Difference.Estimator,
        Kernel = kernel.Kernel.Name,
        Reference = test.Difference.ReferenceCount,
        First = test.Difference.FirstCount,
        Second = test.Difference.SecondCount,
        Level = level,
        Swaps = swaps is null
            ? null
            : new { swaps.Statistic, swaps.P, swaps.Swaps, swaps.Exact, Verdict = swaps.Sentence },
        Verdict = test.Sentence(level),
    };

    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (part, bandwidth) in kernel.Chosen)
        {
            console.PlainLine($"{part} chose the bandwidth {Tables.Number(bandwidth, "R")}.");
        }

        var table = Tables.WithColumns("MMD^2 to A - MMD^2 to B", "standard error", "t", "p");
        table.AddPlainRow(
            Tables.Number(test.Difference.Value, "G12"),
            Tables.Number(test.Difference.StandardError, "G3"),
            Tables.Number(test.Statistic, "G4"),
            Tables.Number(test.P, "G4"));
        console.Write(table);
        console.PlainLine($"kernel {kernel.Kernel.Name}, estimator {test.Difference.Estimator}");
        console.PlainLine(test.Sentence(level));

        if (swaps is not null)
        {
            console.PlainLine("By exact swaps: " + swaps.Sentence);
        }
    }
}
