using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow mmd: MMD^2 between two samples, by name of the estimator.</summary>
internal static class MmdVerb
{
    private const string DefaultKernel = "gaussian:median";
    private const string DefaultEstimator = "unbiased";

    internal static Command Create(Terminal terminal, Func<ParseResult, IReporter> reporter)
    {
        var a = new Argument<string>("A") { Description = "The first sample: CSV or .npy, or - for standard input." };
        var b = new Argument<string>("B") { Description = "The second sample." };
        var kernel = Options.Text("--kernel", "EXPR", $"The kernel expression. [default: {DefaultKernel}]", "-k");
        var estimator = Options.Text(
            "--estimator",
            "NAMES",
            $"{string.Join(", ", MmdEstimator.Names)}, or several joined by commas. [default: {DefaultEstimator}]");
        var columns = Options.Text(
            "--columns", "LIST", "The columns to use, counted from 1, such as 1,2. [default: all]");
        var command = new Command("mmd", "Estimates MMD^2 between two samples, with its standard error.")
        {
            a, b, kernel, estimator, columns,
        };

        command.SetAction(parsed =>
        {
            var (first, second) = (parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));

            if (first == DataSource.StandardInput && second == DataSource.StandardInput)
            {
                throw new BadInputException("only one of the samples can be standard input.");
            }

            var read = Kernel.Read(parsed.GetValue(kernel) ?? DefaultKernel);
            var names = (parsed.GetValue(estimator) ?? DefaultEstimator).Split(',', StringSplitOptions.TrimEntries);
            var estimators = names.Select(MmdEstimator.ByName).ToArray();
            var kept = DataSource.Columns(parsed.GetValue(columns));
            var x = DataSource.Read(terminal, first, kept);
            var y = DataSource.Read(terminal, second, kept);

            if (x.Dimension != y.Dimension)
            {
                throw new BadInputException(
                    "the samples must have the same number of columns, "
                    + $"but '{first}' has {x.Dimension} and '{second}' has {y.Dimension}.");
            }

            var resolved = read.Resolve(() => x.Append(y));
            var estimates = estimators.Select(estimate => estimate(resolved.Kernel, x, y));
            reporter(parsed).Show(new Result(resolved, [.. estimates]));
            return ExitCode.Success;
        });
        return command;
    }

    private sealed class Result(ResolvedKernel resolved, IReadOnlyList<Estimate> estimates) : IReport
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
            console.PlainLine($"kernel {resolved.Kernel.Name}");
        }

        private object Fields(Estimate e) => new
        {
            Estimate = e.Value,
            e.StandardError,
            e.Estimator,
            Kernel = resolved.Kernel.Name,
            e.N,
            e.M,
        };
    }
}
