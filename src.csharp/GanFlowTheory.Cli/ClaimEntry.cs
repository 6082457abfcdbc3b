using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace GanFlowTheory.Cli;

/// <summary>A claim as the verbs see it.</summary>
/// <param name="Id">The id, such as MN21-7.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Hypotheses">What must hold for it, in words.</param>
/// <param name="Source">The paper, by key; null for a law that comes from none.</param>
/// <param name="Page">The page of the proof in proofs-notes.</param>
/// <param name="Run">Checks the claim.</param>
internal sealed record ClaimEntry(
    string Id,
    string Statement,
    IReadOnlyList<string> Hypotheses,
    string? Source,
    string Page,
    Func<LawSettings, Verdict> Run)
{
    /// <summary>Judges the cases of one part of it; one that cannot be split is judged when parts are joined.</summary>
    internal Func<Shard, LawSettings, IReadOnlyList<LawMarks>> RunPart { get; init; } = (_, _) => [];

    /// <summary>Checks the claim by what its parts found.</summary>
    internal Func<IReadOnlyList<(Shard Shard, IReadOnlyList<LawMarks> Found)>, LawSettings, Verdict> Join { get; init; } =
        (_, settings) => Run(settings);

    /// <summary>The claims of the library, made when one is asked for: most verbs ask for none.</summary>
    internal static IReadOnlyList<ClaimEntry> All { get; } = new MadeWhenRead();

    /// <summary>The entries of the given ids, in any case of letters, in the order of the ids; all of them without
    /// ids.</summary>
    internal static IReadOnlyList<ClaimEntry> Select(IReadOnlyList<ClaimEntry> catalogue, IReadOnlyList<string> ids) =>
        ids.Count == 0
            ? catalogue
            : [.. ids.Distinct(StringComparer.OrdinalIgnoreCase).Select(id => Find(catalogue, id))];

    private static ClaimEntry Find(IReadOnlyList<ClaimEntry> catalogue, string id) =>
        catalogue.FirstOrDefault(claim => string.Equals(claim.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadInputException(NearestName.Unknown("claim", id, catalogue.Select(claim => claim.Id)) + ".");

    private sealed class MadeWhenRead : IReadOnlyList<ClaimEntry>
    {
        private readonly Lazy<ClaimEntry[]> entries = new(() =>
            [.. Catalogue.All.Select(c => new ClaimEntry(
                c.Id,
                c.Statement,
                c.Hypotheses,
                c.Source.Length > 0 ? c.Source : null,
                c.Page,
                settings => c.Run(settings))
            {
                RunPart = (shard, settings) => c.RunShard(shard, settings),
                Join = (parts, settings) => c.Join(parts, settings),
            })]);

        public int Count => entries.Value.Length;

        public ClaimEntry this[int index] => entries.Value[index];

        public IEnumerator<ClaimEntry> GetEnumerator() => entries.Value.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
