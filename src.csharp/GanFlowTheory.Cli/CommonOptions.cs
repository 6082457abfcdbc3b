using System.CommandLine;

namespace GanFlowTheory.Cli;

/// <summary>The options of every verb.</summary>
/// <param name="Json">Whether the result is one JSON document.</param>
/// <param name="Seed">The seed; 0 unless given.</param>
internal sealed record CommonOptions(Option<bool> Json, Option<int?> Seed)
{
    internal int SeedOf(ParseResult parsed) => parsed.GetValue(Seed) ?? 0;
}
