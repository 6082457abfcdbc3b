using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;

namespace GanFlowTheory.Cli.Cells;

/// <summary>A specification of several runs as a JSON document: comments and commas at the end are allowed.</summary>
/// <param name="path">The file, as sentences name it.</param>
internal sealed class SpecFile(string path)
{
    /// <summary>What the document says.</summary>
    /// <exception cref="BadInputException">There is no file, or it is no JSON document.</exception>
    internal T Read<T>(Func<JsonElement, T> read)
    {
        if (!File.Exists(path))
        {
            throw new BadInputException($"the specification '{path}' does not exist.");
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllText(path),
                new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            CheckTexts(document.RootElement);
            return read(document.RootElement);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new BadInputException($"'{path}'{place} is no JSON document.");
        }
    }

    /// <summary>A fault of the document in a sentence.</summary>
    internal BadInputException Fault(string sentence) => new($"'{path}': {sentence}");

    /// <summary>A key as the name that it stands for: criticSteps is critic-steps.</summary>
    /// <exception cref="BadInputException">It is none of the names.</exception>
    internal string Known(string what, string key, IReadOnlyList<string> names)
    {
        var name = string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
        return names.Contains(name) ? name : throw Fault($"{NearestName.Unknown(what, key, names)}.");
    }

    /// <summary>A value as it stands on a command line.</summary>
    internal static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A list of seeds.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    internal IReadOnlyList<int> Seeds(string key, JsonElement given, string example) =>
        given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray().Select(seed => SeedOf(key, seed))]
            : throw Fault($"{key} must be {example}.");

    /// <summary>Seeds, of which there is one at least, each once.</summary>
    /// <exception cref="BadInputException">There is none, or one is there twice.</exception>
    internal static IReadOnlyList<int> Checked(IReadOnlyList<int> seeds)
    {
        if (seeds.Count == 0)
        {
            throw new BadInputException("there are no seeds to run with.");
        }

        return seeds.GroupBy(seed => seed).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new BadInputException(
                string.Create(CultureInfo.InvariantCulture, $"seeds must differ, but {twice.Key} is there twice."))
            : seeds;
    }

    private int SeedOf(string key, JsonElement seed) =>
        seed.ValueKind == JsonValueKind.Number && seed.TryGetInt32(out var value)
            ? value
            : throw Fault($"{key} must be whole numbers, but one is {seed}.");

    // An escape such as \ud800 alone stands for no character, which is found out by who reads the text.
    private void CheckTexts(JsonElement value)
    {
        try
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.String:
                    _ = value.GetString();
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray())
                    {
                        CheckTexts(item);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var field in value.EnumerateObject())
                    {
                        _ = field.Name;
                        CheckTexts(field.Value);
                    }

                    break;
            }
        }
        catch (InvalidOperationException)
        {
            throw Fault("it has a text that is no Unicode.");
        }
    }
}
