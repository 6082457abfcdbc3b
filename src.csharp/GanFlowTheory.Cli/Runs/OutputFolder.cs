using System;
using System.Collections.Generic;
using System.IO;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The folder that a run writes to. Each file appears whole or not at all.</summary>
internal sealed class OutputFolder
{
    internal const string Target = "target.npy";
    internal const string Start = "start.npy";
    private const string Weights = "weights.npy";

    private readonly string path;

    private OutputFolder(string path) => this.path = path;

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    /// <param name="path">The folder, made if it does not exist.</param>
    internal static OutputFolder Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".{Path.GetRandomFileName()}.tmp");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return new OutputFolder(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"the folder '{path}' of --out cannot be written: {Sentence.Of(e.Message)}");
        }
    }

    /// <summary>Writes everything about a run and returns the files' paths.</summary>
    internal IReadOnlyList<string> Write(RunPlan plan, RunResult result)
    {
        var files = new List<string>();
        Put("particles.npy", result.Final is { } final ? final.WriteNpy : null);
        Put(Weights, result.Weights is { } weights ? weights.WriteNpy : null);
        Put(Target, plan.Target.Input is { } target ? target.WriteNpy : null);
        Put(Start, plan.StartInput is { } start ? start.WriteNpy : null);
        Put("diagnostics.csv", file => DiagnosticsTable.Write(file, result.Steps));
        Put("report.html", result.Report.Write);
        // Last: where there is a manifest, everything that it speaks of is there.
        Put("manifest.json", Manifest.Of(plan, result).Write);
        return files;

        // A file that this run does not have must not stay from an earlier one.
        void Put(string name, Action<string>? write)
        {
            var file = Path.Combine(path, name);

            if (write is null)
            {
                File.Delete(file);
                return;
            }

            write(file);
            files.Add(file);
        }
    }
}
