using System.Linq;
using GanFlowTheory.Cli.Output;
using Spectre.Console;

namespace GanFlowTheory.Cli.MonoFlows;

/// <summary>The result of ganflow monoflow.</summary>
internal sealed class MonoFlowSummary(MonoFlowReport report, OutputFolder? folder) : IReport
{
    public object Json => new
    {
        report.Loss,
        report.Admissible,
        report.Strict,
        H = report.Formula,
        Range = new[] { report.From, report.To },
        HPrime = report.Samples.Select(s => new { U = s.LogRatio, Value = s.Slope }).ToArray(),
        Violations = report.Violations
            .Select(v => new
            {
                v.From,
                v.To,
                Kind = Kind(v),
                Worst = new { U = v.Worst, Value = v.Slope },
            })
            .ToArray(),
        report.Touches,
        Induced = new
        {
            F = report.InducedFormula,
            Values = report.Samples
                .Select(s => new { U = s.LogRatio, F = s.InducedValue, FPrime = s.InducedSlope })
                .ToArray(),
        },
        report.Verdict,
        Files = folder?.Files ?? [],
        folder?.Manifest,
    };

    public void WriteTo(IAnsiConsole console)
    {
        console.PlainLine($"loss {report.Loss}: -E_q h(log r), h(u) = {report.Formula}");
        var table = Tables.WithColumns("u = log r", "h'(u)", "induced f(r)", "f'(r)");

        // Every fourth sample: the page shows the course, the JSON document all of them.
        foreach (var s in report.Samples.Where((_, i) => i % 4 == 0))
        {
            table.AddPlainRow(
                Tables.Number(s.LogRatio),
                Tables.Number(s.Slope),
                Tables.Number(s.InducedValue),
                Tables.Number(s.InducedSlope));
        }

        console.Write(table);
        console.PlainLine(
            "induced f, f'' = h'(log r)/r^2 and f(1) = f'(1) = 0: " + (report.InducedFormula ?? "by quadrature"));

        foreach (var v in report.Violations)
        {
            console.PlainLine(
                $"{Kind(v)} for log r in [{Tables.Number(v.From)}, {Tables.Number(v.To)}]: "
                + $"h'({Tables.Number(v.Worst)}) = {Tables.Number(v.Slope)}");
        }

        console.PlainLine(report.Verdict);
        console.PlainLines(folder is null ? [] : [.. folder.Files, folder.Manifest]);
    }

    private static string Kind(MonoFlowViolation v) => v.Decreasing ? "decreasing" : "flat";
}
