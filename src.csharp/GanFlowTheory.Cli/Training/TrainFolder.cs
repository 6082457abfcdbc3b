using System.Collections.Generic;
using System.IO;
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

    /// <summary>Writes generated points, parameters, measurements, page and settings; returns the files' paths.</summary>
    internal IReadOnlyList<string> Write(TrainPlan plan, TrainResult result)
    {
        var files = new FolderFiles(path);
        var run = result.Path;
        var good = run.Outcome is not Outcome.Diverged;
        files.Put("samples.npy", good ? plan.Scaling.ToData(run.Final.Nodes).WriteNpy : null);
        files.Put("generator.npz", good ? file => plan.Generator.SaveParameters(file, run.Final.Parameters()) : null);

        files.Put("diagnostics.csv", file => DiagnosticsTable.Write(file, run.Steps));
        files.Put("report.html", result.Report.Write);
        files.Put(ManifestFile, file => FolderFiles.WriteText(file, JsonFormat.Serialize(plan.Settings) + "\n"));

        // One of an earlier training is not taken away, but is no result of this one.
        return result.HasCheckpoint ? [.. files.Paths, Checkpoint] : files.Paths;
    }
}
