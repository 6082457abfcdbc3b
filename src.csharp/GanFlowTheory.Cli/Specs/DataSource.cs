using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Where numbers are read from: a file, or standard input.</summary>
internal sealed record DataSource
{
    private readonly string text;

    private DataSource(string text) => this.text = text;

    /// <summary>What stands for standard input.</summary>
    private const string Input = "-";

    internal bool IsStandardInput => text == Input;

    /// <summary>What a title calls it.</summary>
    internal string Title => IsStandardInput ? "standard input" : Path.GetFileName(text);

    /// <summary>What reads the same from any working folder.</summary>
    internal string FullText => IsStandardInput ? text : Path.GetFullPath(text);

    /// <summary>Where it is a .npy file, its path; null otherwise.</summary>
    internal string? NpyFile =>
        !IsStandardInput && text.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) && File.Exists(text) ? text : null;

    /// <summary>The source that a text names, be it that there is no such file.</summary>
    internal static DataSource Of(string text) => new(text);

    /// <summary>The same; null for a text that looks like a name of something else.</summary>
    internal static DataSource? TryOf(string text) =>
        text == Input || File.Exists(text) || Directory.Exists(text) || Path.HasExtension(text)
        || text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
            ? new(text)
            : null;

    /// <summary>Refuses to read standard input twice.</summary>
    internal static void CheckOneInput(string among, params DataSource?[] sources)
    {
        if (sources.Count(source => source is { IsStandardInput: true }) > 1)
        {
            throw new BadInputException($"only one of {among} can be standard input.");
        }
    }

    /// <summary>The columns of a comma-separated list, counted from 1; null for null.</summary>
    internal static int[]? Columns(string? list) =>
        list?.Split(',').Select(part => Numeral.Whole(part) is { } column and >= 1
            ? column
            : throw new BadInputException(
                $"--columns must be column numbers from 1, such as 1,2, but is '{list}'.")).ToArray();

    /// <summary>What is chosen of it.</summary>
    internal Points Read(Terminal terminal, DataChoice choice)
    {
        if (IsStandardInput)
        {
            using var stream = terminal.OpenInput();
            return Points.ReadColumnsFrom("standard input", stream, choice.Columns, choice.Header);
        }

        return File.Exists(text) ? Points.ReadColumns(text, choice.Columns, choice.Header)
            : throw new BadInputException(
                Directory.Exists(text) ? $"'{text}' is a folder, not a file." : $"the file '{text}' does not exist.");
    }

    /// <summary>The files among the sources.</summary>
    internal static IEnumerable<string> FilesOf(params DataSource?[] sources) =>
        sources.OfType<DataSource>().Where(source => !source.IsStandardInput).Select(source => source.FullText);

    public override string ToString() => text;
}
