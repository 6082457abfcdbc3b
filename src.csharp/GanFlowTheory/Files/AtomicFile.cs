using System;
using System.IO;

namespace GanFlowTheory;

/// <summary>Files that appear whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file through a temporary one in the same folder, so that a failure or a crash leaves the
    /// former content, never a part of the new one.</summary>
    /// <param name="path">The file to create or replace; its folder must exist.</param>
    /// <param name="write">Writes the content to the open stream; its exceptions pass through.</param>
    /// <exception cref="IOException">The file cannot be written; the message names the path.</exception>
    public static void Write(string path, Action<Stream> write) =>
        Core.AtomicFile.write(path.NotNull(nameof(path)), Bridge.Act(write.NotNull(nameof(write))));
}
