using System;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>The three streams of the process, any of which its parent may have closed.</summary>
/// <remarks>A closed one leaves its number to the next file that the runtime opens for itself, such as a pipe between its
/// own threads: reading that would wait for ever, and writing would reach the runtime.</remarks>
internal static class StandardStreams
{
    internal static Stream OpenInput() => IsClosed(0)
        ? throw new BadInputException("standard input is closed.")
        : Console.OpenStandardInput();

    internal static TextWriter Output() => GuardedWriter.OfOutput(IsClosed(1) ? new Closed() : Console.Out);

    internal static TextWriter Error() => IsClosed(2) ? TextWriter.Null : GuardedWriter.OfError(Console.Error);

    // Taken by the runtime: one of its own files, an end of a pipe whose other end is here too, or no file with a name. A
    // pipe from another process has its other end there.
    private static bool IsClosed(int number)
    {
        const string own = "/proc/self/fd";

        if (!OperatingSystem.IsLinux() || !Directory.Exists(own))
        {
            return false;
        }

        if (Target($"{own}/{number}") is not { } target)
        {
            return true;
        }

        return target.StartsWith("anon_inode:", StringComparison.Ordinal)
            || Path.GetExtension(target) is ".dll" or ".so"
            || target.StartsWith("pipe:", StringComparison.Ordinal)
            && Directory.GetFiles(own).Any(file =>
                int.TryParse(Path.GetFileName(file), out var other) && other > 2 && Target(file) == target
                && IsForWriting(other) == (number == 0));
    }

    // The last octal digit of the flags: 0 to read, 1 to write, 2 for both.
    private static bool IsForWriting(int number)
    {
        try
        {
            return File.ReadLines($"/proc/self/fdinfo/{number}")
                .Any(line => line.StartsWith("flags:", StringComparison.Ordinal) && line[^1] is '1' or '2');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string? Target(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget is { } target ? Path.GetFileName(target) is { Length: > 0 } name
                && (name.StartsWith("pipe:", StringComparison.Ordinal)
                    || name.StartsWith("anon_inode:", StringComparison.Ordinal)) ? name : target : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed class Closed : StringWriter
    {
        public override void Write(char value) => throw new IOException();

        public override void Write(char[] buffer, int index, int count) => throw new IOException();

        public override void Write(string? value) => throw new IOException();

        public override void WriteLine(string? value) => throw new IOException();
    }
}
