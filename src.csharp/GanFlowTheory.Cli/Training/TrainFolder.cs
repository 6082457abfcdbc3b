using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Runs;

namespace GanFlowTheory.Cli.Training;

/// <summary>The folder that a training writes to. Each file appears whole or not at all.</summary>
internal sealed class TrainFolder
{
    private const string CheckpointFile = "checkpoint.npz";
    private const string ManifestFile = "manifest.json";
    private readonly string path;

    private TrainFolder(string path) => this.path = path;

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    internal static TrainFolder Open(string path)
    {
        OutputFolder.Open(path);
        return new(path);
    }

    internal string Checkpoint => Path.Combine(path, CheckpointFile);

    /// <summary>Writes generated points, parameters, measurements, page and settings; returns
    /// the files' paths.</summary>
    internal IReadOnlyList<string> Write(TrainPlan plan, FlowPath<ParameterState> run, RunReport report)
    {
        var files = new FolderFiles(path);
        var good = run.Outcome is not Outcome.Diverged;
        files.Put("samples.npy", good ? plan.Scaling.ToData(run.Final.Nodes).WriteNpy : null);
        files.Put("generator.npz", good ? file => plan.Scaling.SaveGenerator(file, plan.Generator, run.Final.Parameters()) : null);
        files.Put("diagnostics.csv", file => DiagnosticsTable.Write(file, run.Steps, [.. Columns(report)]));
        files.Put("report.html", report.Write);
        var manifest = new
        {
            Program = "ganflow train",
            Version = Manifest.ProgramVersion,
            Runtime = RuntimeInformation.FrameworkDescription,
            plan.Settings,
            FlowUnits = plan.Scaling.Describe(),
            GeneratorUnits = good ? plan.Scaling.DescribeGenerator(plan.Generator, run.Final.Parameters()) : null,
        };
        files.Put(ManifestFile, file => FolderFiles.WriteText(file, JsonFormat.Serialize(manifest) + "\n"));

        return File.Exists(Checkpoint) ? [.. files.Paths, Checkpoint] : files.Paths;
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
