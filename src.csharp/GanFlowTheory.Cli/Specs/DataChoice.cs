using System.Text.RegularExpressions;

namespace GanFlowTheory.Cli.Specs;

/// <summary>What of a file is read.</summary>
/// <param name="Options">What the library is told.</param>
/// <param name="HasOptions">Whether the verb has options for it.</param>
internal sealed partial record DataChoice(ReadOptions Options, bool HasOptions)
{
    /// <summary>All columns, a header seen by the first row, in verbs that have no options for it.</summary>
    internal static DataChoice All { get; } = new(ReadOptions.Standard, false);

    /// <summary>Whether columns are chosen.</summary>
    internal bool HasColumns => Options.Columns != Columns.All;

    /// <exception cref="BadInputException">A setting has a fault.</exception>
    internal static DataChoice Of(IDataSettings settings) => new(
        new()
        {
            Columns = settings.Columns is { } list
                ? BadInputException.Naming("--columns", () => Columns.Parse(list))
                : Columns.All,
            Header = settings.Header switch
            {
                null or "auto" => null,
                "yes" => true,
                "no" => false,
                var other => throw new BadInputException($"--header must be yes, no or auto, but is '{other}'."),
            },
            Missing = settings.Missing switch
            {
                null or "refuse" => MissingRows.Refuse,
                "drop" => MissingRows.Drop,
                var other => throw new BadInputException($"--missing must be refuse or drop, but is '{other}'."),
            },
            DecimalComma = settings.DecimalComma ?? false,
        },
        true);

    /// <summary>A sentence of the library with the options by the names that they have here.</summary>
    internal string InOptions(string sentence) => HasOptions
        ? sentence
            .Replace("ReadOptions.Columns", "--columns", System.StringComparison.Ordinal)
            .Replace("ReadOptions.Header", "--header yes or no", System.StringComparison.Ordinal)
            .Replace("ReadOptions.Missing", "--missing drop", System.StringComparison.Ordinal)
            .Replace("ReadOptions.DecimalComma", "--decimal-comma", System.StringComparison.Ordinal)
        : OfLibrary().Replace(sentence, "");

    [GeneratedRegex(@" \(ReadOptions\.[^)]*\)")]
    private static partial Regex OfLibrary();
}
