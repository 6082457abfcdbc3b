using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.Estimates;

/// <summary>The result of ganflow mmd.</summary>
internal sealed class MmdSummary(MmdPlan plan, IReadOnlyList<Estimate> estimates) : IReport
{
    public object Json => new { Estimates = estimates.Select(Fields).ToArray() };

    public void WriteTo(IAnsiConsole console)
    {
        foreach (var (part, bandwidth) in plan.Kernel.Chosen)
        {
            console.PlainLine($"{part} chose the bandwidth {Tables.Number(bandwidth, "R")}.");
        }

        var table = Tables.WithColumns($"MMD^2[{plan.Kernel.Kernel.Name}]", "standard error", "estimator", "n", "m");

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

        console.PlainLine($"engine {plan.Engine.Name}");
    }

    private object Fields(Estimate e) => new
    {
        Estimate = e.Value,
        Variance = e.Variance.Value,
        e.StandardError,
        e.NoStandardError,
        e.Estimator,
        Kernel = plan.Kernel.Kernel.Name,
        Engine = plan.Engine.Name,
        e.N,
        e.M,
        plan.Warning,
    };
}
