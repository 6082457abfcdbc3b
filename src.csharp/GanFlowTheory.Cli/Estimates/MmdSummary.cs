using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>The result of ganflow mmd.</summary>
internal sealed class MmdSummary(ResolvedKernel resolved, IReadOnlyList<Estimate> estimates, string? warning) : IReport
{
    public object Json => estimates.Count == 1 ? Fields(estimates[0]) : estimates.Select(Fields).ToArray();

    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (part, bandwidth) in resolved.Chosen)
        {
            console.PlainLine($"{part} chose the bandwidth {Tables.Number(bandwidth, "R")}.");
        }

        var table = Tables.WithColumns("MMD^2", "standard error", "estimator", "n", "m");

        foreach (var e in estimates)
        {
            table.AddPlainRow(
                Tables.Number(e.Value, "G12"),
                Tables.Number(e.StandardError, "G3"),
                e.Estimator,
                Tables.Number(e.N),
                Tables.Number(e.M));
        }

        console.Write(table);

        foreach (var e in estimates)
        {
            if (e.NoStandardError is { } why)
            {
                console.PlainLine($"No standard error for {e.Estimator}: {why}");
            }

            if (e.Value < 0)
            {
                console.PlainLine(
                    $"{e.Estimator} may be negative: it is unbiased, so that around 0 it must fall on both sides.");
            }
        }

        console.PlainLine($"kernel {resolved.Kernel.Name}");
    }

    private object Fields(Estimate e) => new
    {
        Estimate = e.Value,
        Variance = e.Variance.Value,
        e.StandardError,
        e.NoStandardError,
        e.Estimator,
        Kernel = resolved.Kernel.Name,
        e.N,
        e.M,
        Warning = warning,
    };
}
