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
    private const string CriticOption = "--critic";

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

        var entries = gans.EnumerateArray().Select(gan =>
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
            return (Name: name, Own: own);
        }).ToArray();
        var shared = common.Keys.Select(key => (IReadOnlyList<string>)["--" + key]).ToArray();

        (string, string?) Spelled(Dictionary<string, JsonElement> own) => (
            SpecFile.Text(own[Gan]),
            own.TryGetValue(CriticOption[2..], out var critic) || common.TryGetValue(CriticOption[2..], out critic)
                ? SpecFile.Text(critic)
                : null);

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
