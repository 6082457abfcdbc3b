using System.Collections.Generic;

namespace GanFlowTheory.Cli.Disturbances;

/// <summary>Everything that decides a study of disturbed digits, as given; each is named after its option, which says what it
/// is.</summary>
internal sealed record StrengthSettings
{
    public required IReadOnlyList<double> Strengths { get; init; }
    public required int Count { get; init; }
    public required int Nearest { get; init; }
    public required int Seed { get; init; }
}
