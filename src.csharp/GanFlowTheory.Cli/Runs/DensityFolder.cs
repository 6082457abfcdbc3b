using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;

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
        var files = new List<string> { Put("series.csv", Series(target, steps)) };

        if (target.Grid.Dimension == 1)
        {
            files.Add(Put("densities.csv", Densities(target, steps)));
        }

        var report = Path.Combine(path, "report.html");
        DensityReport.Write(report, equation, steps);
        files.Add(report);
        return files;
    }

    private string Put(string name, IEnumerable<string> lines)
    {
        var file = Path.Combine(path, name);
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        AtomicFile.Write(file, stream => stream.Write(bytes));
        return file;
    }

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
