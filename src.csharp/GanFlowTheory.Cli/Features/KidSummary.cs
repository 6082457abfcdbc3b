using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Features;

/// <summary>The result of ganflow kid.</summary>
internal sealed class KidSummary(KidEstimate kid, EngineSpec engine) : IReport
{
    public object Json => new
    {
        Estimate = kid.Estimate.Value,
        Variance = kid.Estimate.Variance.Value,
        kid.Estimate.StandardError,
        kid.NoStandardError,
        kid.Spread,
        kid.Parts,
        kid.Estimate.Estimator,
        kid.Kernel,
        Engine = engine.Name,
        kid.Estimate.N,
        kid.Estimate.M,
        kid.Remarks,
        Verdict = Verdict(kid),
    };

    public void WriteTo(IAnsiConsole console)
    {
        var table = Tables.WithColumns("KID", "standard error", "spread", "estimator", "n", "m");
        table.AddPlainRow(
            Tables.Number(kid.Estimate.Value, "G12"),
            Tables.Number(kid.Estimate.StandardError, "G3"),
            Tables.Number(kid.Spread, "G3"),
            kid.Estimate.Estimator,
            Tables.Number(kid.Estimate.N),
            Tables.Number(kid.Estimate.M));
        console.Write(table);

        if (kid.NoStandardError is { } why)
        {
            console.PlainLine($"No standard error: {why}");
        }

        console.PlainLines(kid.Remarks);
        console.PlainLine($"kernel {kid.Kernel}, engine {engine.Name}");
        console.PlainLine(Verdict(kid));
    }

    private static string Verdict(KidEstimate kid) => kid.Estimate.StandardError is not { } error
        ? "KID without a standard error says how far apart the features are, not whether chance explains it."
        : kid.Estimate.Value > 3 * error
            ? "The features differ by more than three standard errors."
            : "The features differ by no more than three standard errors; 'ganflow test' gives an exact p-value.";
}
