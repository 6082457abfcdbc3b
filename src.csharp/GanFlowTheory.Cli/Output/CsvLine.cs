using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace GanFlowTheory.Cli.Output;

/// <summary>Numbers as a line of a CSV file: each reads back to the same bits, and an unknown one is an empty
/// field.</summary>
internal static class CsvLine
{
    internal static string Of(IEnumerable<double?> values) => string.Join(',', values.Select(Field));

    internal static string Field(double? value) =>
        value is { } v && double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "";
}
