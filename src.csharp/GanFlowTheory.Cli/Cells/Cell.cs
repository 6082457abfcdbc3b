using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Cells;

/// <summary>A command line of ganflow among several, with a folder of its own: done where that says so.</summary>
/// <param name="Folder">The name of its folder.</param>
/// <param name="CommandLine">What is run, without the folder.</param>
internal sealed record Cell(string Folder, IReadOnlyList<string> CommandLine)
{
    // Written last: where it is, the results of this command line are there.
    private const string Done = "cell.json";

    /// <summary>Whether its results are among some folders of cells.</summary>
    /// <exception cref="BadInputException">They are those of another command line.</exception>
    internal bool IsDoneIn(string folders)
    {
        var file = Path.Combine(folders, Folder, Done);

        if (!File.Exists(file))
        {
            return false;
        }

        var there = CommandLineIn(file);
        return there.SequenceEqual(CommandLine)
            ? true
            : throw new BadInputException(
                $"'{Path.Combine(folders, Folder)}' holds another run, ganflow {string.Join(' ', there)}, and not ganflow "
                + $"{string.Join(' ', CommandLine)}; name another folder by --out.");
    }

    /// <summary>Says that its results are there.</summary>
    internal void MarkDone(string folders) =>
        AtomicFile.Write(
            Path.Combine(folders, Folder, Done),
            stream => stream.Write(Encoding.UTF8.GetBytes(JsonFormat.Serialize(CommandLine.ToArray()) + "\n")));

    /// <summary>The first of some folders of cells that has its results; null where none does.</summary>
    internal string? FoundIn(IEnumerable<string> sources) => sources.FirstOrDefault(IsDoneIn);

    /// <summary>A text as part of the name of a folder.</summary>
    internal static string AsName(string text) =>
        string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-'));

    private static string[] CommandLineIn(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(File.ReadAllText(file)) ?? [];
        }
        catch (JsonException)
        {
            throw new BadInputException($"'{file}' is not what ganflow wrote; remove its folder.");
        }
    }
}
