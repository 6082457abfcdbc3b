using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;

namespace GanFlowTheory.Cli.Files;

/// <summary>How a Parquet file is told from others. Nothing here needs the library that reads them, which is loaded
/// for such files alone.</summary>
internal static class ParquetMark
{
    // The letters, and how the structure that always follows begins: text such as PAR1,PAR2 goes on otherwise.
    private static ReadOnlySpan<byte> Beginning => "PAR1\u0015"u8;

    /// <summary>Whether the file is one, by its name or its first bytes.</summary>
    internal static bool IsOn(string path)
    {
        if (path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            Span<byte> head = stackalloc byte[Beginning.Length];
            return file.CanSeek && file.ReadAtLeast(head, head.Length, false) == head.Length && head.SequenceEqual(Beginning);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the file says why it cannot be read.
            return false;
        }
    }

    /// <summary>Whether the stream is one, and a stream that still gives all of it.</summary>
    internal static (bool Is, Stream Whole) Peek(Stream stream)
    {
        var pipe = PipeReader.Create(stream, new(leaveOpen: true));
        var found = pipe.ReadAtLeastAsync(Beginning.Length).AsTask().GetAwaiter().GetResult().Buffer;
        var isOne = found.Length >= Beginning.Length && found.Slice(0, Beginning.Length).ToArray().AsSpan().SequenceEqual(Beginning);
        pipe.AdvanceTo(found.Start);
        return (isOne, pipe.AsStream());
    }
}
