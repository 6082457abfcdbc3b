using System;
using System.IO;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>Point clouds from files and from standard input.</summary>
internal static class DataSource
{
    /// <summary>What stands for standard input.</summary>
    internal const string StandardInput = "-";

    /// <summary>The columns of a file or of standard input as points.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="path">The file, or -.</param>
    /// <param name="columns">The columns to keep, counted from 1; null for all.</param>
    internal static Points Read(Terminal terminal, string path, int[]? columns) =>
        Select(Read(terminal, path), path, columns);

    /// <summary>All columns of a file or of standard input as points.</summary>
    /// <param name="terminal">Where standard input is.</param>
    /// <param name="path">The file, or -.</param>
    internal static Points Read(Terminal terminal, string path)
    {
        if (path != StandardInput && !File.Exists(path))
        {
            throw new BadInputException(
                Directory.Exists(path) ? $"'{path}' is a folder, not a file." : $"the file '{path}' does not exist.");
        }

        return path == StandardInput ? FromInput(terminal) : Points.Read(path);
    }

    /// <summary>The columns of a comma-separated list, counted from 1; null for null.</summary>
    internal static int[]? Columns(string? list) =>
        list?.Split(',').Select(part => int.TryParse(part, out var column) && column >= 1
            ? column
            : throw new BadInputException(
                $"--columns must be column numbers from 1, such as 1,2, but is '{list}'.")).ToArray();

    /// <summary>The columns, counted from 1, of points that were read; all for null.</summary>
    internal static Points Select(Points points, string path, int[]? columns)
    {
        if (columns is null)
        {
            return points;
        }

        var name = path == StandardInput ? "standard input" : $"'{path}'";
        var missing = columns.FirstOrDefault(column => column > points.Dimension);
        return missing == 0
            ? points.Columns(Array.ConvertAll(columns, column => column - 1))
            : throw new BadInputException($"--columns names column {missing}, but {name} has {points.Dimension}.");
    }

    private static Points FromInput(Terminal terminal)
    {
        using var stream = terminal.OpenInput();
        return Points.ReadFrom("standard input", stream);
    }
}
