using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using GanFlowTheory.Cli.Cells;

namespace GanFlowTheory.Cli.Sweeps;

/// <summary>Reads specifications of sweeps.</summary>
/// <param name="path">The file.</param>
/// <param name="verbs">The verbs that can be swept.</param>
internal sealed class SweepReader(string path, IReadOnlyList<IPlannedVerb> verbs)
{
    private const string VerbKey = "verb";
    private const string OptionsKey = "options";
    private const string GridKey = "grid";
    private const string SeedsKey = "seeds";

    // Each is planned before the first is run, and has a folder.
    private const int MostCells = 100_000;

    // What a sweep decides itself, and why it is not among the options.
    private static readonly Dictionary<string, string> Own = new()
    {
        ["out"] = "each run has a folder of the sweep",
        ["o"] = "each run has a folder of the sweep",
        ["json"] = "give it to ganflow sweep",
        ["manifest"] = "it has all settings of one run",
        ["seed"] = $"give \"{SeedsKey}\": 3 for 0, 1, 2, or a list of them",
        ["resume"] = "it goes on from one run; the sweep itself goes on where it stopped",
    };

    private readonly SpecFile file = new(path);

    /// <summary>The specification of the file.</summary>
    /// <exception cref="BadInputException">The file is none.</exception>
    internal SweepSpec Read() => file.Read(Of);

    private SweepSpec Of(JsonElement root)
    {
        const string example = "such as {\"verb\": \"run\", \"grid\": {\"kernel\": [\"gaussian:0.5\", \"rq:1\"]}, \"seeds\": 3}";

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw file.Fault($"it must be an object, {example}.");
        }

        var fields = Fields(root, "the specification");

        foreach (var key in fields.Keys)
        {
            file.Known("key", key, [VerbKey, OptionsKey, GridKey, SeedsKey]);
        }

        if (!fields.TryGetValue(VerbKey, out var named) || named.ValueKind != JsonValueKind.String)
        {
            throw file.Fault($"it needs a verb, {example}.");
        }

        var verb = verbs.FirstOrDefault(v => v.Name == named.GetString())
            ?? throw file.Fault(
                NearestName.Unknown("verb of a sweep", named.GetString()!, verbs.Select(v => v.Name)) + ".");
        var options = OptionsOf(verb, fields);
        var grid = GridOf(verb, fields, options);

        if (grid.Count == 0 && !fields.ContainsKey(SeedsKey))
        {
            throw file.Fault($"there is nothing to sweep: it needs a {GridKey} or {SeedsKey}, {example}.");
        }

        var seeds = SeedsOf(verb, fields);
        var cells = grid.Aggregate(Math.Max(1.0, seeds.Count), (product, axis) => product * axis.Values.Count);
        return cells <= MostCells
            ? new(verb, options, grid, seeds)
            : throw file.Fault(FormattableString.Invariant($"a sweep has at most {MostCells:N0} cells, but this one has {cells:N0}."));
    }

    private List<(Option Option, SweepValue Value)> OptionsOf(IPlannedVerb verb, Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue(OptionsKey, out var given))
        {
            return [];
        }

        Option[] known = [.. verb.Settings, .. verb.Threads is { } threads ? [threads] : Array.Empty<Option>()];
        var found = Named(verb, known, OptionsKey, given)
            .ToDictionary(field => field.Option, field => SweepValue.Of(file, field.Option, field.Value));
        return [.. known.Where(found.ContainsKey).Select(option => (option, found[option]))];
    }

    private IReadOnlyList<SweepAxis> GridOf(
        IPlannedVerb verb, Dictionary<string, JsonElement> fields, IReadOnlyList<(Option Option, SweepValue Value)> options)
    {
        if (!fields.TryGetValue(GridKey, out var given))
        {
            return [];
        }

        if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("threads", out _) && verb.Threads is not null)
        {
            throw file.Fault($"threads belong to the {OptionsKey}, and not to the {GridKey}: all runs share one process.");
        }

        var axes = Named(verb, [.. verb.Settings], GridKey, given).Select(field => new SweepAxis(
            field.Option,
            field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() > 0
                ? [.. field.Value.EnumerateArray().Select(value => SweepValue.Of(file, field.Option, value))]
                : throw file.Fault(
                    $"{field.Option.Name[2..]} in the {GridKey} must be a list of one value at least, but is {field.Value.GetRawText()}.")))
            .ToArray();

        if (axes.Length == 0)
        {
            throw file.Fault($"the {GridKey} is empty: leave it out, or name an option with its values.");
        }

        return axes.FirstOrDefault(axis => options.Any(o => o.Option == axis.Option)) is { } twice
            ? throw file.Fault($"{twice.Name} is among the {OptionsKey} and in the {GridKey}.")
            : axes;
    }

    private IReadOnlyList<int> SeedsOf(IPlannedVerb verb, Dictionary<string, JsonElement> fields)
    {
        if (!fields.TryGetValue(SeedsKey, out var given))
        {
            return verb.IsRandom ? [0] : [];
        }

        if (!verb.IsRandom)
        {
            // What is written down of a sweep without seeds.
            return given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0
                ? []
                : throw file.Fault($"nothing in ganflow {verb.Name} is random: leave {SeedsKey} out.");
        }

        if (given.ValueKind != JsonValueKind.Number)
        {
            return SpecFile.Checked(file.Seeds(SeedsKey, given, "their number, such as 3, or a list of whole numbers, such as [0, 1, 2]"));
        }

        return given.TryGetInt32(out var count) && count >= 1
            ? [.. Enumerable.Range(0, count)]
            : throw file.Fault($"the number of {SeedsKey} must be at least 1, but is {given.GetRawText()}.");
    }

    // The options that the fields of an object name: by their names or, as -n, by their letters.
    private IEnumerable<(Option Option, JsonElement Value)> Named(
        IPlannedVerb verb, IReadOnlyList<Option> known, string key, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object)
        {
            throw file.Fault($"{key} must be an object, such as {{\"steps\": 100}}, but is {given.GetRawText()}.");
        }

        var seen = new HashSet<Option>();

        foreach (var (name, value) in Fields(given, key))
        {
            var option = OptionOf(verb, known, key, name);
            yield return seen.Add(option)
                ? (option, value)
                : throw file.Fault($"{option.Name[2..]} is there twice in the {key}.");
        }
    }

    private Option OptionOf(IPlannedVerb verb, IReadOnlyList<Option> known, string key, string name)
    {
        if (known.FirstOrDefault(o => o.Aliases.Contains("-" + name)) is { } brief)
        {
            return brief;
        }

        if (Own.TryGetValue(name, out var why))
        {
            throw file.Fault($"{name} cannot be in the {key}: {why}.");
        }

        var full = "--" + file.Known($"option of ganflow {verb.Name}", name, [.. known.Select(o => o.Name[2..])]);
        return known.First(o => o.Name == full);
    }

    private Dictionary<string, JsonElement> Fields(JsonElement given, string where)
    {
        var fields = new Dictionary<string, JsonElement>();

        foreach (var field in given.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                throw file.Fault($"{field.Name} is there twice in {where}.");
            }
        }

        return fields;
    }
}
