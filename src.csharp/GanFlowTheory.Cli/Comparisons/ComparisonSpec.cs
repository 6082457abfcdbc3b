using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Cells;
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

    /// <summary>The trainings, all GANs with one seed after the other, so that shards have some of each.</summary>
    internal IReadOnlyList<ComparisonCell> Cells =>
        [.. Seeds.SelectMany(seed => Entries.Select(entry => new ComparisonCell(entry, seed)))];

    /// <summary>The specification of a file.</summary>
    /// <exception cref="BadInputException">The file is none.</exception>
    internal static ComparisonSpec Read(string path, TrainOptions options)
    {
        var file = new SpecFile(path);
        return file.Read(root => Of(root, file, options));
    }

    /// <summary>GANs by their spellings, with the same options.</summary>
    internal static ComparisonSpec Of(
        IReadOnlyList<string> gans, IReadOnlyList<string> common, IReadOnlyList<int> seeds) =>
        Checked(gans.Select(gan => new ComparisonEntry(gan, ["--gan", gan, .. common])), seeds);

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

    private static ComparisonSpec Of(JsonElement root, SpecFile file, TrainOptions options)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Gans, out var gans)
            || gans.ValueKind != JsonValueKind.Array)
        {
            throw file.Fault(
                $"it must be an object with an array of {Gans}, such as {{\"gans\": [\"mmd:rq-code\", \"wgan-gp\"]}}.");
        }

        var names = options.SettingNames.Select(name => name[2..]).ToArray();
        var common = root.EnumerateObject()
            .Where(field => field.Name is not (Gans or SeedsKey))
            .ToDictionary(field => file.Known("key", field.Name, [.. names, Gans, SeedsKey]), field => field.Value);
        var seeds = root.TryGetProperty(SeedsKey, out var given)
            ? file.Seeds(SeedsKey, given, "an array of whole numbers, such as [0, 1, 2]")
            : [0];

        return Checked(
            gans.EnumerateArray().Select(gan =>
            {
                var own = gan.ValueKind switch
                {
                    JsonValueKind.String => new() { [Gan] = gan },
                    JsonValueKind.Object => gan.EnumerateObject()
                        .Where(field => field.Name != Name)
                        .ToDictionary(field => file.Known("key", field.Name, [.. names, Name]), field => field.Value),
                    _ => throw file.Fault(
                        $"each of {Gans} must be a spelling or an object of options, but one is {gan}."),
                };

                if (!own.TryGetValue(Gan, out var spelling))
                {
                    throw file.Fault($"one of {Gans} has no '{Gan}': {gan}.");
                }

                var name = gan.ValueKind == JsonValueKind.Object && gan.TryGetProperty(Name, out var called)
                    ? SpecFile.Text(called)
                    : SpecFile.Text(spelling);
                var all = common.Where(pair => !own.ContainsKey(pair.Key)).Concat(own);
                return new ComparisonEntry(
                    name, [.. all.OrderBy(pair => Array.IndexOf(names, pair.Key)).SelectMany(pair => Argument(pair.Key, pair.Value))]);
            }),
            seeds);
    }

    private static IEnumerable<string> Argument(string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.False or JsonValueKind.Null => [],
        JsonValueKind.True => ["--" + key],
        _ => ["--" + key, SpecFile.Text(value)],
    };

    private static ComparisonSpec Checked(IEnumerable<ComparisonEntry> given, IReadOnlyList<int> seeds)
    {
        var entries = given.ToArray();

        if (entries.Length == 0)
        {
            throw new BadInputException("there are no GANs to compare.");
        }

        var spec = new ComparisonSpec(entries, SpecFile.Checked(seeds));
        return spec.Cells.GroupBy(cell => cell.Cell.Folder).FirstOrDefault(group => group.Count() > 1) is { } same
            ? throw new BadInputException($"the names of GANs must differ, but '{same.First().Entry.Name}' is there twice, or looks so.")
            : spec;
    }
}
