using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace GanFlowTheory.Cli.Runs;

/// <summary>The files that a verb writes to its folder, each whole or not at all.</summary>
internal sealed class FolderFiles(string folder)
{
    private readonly List<string> paths = [];

    /// <summary>The paths of the files written so far, in their order.</summary>
    internal IReadOnlyList<string> Paths => paths;

    /// <summary>Writes a file; one that there is nothing for must not stay from an earlier time.</summary>
    internal void Put(string name, Action<string>? write)
    {
        var path = Path.Combine(folder, name);

        if (write is null)
        {
            File.Delete(path);
            return;
        }

        write(path);
        paths.Add(path);
    }

    /// <summary>Writes a text as UTF-8.</summary>
    internal static void WriteText(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
