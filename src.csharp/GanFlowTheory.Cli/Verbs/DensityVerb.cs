using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;
using GanFlowTheory.Cli.Specs;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow density: the Wasserstein flow of an f-divergence on a grid, by finite volumes.</summary>
internal static class DensityVerb
{
    private const string DefaultFunctional = "jsd";
    private const string DefaultTarget = "gaussian:0,1";
    private const string DefaultStart = "gaussian:1.5,0.8";
    private const double DefaultUntil = 2;
    private const int DefaultTimes = 20;

    internal static Command Create(Terminal terminal, Func<ParseResult, IReporter> reporter)
    {
        var functional = Options.Text(
            "--functional", "NAME", $"{string.Join(", ", FDivergence.Names)}. [default: {DefaultFunctional}]");
        var target = Options.Text(
            "--target",
            "DENSITY",
            "gaussian:MEAN,SD, gaussian:X,Y,SD in the plane, a named target, or a file with the density on each cell. "
            + $"[default: {DefaultTarget}]");
        var start = Options.Text(
            "--start", "DENSITY", $"The density at time 0, given as the target is. [default: {DefaultStart}]");
        var grid = Options.Text(
            "--grid",
            "LOWER,UPPER,CELLS",
            "The grid, on both axes in the plane. [default: -9,9,600 on the line, -6,6,120 in the plane]");
        var until = Options.Number("--until", "TIME", $"The time to reach. [default: {DefaultUntil}]");
        var times = Options.Whole(
            "--times", "N", $"Reports at this many equal intervals of time. [default: {DefaultTimes}]", 1);
        var method = Options.Text(
            "--method",
            "METHOD",
            "euler or heun with nine tenths of the stable step, or implicit:TAU. [default: heun, or implicit with a "
            + "thousandth of the time where the stable step is too short for that]");
        var folder = Options.Text(
            "--out", "DIR", "Writes series.csv, report.html and, for densities on the line, densities.csv to this folder.");
        var command = new Command(
            "density",
            "Flows a density on a grid to a target by the Fokker-Planck equation of an f-divergence, and reports the "
            + "functional, mean, variance and mass over time.")
        {
            functional, target, start, grid, until, times, method, folder,
        };

        command.SetAction(parsed =>
        {
            var f = FDivergence.Parse(parsed.GetValue(functional) ?? DefaultFunctional);
            var p = DensitySpec.Parse("--target", parsed.GetValue(target) ?? DefaultTarget);
            var q = DensitySpec.Parse("--start", parsed.GetValue(start) ?? DefaultStart);

            if (p.Text == DataSource.StandardInput && q.Text == DataSource.StandardInput)
            {
                throw new BadInputException("only one of --target and --start can be standard input.");
            }

            var dimension = p.Dimension ?? q.Dimension ?? 1;

            if (q.Dimension is { } other && other != dimension)
            {
                throw new BadInputException(
                    $"--start '{q.Text}' has dimension {other}, but the target has dimension {dimension}.");
            }

            var cells = GridSpec.Parse(parsed.GetValue(grid) ?? (dimension == 1 ? "-9,9,600" : "-6,6,120"), dimension);
            var equation = FokkerPlanck.Create(f, p.On(terminal, cells));
            var first = q.On(terminal, cells);
            var end = parsed.GetValue(until) ?? DefaultUntil;
            var step = MethodSpec.Parse(parsed.GetValue(method), equation, first, end);
            var count = end == 0 ? 0 : parsed.GetValue(times) ?? DefaultTimes;
            var output = parsed.GetValue(folder) is { } path ? DensityFolder.Open(path) : null;
            var steps = new List<DensityStep>();

            foreach (var found in equation.Trajectory(
                step.Method, Enumerable.Range(0, count + 1).Select(k => k == count ? end : end * k / count), first))
            {
                steps.Add(found);

                if (terminal.Cancellation.IsCancellationRequested)
                {
                    break;
                }
            }

            var files = output?.Write(equation, steps) ?? [];
            reporter(parsed).Show(new Result(equation, step.Name, steps, files));

            if (steps[^1].Time >= end)
            {
                return ExitCode.Success;
            }

            terminal.Error.WriteLine($"ganflow: cancelled at time {Tables.Number(steps[^1].Time)}.");
            return ExitCode.NotReached;
        });
        return command;
    }

    private sealed class Result(
        FokkerPlanck equation, string method, IReadOnlyList<DensityStep> steps, IReadOnlyList<string> files) : IReport
    {
        public object Json => new
        {
            Functional = equation.Divergence.Name,
            Grid = equation.Target.Grid.ToString(),
            Method = method,
            steps[^1].Steps,
            Series = steps.Select(step => new
            {
                T = step.Time,
                step.Functional,
                Mean = Scalar(step.State.Mean()),
                Variance = Scalar(step.State.Variance()),
                step.State.Mass,
                step.Dissipation,
            }).ToArray(),
            Files = files,
        };

        public void WriteTo(IAnsiConsole console)
        {
            var table = Tables.WithColumns("t", equation.Divergence.Name, "mean", "variance", "mass");

            foreach (var step in steps)
            {
                table.AddPlainRow(
                    Tables.Number(step.Time),
                    Tables.Number(step.Functional, "G9"),
                    string.Join(", ", step.State.Mean().Select(v => Tables.Number(v, "G9"))),
                    string.Join(", ", step.State.Variance().Select(v => Tables.Number(v, "G9"))),
                    Tables.Number(step.State.Mass, "G15"));
            }

            console.Write(table);
            console.PlainLine($"grid {equation.Target.Grid}, {steps[^1].Steps} steps of {method}");

            foreach (var file in files)
            {
                console.PlainLine(file);
            }
        }

        // A number on the line, an array in the plane.
        private static object Scalar(double[] values) => values.Length == 1 ? values[0] : values;
    }
}
