using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace GanFlowTheory.Cli.Specs;

/// <summary>What of a file is read.</summary>
/// <param name="Columns">The columns to keep, counted from 1; null for all.</param>
/// <param name="Header">Whether the first row is a header; null to see it by the row.</param>
internal sealed record DataChoice(int[]? Columns, bool? Header)
{
    private const string Auto = "auto";

    /// <summary>All columns, a header seen by the first row.</summary>
    internal static DataChoice All { get; } = new(null, null);

    internal static Option<string?> HeaderOption() => Options.Text(
        "--header",
        "yes|no|auto",
        "Whether the first row of a text file is a header; auto takes names for a header and numbers for a point, and "
        + $"refuses the rest. [default: {Auto}]");

    /// <summary>The word as given, checked; null for auto.</summary>
    internal static string? HeaderOf(string? text) => text switch
    {
        null or Auto => null,
        "yes" or "no" => text,
        _ => throw new BadInputException($"--header must be yes, no or auto, but is '{text}'."),
    };

    internal static DataChoice Of(int[]? columns, string? header) =>
        new(columns, HeaderOf(header) is { } word ? word == "yes" : null);

    /// <summary>The points as wide as the file up to the last column kept, 0 in the others: what is kept of standard input
    /// reads the same again.</summary>
    internal Points Spread(Points kept)
    {
        if (Columns is not { } columns)
        {
            return kept;
        }

        IReadOnlyList<int> places = [.. Enumerable.Range(1, columns.Max()).Select(c => Array.IndexOf(columns, c))];
        return Points.Init(kept.Count, places.Count, (i, k) => places[k] < 0 ? 0 : kept[i, places[k]]);
    }
}
