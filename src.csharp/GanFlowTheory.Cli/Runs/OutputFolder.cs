using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The folder that a run writes to. Each file appears whole or not at all.</summary>
internal sealed class OutputFolder
{
    internal const string Target = "target.npy";
    internal const string Start = "start.npy";
    private const string Weights = "weights.npy";

    private readonly string path;
    private readonly bool isNew;

    private OutputFolder(string path, bool isNew) => (this.path, this.isNew) = (path, isNew);

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    /// <param name="path">The folder, made if it does not exist.</param>
    internal static OutputFolder Open(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new BadInputException("--out must name a folder, but is empty.");
        }

        if (FileInTheWay(path) is { } file)
        {
            throw new BadInputException($"the folder '{path}' of --out cannot be made: '{file}' is a file.");
        }

        try
        {
            var isNew = !Directory.Exists(path);
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".{Path.GetRandomFileName()}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new OutputFolder(path, isNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"the folder '{path}' of --out cannot be written: {Sentence.Of(e.Message)}");
        }
    }

    /// <summary>Takes back a folder that was made for a run of which nothing came.</summary>
    internal void Abandon()
    {
        if (isNew && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    private static string? FileInTheWay(string path)
    {
        for (var part = path; !string.IsNullOrEmpty(part); part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Writes everything about a run and returns the files' paths.</summary>
    internal IReadOnlyList<string> Write(RunPlan plan, RunResult result)
    {
        var files = new FolderFiles(path);
        files.Put("particles.npy", result.Final is { } final ? final.WriteNpy : null);
        files.Put(Weights, result.Weights is { } weights ? weights.WriteNpy : null);
        files.Put(Target, plan.Target.Input is { } target ? target.WriteNpy : null);
        files.Put(Start, plan.StartInput is { } start ? start.WriteNpy : null);
        files.Put("diagnostics.csv", file => DiagnosticsTable.Write(file, result.Steps));
        files.Put("report.html", result.Report.Write);
        // Last: where there is a manifest, everything that it speaks of is there.
        files.Put("manifest.json", Manifest.Of(plan, result).Write);
        return files.Paths;
    }
}
