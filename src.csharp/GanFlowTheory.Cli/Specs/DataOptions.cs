using System.Collections.Generic;
using System.CommandLine;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The options of every verb that reads data.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> columns = Options.Text(
        "--columns",
        "LIST",
        "The columns of the data to use, by names in the header, by numbers from 1 or by ranges: x,y or 1,3-5 or 2-; the "
        + "others may hold anything. [default: all]");

    private readonly Option<string?> header = Options.Text(
        "--header",
        "yes|no|auto",
        "Whether the first row of a text file is a header; auto takes names for a header and numbers for a point, and "
        + "refuses the rest. [default: auto]");

    private readonly Option<string?> missing = Options.Text(
        "--missing",
        "refuse|drop",
        "What is done with rows in which a value is missing: an empty field, NA, nan, null and the like. [default: refuse]");

    private readonly Option<string?> decimalComma = Options.Switch(
        "--decimal-comma", "Reads 1,5 as one and a half; fields are then separated by semicolons, tabs or blanks.");

    internal IEnumerable<Option> All => [columns, header, missing, decimalComma];

    /// <summary>The settings as given, each checked.</summary>
    internal DataSettings SettingsOf(ParseResult parsed)
    {
        var settings = new DataSettings
        {
            Columns = parsed.GetValue(columns),
            Header = parsed.GetValue(header),
            Missing = parsed.GetValue(missing),
            DecimalComma = Options.SwitchOf(parsed, decimalComma),
        };
        DataChoice.Of(settings);
        return settings;
    }
}
