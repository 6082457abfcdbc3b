using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli.Output;

/// <summary>Numbers as a line of a CSV file: each reads back to the same bits, and an unknown one is an empty
/// field.</summary>
internal static class CsvLine
{
    internal static string Of(IEnumerable<double?> values) => string.Join(',', values.Select(Field));

    /// <summary>A text as one field, in quotes where it has a comma, a quote or the end of a line.</summary>
    internal static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : text;

    internal static string Field(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
