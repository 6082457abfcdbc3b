using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Training;

/// <summary>The folder that a training writes to. Each file appears whole or not at all.</summary>
internal sealed class TrainFolder
{
    private const string CheckpointFile = "checkpoint.npz";
    private readonly string path;

    private TrainFolder(string path) => this.path = path;

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    internal static TrainFolder Open(string path)
    {
        OutputFolder.Open(path);
        return new(path);
    }

    internal string Checkpoint => Path.Combine(path, CheckpointFile);

    /// <summary>Writes the settings, before the first step.</summary>
    internal void Begin(TrainPlan plan) =>
        TrainManifest.Write(Path.Combine(path, TrainManifest.FileName), plan, generatorUnits: null);

    /// <summary>Writes generated points, parameters, measurements, page and settings; returns the files' paths.</summary>
    internal IReadOnlyList<string> Write(TrainPlan plan, TrainResult result)
    {
        var files = new FolderFiles(path);
        var run = result.Path;
        var good = run.Outcome is not Outcome.Diverged;
        files.Put("samples.npy", good ? plan.Scaling.ToData(run.Final.Nodes).WriteNpy : null);
        files.Put("generator.npz", good ? file => plan.Scaling.SaveGenerator(file, plan.Generator, run.Final.Parameters()) : null);
        files.Put("diagnostics.csv", file => DiagnosticsTable.Write(file, run.Steps, [.. Columns(result.Report)]));
        files.Put("report.html", result.Report.Write);
        files.Put(
            TrainManifest.FileName,
            file => TrainManifest.Write(
                file, plan, good ? plan.Scaling.DescribeGenerator(plan.Generator, run.Final.Parameters()) : null));

        // One of an earlier training is not taken away, but is no result of this one.
        return result.HasCheckpoint ? [.. files.Paths, Checkpoint] : files.Paths;
    }

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
