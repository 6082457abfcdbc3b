using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Verifications;

/// <summary>What one part of a check of claims found, as its file has it.</summary>
internal sealed record PartFile
{
    private const string Prefix = "part-";

    // As many claims as a sentence has room for.
    private const int Named = 3;

    /// <summary>The version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>The arithmetic of the processor.</summary>
    public required string Processor { get; init; }

    /// <summary>The number of cases that each law generates.</summary>
    public required int Cases { get; init; }

    /// <summary>The seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The part, as 2/4.</summary>
    public required string Shard { get; init; }

    /// <summary>The claims to be checked.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>What was found so far, in their order.</summary>
    public IReadOnlyList<ClaimPart> Claims { get; init; } = [];

    /// <summary>A part of which nothing is found yet.</summary>
    internal static PartFile Of(int cases, int seed, Shard shard, IReadOnlyList<ClaimEntry> chosen) => new()
    {
        Version = ManifestFile.Version,
        Processor = GanFlowTheory.Processor.Arithmetic,
        Cases = cases,
        Seed = seed,
        Shard = shard.ToString(),
        Ids = [.. chosen.Select(claim => claim.Id)],
    };

    /// <summary>Whether every claim is done.</summary>
    internal bool IsDone() => Claims.Count == Ids.Count;

    /// <summary>Whether two are parts of one check.</summary>
    internal bool IsOfCheckOf(PartFile other) => Check() == other.Check() && Ids.SequenceEqual(other.Ids);

    /// <summary>What is checked, for a sentence.</summary>
    internal string Check()
    {
        var more = Ids.Count > Named ? $" and {Ids.Count - Named} more" : "";
        return $"{Cases} cases of {string.Join(", ", Ids.Take(Named))}{more} from seed {Seed}, by version {Version}";
    }

    /// <summary>The file of a part in a folder.</summary>
    internal static string PathIn(string folder, Shard shard) => Path.Combine(folder, $"{Prefix}{shard.At}-of-{shard.Count}.json");

    /// <summary>The parts of some folders.</summary>
    /// <exception cref="BadInputException">There is none, or a file is not what was written.</exception>
    internal static IReadOnlyList<PartFile> AllIn(IReadOnlyList<string> folders)
    {
        var files = folders.SelectMany(folder => Directory.GetFiles(folder, Prefix + "*-of-*.json").Order(StringComparer.Ordinal)).ToArray();
        return files.Length > 0
            ? [.. files.Select(Read)]
            : throw new BadInputException("the folders of --merge have no parts of a check; ganflow verify --shard writes them.");
    }

    /// <summary>The part of a file.</summary>
    /// <exception cref="BadInputException">It is not what was written.</exception>
    internal static PartFile Read(string path)
    {
        try
        {
            var part = JsonSerializer.Deserialize<PartFile>(File.ReadAllText(path), JsonFormat.Options)!;
            // Read once here, where a slip has the name of the file.
            GanFlowTheory.Shard.Parse(part.Shard);
            _ = part.Claims.Sum(claim => claim.Cases());
            return part.Claims.Select(claim => claim.Id).SequenceEqual(part.Ids.Take(part.Claims.Count)) ? part : throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new BadInputException($"'{path}' is not what ganflow verify --shard wrote; remove it.");
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    internal void Write(string path) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(JsonFormat.Serialize(this) + "\n")));
}
