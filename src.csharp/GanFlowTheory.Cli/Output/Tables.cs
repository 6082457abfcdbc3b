using System;
using System.Collections.Generic;
using System.Globalization;
using Spectre.Console;

namespace GanFlowTheory.Cli.Output;

/// <summary>Tables and the numbers in them.</summary>
internal static class Tables
{
    internal static Table WithColumns(params string[] names)
    {
        var table = new Table().Border(TableBorder.Simple);

        foreach (var name in names)
        {
            table.AddColumn(Markup.Escape(name));
        }

        return table;
    }

    /// <summary>A row of plain text, never of markup.</summary>
    internal static void AddPlainRow(this Table table, params string[] cells) =>
        table.AddRow(Array.ConvertAll(cells, cell => new Text(Printable.Of(cell))));

    /// <summary>A line that is never broken, such as a path or a replay text.</summary>
    internal static void PlainLine(this IAnsiConsole console, string line) =>
        console.Profile.Out.Writer.WriteLine(Printable.Of(line));

    /// <summary>The same for several, such as the files that were written.</summary>
    internal static void PlainLines(this IAnsiConsole console, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.PlainLine(line);
        }
    }

    internal static string Number(double value, string format = "G6") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    internal static string Number(double? value, string format = "G6") =>
        value is { } v && !double.IsNaN(v) ? Number(v, format) : "unknown";
}
