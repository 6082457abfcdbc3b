using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The folder that the density verb writes to. Each file appears whole or not at all.</summary>
internal sealed class DensityFolder
{
    private readonly string path;

    private DensityFolder(string path) => this.path = path;

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    /// <param name="path">The folder, made if it does not exist.</param>
    internal static DensityFolder Open(string path)
    {
        OutputFolder.Open(path);
        return new(path);
    }

    /// <summary>Writes the series, the page with pictures and, on the line, the densities over time; returns the files'
    /// paths.</summary>
    internal IReadOnlyList<string> Write(FokkerPlanck equation, IReadOnlyList<DensityStep> steps)
    {
        var target = equation.Target;
        var files = new FolderFiles(path);
        files.Put("series.csv", Lines(Series(target, steps)));
        files.Put("densities.csv", target.Grid.Dimension == 1 ? Lines(Densities(target, steps)) : null);
        files.Put("report.html", file => DensityReport.Write(file, equation, steps));
        return files.Paths;
    }

    private static Action<string> Lines(IEnumerable<string> lines) =>
        file => FolderFiles.WriteText(file, string.Join('\n', lines) + "\n");

    private static IEnumerable<string> Series(GridDensity target, IReadOnlyList<DensityStep> steps)
    {
        var axes = target.Grid.Dimension == 1 ? [""] : new[] { "_x", "_y" };
        var means = axes.Select(axis => "mean" + axis).Concat(axes.Select(axis => "variance" + axis));
        return steps
            .Select(step => Row(
                [step.Time, step.Functional, .. step.State.Mean(), .. step.State.Variance(), step.State.Mass,
                    step.Dissipation]))
            .Prepend($"t,functional,{string.Join(',', means)},mass,dissipation");
    }

    // One row for each cell: its centre, the target, and the density at each time.
    private static IEnumerable<string> Densities(GridDensity target, IReadOnlyList<DensityStep> steps)
    {
        var (x, p) = (target.Nodes.Coordinate(0).ToArray(), target.Density);
        var q = steps.Select(step => step.State.Density).ToArray();
        return Enumerable.Range(0, x.Length)
            .Select(i => Row([x[i], p[i], .. q.Select(density => density[i])]))
            .Prepend("x,target," + string.Join(',', steps.Select(step => "t=" + Number(step.Time))));
    }

    private static string Row(IEnumerable<double> values) => string.Join(',', values.Select(Number));

    private static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";
}
