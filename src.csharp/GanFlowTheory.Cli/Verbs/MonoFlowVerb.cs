using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow monoflow: what training with a generator loss against a detached density ratio does.</summary>
internal static class MonoFlowVerb
{
    private const string DefaultRange = "-20,20";

    internal static Command Create(Terminal terminal, Func<ParseResult, IReporter> reporter)
    {
        var loss = Options.Text("--loss", "NAME", $"The loss: {string.Join(", ", GeneratorLoss.Names)}.");
        var range = Options.Text(
            "--range", "A,B", $"The range of log r, r = p/q, that training visits. [default: {DefaultRange}]");
        var folder = Options.Text("--out", "DIR", "A folder for report.html, a page with pictures. [default: none]");
        var command = new Command(
            "monoflow", "Shows h' and the induced f of a generator loss; exit 1 where h' <= 0 somewhere.")
        {
            loss, range, folder,
        };

        command.SetAction(parsed =>
        {
            var name = parsed.GetValue(loss) ?? throw new BadInputException(
                $"monoflow needs --loss NAME; known: {string.Join(", ", GeneratorLoss.Names)}.");
            var (low, high) = Range(parsed.GetValue(range) ?? DefaultRange);
            var parsedLoss = GeneratorLoss.Parse(name);
            var report = MonoFlow.Verify(parsedLoss, low, high);
            var page = parsed.GetValue(folder) is { } path ? Write(path, parsedLoss, low, high) : null;
            reporter(parsed).Show(new Result(report, page));

            if (report.Admissible)
            {
                return ExitCode.Success;
            }

            terminal.Error.WriteLine($"ganflow: {report.Verdict}");
            return ExitCode.NotReached;
        });
        return command;
    }

    private static string Write(string path, GeneratorLoss loss, double low, double high)
    {
        OutputFolder.Open(path);
        var file = Path.Combine(path, "report.html");
        MonoFlowPage.Write(file, loss, low, high);
        return file;
    }

    private static (double Low, double High) Range(string text) =>
        text.Split(',') is [var a, var b]
        && double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
        && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var high)
        && double.IsFinite(low) && double.IsFinite(high) && low < high
            ? (low, high)
            : throw new BadInputException(
                $"--range must be two finite numbers A,B with A below B, but is '{text}'.");

    private sealed class Result(MonoFlowReport report, string? page) : IReport
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
            Files = page is null ? [] : new[] { page },
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

            if (page is not null)
            {
                console.PlainLine(page);
            }
        }

        private static string Kind(MonoFlowViolation v) => v.Decreasing ? "decreasing" : "flat";
    }
}
