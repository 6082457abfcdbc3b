using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Densities;

/// <summary>The files of a flow of densities.</summary>
internal static class DensityFolder
{
    /// <summary>Writes the series, the page with pictures and, on the line, the densities over time.</summary>
    internal static void Write(OutputFolder folder, DensityPlan plan, DensityResult result)
    {
        var (target, steps) = (plan.Target.Density, result.Steps);
        folder.Put("series.csv", Lines(Series(target, steps)));
        folder.Put("densities.csv", target.Grid.Dimension == 1 ? Lines(Densities(target, steps)) : null);
        folder.Put("report.html", file => DensityReport.Write(file, plan.Equation, steps));
        ManifestFile.PutInputs(folder, plan.Target.Input, plan.Start.Input);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(DensityResult result) => new { StepsTaken = result.Last.Steps, result.Last.Time };

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines) + "\n";

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
            .Prepend("x,target," + string.Join(',', steps.Select(step => "t=" + CsvLine.Field(step.Time))));
    }

    private static string Row(IEnumerable<double> values) => CsvLine.Of(values.Select(value => (double?)value));
}
