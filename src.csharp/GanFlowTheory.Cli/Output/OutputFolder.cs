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
