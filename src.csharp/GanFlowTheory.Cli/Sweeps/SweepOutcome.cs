using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using GanFlowTheory.Cli.Cells;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>What came of a cell, as its folder has it.</summary>
/// <param name="Outcome">How it ended, in a word; null where the verb does not say.</param>
/// <param name="Numbers">The numbers of its result by their names, those within objects after the objects' names; null for
/// one that is not known.</param>
/// <param name="Seconds">The wall-clock time that it took.</param>
internal sealed record SweepOutcome(
    string? Outcome, IReadOnlyList<KeyValuePair<string, double?>> Numbers, double Seconds)
{
    // The result as the verb gives it to --json, without what another run of the same settings has otherwise.
    private const string Summary = "summary.json";
    private const string Time = "seconds.json";
    private const string Series = "series";

    private static readonly string[] OfOneRun = ["files", "manifest", "secondsPerStep"];

    /// <summary>Writes what came of a cell to its folder.</summary>
    internal static void Keep(string folder, CellAnswer answer)
    {
        var document = JsonNode.Parse(answer.Output)!.AsObject();

        foreach (var field in OfOneRun)
        {
            document.Remove(field);
        }

        WriteText(Path.Combine(folder, Summary), JsonFormat.Serialize(document));
        WriteText(Path.Combine(folder, Time), JsonFormat.Serialize(new { answer.Seconds }));
    }

    /// <summary>What came of a cell.</summary>
    /// <exception cref="BadInputException">Its files are not what was written.</exception>
    internal static SweepOutcome Read(string folder)
    {
        using var summary = Document(folder, Summary);
        using var time = Document(folder, Time);
        var outcome = summary.RootElement.TryGetProperty("outcome", out var word) && word.ValueKind == JsonValueKind.String
            ? word.GetString()
            : null;
        return new(
            outcome,
            [.. Flatten("", summary.RootElement, inList: false)],
            time.RootElement.TryGetProperty("seconds", out var seconds) && seconds.TryGetDouble(out var value) ? value : double.NaN);
    }

    private static JsonDocument Document(string folder, string name)
    {
        var path = Path.Combine(folder, name);

        try
        {
            return JsonDocument.Parse(File.ReadAllText(path)) is { RootElement.ValueKind: JsonValueKind.Object } document
                ? document
                : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new BadInputException($"'{path}' is not what ganflow sweep wrote; remove its folder, and run it again.");
        }
    }

    // Of a series its last entry counts, of another list of objects each, and plain numbers in lists stay in the summary.
    private static IEnumerable<KeyValuePair<string, double?>> Flatten(string name, JsonElement value, bool inList)
    {
        string Inner(string field) => name.Length == 0 ? field : $"{name}.{field}";

        return value.ValueKind switch
        {
            JsonValueKind.Number => [new(name, value.GetDouble())],
            JsonValueKind.Null => [new(name, null)],
            JsonValueKind.Object => value.EnumerateObject().SelectMany(field => Flatten(Inner(field.Name), field.Value, inList)),
            JsonValueKind.Array when !inList && name == Series && value.GetArrayLength() > 0 =>
                Flatten(name, value[value.GetArrayLength() - 1], inList: true),
            JsonValueKind.Array when !inList => value.EnumerateArray()
                .Select((item, k) => (item, k))
                .Where(entry => entry.item.ValueKind == JsonValueKind.Object)
                .SelectMany(entry => Flatten(Inner($"{entry.k + 1}"), entry.item, inList: true)),
            _ => [],
        };
    }

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text + "\n")));
}
