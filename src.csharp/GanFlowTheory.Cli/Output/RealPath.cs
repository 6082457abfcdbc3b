using System.IO;

namespace GanFlowTheory.Cli.Output;

/// <summary>Paths with their links followed, so that two names of one file are the same.</summary>
internal static class RealPath
{
    internal static string Of(string path)
    {
        var full = Path.GetFullPath(path);

        if (Path.GetDirectoryName(full) is not { } folder)
        {
            return full;
        }

        var here = Path.Combine(Of(folder), Path.GetFileName(full));
        FileSystemInfo info = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);

        try
        {
            return info.LinkTarget is null ? here : info.ResolveLinkTarget(true)?.FullName ?? here;
        }
        catch (IOException)
        {
            // A link to itself names no file.
            return here;
        }
    }
}
