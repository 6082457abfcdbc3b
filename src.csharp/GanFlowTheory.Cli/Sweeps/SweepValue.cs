using System.CommandLine;
using System.Text.Json;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>What an option has in a specification: a text, a number, true or false, or null where it is left out.</summary>
/// <param name="Json">The value in the specification.</param>
internal sealed record SweepValue(JsonElement Json)
{
    /// <summary>The value as tables and names show it; null where the option is left out.</summary>
    internal string? Text => Json.ValueKind == JsonValueKind.Null ? null : SpecFile.Text(Json);

    /// <summary>The same for a sentence.</summary>
    internal string Shown => Text ?? "left out";

    /// <summary>The option with this value on a command line; null where it is left out.</summary>
    internal string? Argument(Option option) => Json.ValueKind switch
    {
        JsonValueKind.Null => null,
        // A flag that is off is not there; others take the word.
        JsonValueKind.True when IsFlag(option) => option.Name,
        JsonValueKind.False when IsFlag(option) => null,
        _ => $"{option.Name}={Text}",
    };

    /// <summary>The value for an option.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    internal static SweepValue Of(SpecFile file, Option option, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array or JsonValueKind.Object => throw file.Fault(
            $"{option.Name[2..]} must be a text, a number, true, false or null, but is {value.GetRawText()}; lists are for the grid."),
        JsonValueKind.True or JsonValueKind.False when option.Arity.MinimumNumberOfValues > 0 =>
            throw file.Fault($"{option.Name[2..]} takes a value, but is {SpecFile.Text(value)}."),
        _ => new(value.Clone()),
    };

    private static bool IsFlag(Option option) => option.ValueType == typeof(bool);
}
