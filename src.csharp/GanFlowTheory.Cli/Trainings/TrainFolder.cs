using System;
using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>The files of a training.</summary>
internal static class TrainFolder
{
    /// <summary>The verb whose folder it is.</summary>
    internal const string Verb = "train";

    /// <summary>The name of the file of checkpoints.</summary>
    internal const string Checkpoint = "checkpoint.npz";

    /// <summary>The name of the file of the generator at the end.</summary>
    internal const string Generator = "generator.npz";

    /// <summary>The names of the files that a finished training writes.</summary>
    internal static IReadOnlyList<string> Results { get; } =
        ["samples.npy", "samples.csv", Generator, "diagnostics.csv", ScoreTable.FileName, ScoreTable.TimesName, "report.html"];

    /// <summary>Writes generated points, parameters, measurements and page.</summary>
    internal static void Write(OutputFolder folder, TrainPlan plan, TrainResult result)
    {
        var final = FinalOf(result);
        PointsFormat.Put(
            folder, "samples", plan.Settings.Format, final is null ? null : plan.Scaling.ToData(final.Nodes), plan.Target.Coordinates);
        folder.Put(
            Generator,
            final is null ? null : file => plan.Scaling.SaveGenerator(file, plan.Generator, final.Parameters()));
        ManifestFile.PutInputs(folder, plan.Target.Input, null, plan.Target.Coordinates);
        folder.Put("diagnostics.csv", DiagnosticsTable.Of(result.Path.Steps, [.. Columns(result.Report)]));
        folder.Put(ScoreTable.FileName, result.ScoreTable);
        folder.Put(ScoreTable.TimesName, ScoreTable.Times(result.Scores));
        folder.Put("report.html", result.Report.Write);
    }

    /// <summary>What the manifest says of the result.</summary>
    internal static object Facts(TrainPlan plan, TrainResult? result) => new
    {
        ResolvedEngine = plan.Specs.Engine.Name,
        FlowUnits = plan.Scaling.Describe(),
        Units = plan.Scaling.Units is { } units ? new FlowUnits([.. units.Centre], [.. units.Scale]) : null,
        ColumnNames = plan.Target.Coordinates,
        GeneratorUnits = result is not null && FinalOf(result) is { } final
            ? plan.Scaling.DescribeGenerator(plan.Generator, final.Parameters())
            : null,
    };

    // Null where it is no longer finite.
    private static ParameterState? FinalOf(TrainResult result) =>
        result.IsFinite ? result.Path.Final : null;

    // What the report draws besides the diagnostics of every run.
    private static IEnumerable<DiagnosticsColumn> Columns(RunReport report)
    {
        if (report.Convergence.Count > 0)
        {
            yield return Of("alpha", report.Convergence, p => p.Step, p => p.Alpha);
            yield return Of("smallest_eigenvalue", report.Convergence, p => p.Step, p => p.SmallestEigenvalue);
            yield return Of("predicted_decay", report.Convergence, p => p.Step, p => p.PredictedDecay);
            yield return Of("observed_decay", report.Convergence, p => p.Step, p => p.ObservedDecay);
        }

        if (report.Certificates.Count > 0)
        {
            yield return Of("step_cosine", report.Certificates, p => p.Step, p => p.Cosine);
            yield return Of("step_length_ratio", report.Certificates, p => p.Step, p => p.LengthRatio);
        }

        if (report.Truth.Count > 0)
        {
            yield return Of("critic_correlation_on_points", report.Truth, p => p.Step, p => p.OnPoints);
            yield return Of("critic_correlation_on_parameters", report.Truth, p => p.Step, p => p.OnParameters);
        }

        static DiagnosticsColumn Of<T>(
            string name, IEnumerable<T> points, Func<T, int> step, Func<T, double?> value) =>
            new(name, points.ToDictionary(step, value));
    }
}
