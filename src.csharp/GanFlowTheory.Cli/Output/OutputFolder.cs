using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace GanFlowTheory.Cli.Output;

/// <summary>The folder that a verb writes to, each file whole or not at all.</summary>
internal sealed class OutputFolder
{
    private readonly string folder;
    private readonly bool isNew;
    private readonly List<string> files = [];

    private OutputFolder(string folder, bool isNew) => (this.folder, this.isNew) = (folder, isNew);

    /// <summary>Makes the folder and finds out whether files can be written to it, before any work is done.</summary>
    /// <param name="path">The folder, made if it does not exist.</param>
    /// <param name="isShared">Whether other processes may be writing to it now: what looks like the leftover of one that was killed
    /// stays.</param>
    internal static OutputFolder Open(string path, bool isShared = false)
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

            if (!isShared)
            {
                RemoveLeftovers(path);
            }

            return new OutputFolder(path, isNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"the folder '{path}' of --out cannot be written: {Sentence.Of(e.Message)}");
        }
    }

    /// <summary>The paths of the files written so far, in their order, without the manifest.</summary>
    internal IReadOnlyList<string> Files => files;

    /// <summary>The path of the manifest.</summary>
    internal string Manifest => this[ManifestFile.Name];

    /// <summary>The path of a file in the folder.</summary>
    internal string this[string name] => Path.Combine(folder, name);

    /// <summary>Writes a file; one that there is nothing for must not stay from an earlier time.</summary>
    internal void Put(string name, Action<string>? write)
    {
        if (write is null)
        {
            File.Delete(this[name]);
            return;
        }

        write(this[name]);
        files.Add(this[name]);
    }

    /// <summary>The same for a text, as UTF-8.</summary>
    internal void Put(string name, string? text) =>
        Put(name, text is null ? null : path => WriteText(path, text));

    /// <summary>Refuses a folder in which one of the files would be written over.</summary>
    internal void Keep(IEnumerable<string> inputs)
    {
        var written = Names.ToDictionary(name => RealPath.Of(this[name]), StringComparer.Ordinal);

        foreach (var input in inputs)
        {
            if (written.TryGetValue(RealPath.Of(input), out var name))
            {
                throw new BadInputException(
                    $"'{input}' is read, and --out '{folder}' would write its {name} over it; name another folder.");
            }
        }
    }

    /// <summary>Takes away the manifest of an earlier time: from here on its files are replaced one by one.</summary>
    internal void RemoveManifest() => File.Delete(Manifest);

    /// <summary>Takes away a result of an earlier time.</summary>
    internal void Remove(string name) => File.Delete(this[name]);

    /// <summary>Writes the manifest.</summary>
    internal void PutManifest(string text) => WriteText(Manifest, text);

    /// <summary>Takes back a folder that was made for a run of which nothing came.</summary>
    internal void Abandon()
    {
        if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    // Every file that a verb may write.
    private static readonly string[] Names =
    [
        ManifestFile.Name, "target.npy", "target.csv", "start.npy", "report.html", "particles.npy", "weights.npy", "diagnostics.csv",
        "samples.npy", "samples.csv", "generator.npz", "checkpoint.npz", "series.csv", "densities.csv",
        "levels.csv", "courses.csv", "particles.csv", "scores.csv", "times.csv", "spec.json", "comparison.csv", "comparison.html",
        "disturbances.csv", "sweep.html", "sweep.csv", "means.csv", "sweep.json", "summary.json", "seconds.json", "cell.json",
    ];

    // What a process that was killed while it wrote has left: NAME.RANDOM.tmp, or .RANDOM.tmp of the probe.
    private static void RemoveLeftovers(string path)
    {
        foreach (var file in Directory.EnumerateFiles(path, "*.tmp"))
        {
            var parts = Path.GetFileName(file).Split('.');

            if (parts.Length >= 4 && parts[^3].Length == 8 && parts[^2].Length == 3
                && (parts.Length == 4 && parts[0].Length == 0 || Names.Contains(string.Join('.', parts[..^3]))))
            {
                File.Delete(file);
            }
        }
    }

    private static void WriteText(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
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
}
