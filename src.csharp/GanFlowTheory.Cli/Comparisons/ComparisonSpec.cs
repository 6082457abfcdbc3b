using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Trainings;

namespace GanFlowTheory.Cli.Comparisons;

/// <summary>What is compared: GANs, each with the options of ganflow train that it has, and seeds.</summary>
/// <param name="Entries">The GANs, of different names.</param>
/// <param name="Seeds">The seeds, each once.</param>
internal sealed record ComparisonSpec(IReadOnlyList<ComparisonEntry> Entries, IReadOnlyList<int> Seeds)
{
    private const string Gans = "gans";
    private const string Gan = "gan";
    private const string SeedsKey = "seeds";
    private const string Name = "name";
    private const string CriticOption = "--critic";

    /// <summary>The trainings, all GANs with one seed after the other, so that shards have some of each.</summary>
    internal IReadOnlyList<ComparisonCell> Cells =>
        [.. Seeds.SelectMany(seed => Entries.Select(entry => new ComparisonCell(entry, seed)))];

    /// <summary>The specification of a file.</summary>
    /// <exception cref="BadInputException">The file is none.</exception>
    internal static ComparisonSpec Read(string path, TrainOptions options)
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
            return Of(document.RootElement, path, options);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? $", line {line + 1}" : "";
            throw new BadInputException($"'{path}'{place} is no JSON document.");
        }
    }

    /// <summary>GANs by their spellings, each with those of the common options that it takes.</summary>
    /// <param name="gans">The spellings.</param>
    /// <param name="common">The options, each with its name first.</param>
    /// <param name="seeds">The seeds.</param>
    internal static ComparisonSpec Of(
        IReadOnlyList<string> gans, IReadOnlyList<IReadOnlyList<string>> common, IReadOnlyList<int> seeds)
    {
        var critic = common.FirstOrDefault(option => option[0] == CriticOption)?[1];
        (string, string?)[] all = [.. gans.Select(gan => (gan, critic))];
        return Checked(
            all.Select(gan => new ComparisonEntry(
                gan.Item1, ["--gan", gan.Item1, .. Shared(common, all, gan).SelectMany(option => option)])),
            seeds);
    }

    // Of the common options those that a GAN takes with its critic. One that none takes is left to all, which refuse it.
    private static IEnumerable<IReadOnlyList<string>> Shared(
        IReadOnlyList<IReadOnlyList<string>> common,
        IReadOnlyList<(string Gan, string? Critic)> gans,
        (string Gan, string? Critic) own)
    {
        IEnumerable<IReadOnlyList<string>> Taken((string Gan, string? Critic) gan) =>
            GanOptions.OfShared(common, gan.Gan, gan.Critic);

        var others = gans.SelectMany(Taken).ToHashSet();
        var mine = Taken(own).ToHashSet();
        return common.Where(option => mine.Contains(option) || !others.Contains(option));
    }

    /// <summary>The same as a document, from which it is read again.</summary>
    internal object Json => new
    {
        Seeds,
        Gans = Entries.Select(entry => Fields(entry).ToDictionary(pair => pair.Key, pair => pair.Value)).ToArray(),
    };

    private static IEnumerable<KeyValuePair<string, object>> Fields(ComparisonEntry entry)
    {
        yield return new(Name, entry.Name);

        for (var i = 0; i < entry.Arguments.Count; i++)
        {
            var key = entry.Arguments[i][2..];
            var hasValue = i + 1 < entry.Arguments.Count && !entry.Arguments[i + 1].StartsWith("--", StringComparison.Ordinal);
            yield return new(key, hasValue ? entry.Arguments[++i] : true);
        }
    }

    private static ComparisonSpec Of(JsonElement root, string path, TrainOptions options)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Gans, out var gans)
            || gans.ValueKind != JsonValueKind.Array)
        {
            throw new BadInputException(
                $"'{path}' must be an object with an array of {Gans}, such as {{\"gans\": [\"mmd:rq-code\", \"wgan-gp\"]}}.");
        }

        var names = options.SettingNames.Select(name => name[2..]).ToArray();
        var common = root.EnumerateObject()
            .Where(field => field.Name is not (Gans or SeedsKey))
            .ToDictionary(field => Known(field.Name, [.. names, Gans, SeedsKey], path), field => field.Value);
        var seeds = root.TryGetProperty(SeedsKey, out var given)
            ? given.ValueKind == JsonValueKind.Array
                ? given.EnumerateArray().Select(seed => SeedOf(seed, path)).ToArray()
                : throw new BadInputException($"'{path}': {SeedsKey} must be an array of whole numbers, such as [0, 1, 2].")
            : [0];

        var entries = gans.EnumerateArray().Select(gan =>
        {
            var own = gan.ValueKind switch
            {
                JsonValueKind.String => new() { [Gan] = gan },
                JsonValueKind.Object => gan.EnumerateObject()
                    .Where(field => field.Name != Name)
                    .ToDictionary(field => Known(field.Name, [.. names, Name], path), field => field.Value),
                _ => throw new BadInputException(
                    $"'{path}': each of {Gans} must be a spelling or an object of options, but one is {gan}."),
            };

            if (!own.TryGetValue(Gan, out var spelling))
            {
                throw new BadInputException($"'{path}': one of {Gans} has no '{Gan}': {gan}.");
            }

            var name = gan.ValueKind == JsonValueKind.Object && gan.TryGetProperty(Name, out var called)
                ? Text(called)
                : Text(spelling);
            return (Name: name, Own: own);
        }).ToArray();
        var shared = common.Keys.Select(key => (IReadOnlyList<string>)["--" + key]).ToArray();

        (string, string?) Spelled(Dictionary<string, JsonElement> own) => (
            Text(own[Gan]),
            own.TryGetValue(CriticOption[2..], out var critic) || common.TryGetValue(CriticOption[2..], out critic) ? Text(critic) : null);

        (string, string?)[] all = [.. entries.Select(entry => Spelled(entry.Own))];

        return Checked(
            entries.Select(entry =>
            {
                var takes = Shared(shared, all, Spelled(entry.Own)).Select(option => option[0][2..]).ToHashSet();
                var arguments = common.Where(pair => takes.Contains(pair.Key) && !entry.Own.ContainsKey(pair.Key)).Concat(entry.Own);
                return new ComparisonEntry(
                    entry.Name,
                    [.. arguments.OrderBy(pair => Array.IndexOf(names, pair.Key)).SelectMany(pair => Argument(pair.Key, pair.Value))]);
            }),
            seeds);
    }

    // criticSteps is critic-steps.
    private static string Known(string key, IReadOnlyList<string> names, string path)
    {
        var name = string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : $"{c}"));
        return names.Contains(name)
            ? name
            : throw new BadInputException($"'{path}': {NearestName.Unknown("key", key, names)}.");
    }

    private static IEnumerable<string> Argument(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null => [],
        JsonValueKind.True => ["--" + key],
        _ => ["--" + key, Text(value)],
    };

    private static string Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static int SeedOf(JsonElement seed, string path) =>
        seed.ValueKind == JsonValueKind.Number && seed.TryGetInt32(out var value)
            ? value
            : throw new BadInputException($"'{path}': {SeedsKey} must be whole numbers, but one is {seed}.");

    private static ComparisonSpec Checked(IEnumerable<ComparisonEntry> given, IReadOnlyList<int> seeds)
    {
        var entries = given.ToArray();

        if (entries.Length == 0)
        {
            throw new BadInputException("there are no GANs to compare.");
        }

        if (seeds.Count == 0)
        {
            throw new BadInputException("there are no seeds to train with.");
        }

        if (seeds.GroupBy(seed => seed).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new BadInputException(
                string.Create(CultureInfo.InvariantCulture, $"seeds must differ, but {twice.Key} is there twice."));
        }

        var spec = new ComparisonSpec(entries, seeds);
        return spec.Cells.GroupBy(cell => cell.Folder).FirstOrDefault(group => group.Count() > 1) is { } same
            ? throw new BadInputException($"the names of GANs must differ, but '{same.First().Entry.Name}' is there twice, or looks so.")
            : spec;
    }
}
