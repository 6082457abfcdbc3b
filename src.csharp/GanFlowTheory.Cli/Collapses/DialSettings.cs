using System.Collections.Generic;

namespace GanFlowTheory.Cli.Collapses;

/// <summary>Everything that decides a study of mode collapse, as given; each is named after its option, which says what it
/// is.</summary>
internal sealed record DialSettings
{
    public required string Target { get; init; }
    public required IReadOnlyList<string> Clocks { get; init; }
    public required int Features { get; init; }
    public required double Bandwidth { get; init; }
    public required double Ridge { get; init; }
    public required double Until { get; init; }
    public required int Particles { get; init; }
    public required int Seed { get; init; }
}
