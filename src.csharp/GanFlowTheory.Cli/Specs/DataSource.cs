using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using GanFlowTheory.Cli.Files;

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

    /// <summary>What is chosen of it.</summary>
    internal Points Read(Terminal terminal, DataChoice choice) => ReadTable(terminal, choice).Points;

    /// <summary>What is chosen of it, with the names of its columns; that rows are left out is said.</summary>
    internal DataTable ReadTable(Terminal terminal, DataChoice choice)
    {
        try
        {
            var table = IsStandardInput ? ReadInput(terminal, choice)
                : File.Exists(text) ? ReadFile(choice.Options)
                : throw new BadInputException(
                    Directory.Exists(text) ? $"'{text}' is a folder, not a file." : $"the file '{text}' does not exist.");

            if (table.Dropped > 0)
            {
                var have = table.Dropped == 1 ? "has missing values and is" : "have missing values and are";
                terminal.Warn($"{Title}: {table.Dropped} of {table.Dropped + table.Points.Count} rows {have} left out.");
            }

            return table;
        }
        catch (Exception e) when (e is DataFormatException or BadInputException)
        {
            throw new BadInputException(choice.InOptions(e.Message));
        }
    }

    private DataTable ReadFile(ReadOptions options) => ParquetMark.IsOn(text)
        ? ParquetTable.ReadFile(text, options)
        : DataTable.Of(Points.ReadTable(text, options));

    private static DataTable ReadInput(Terminal terminal, DataChoice choice)
    {
        const string name = "standard input";
        using var stream = terminal.OpenInput();
        // What is kept of it is what was chosen.
        var options = terminal.InputIsKept ? ReadOptions.Standard : choice.Options;
        var (isParquet, whole) = ParquetMark.Peek(stream);
        return isParquet
            ? ParquetTable.ReadStream(name, whole, options)
            : DataTable.Of(Points.ReadTableFrom(name, whole, options));
    }

    /// <summary>The files among the sources.</summary>
    internal static IEnumerable<string> FilesOf(params DataSource?[] sources) =>
        sources.OfType<DataSource>().Where(source => !source.IsStandardInput).Select(source => source.FullText);

    public override string ToString() => text;
}
