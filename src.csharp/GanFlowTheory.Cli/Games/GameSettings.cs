using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>Everything that decides the bits of a game, as given; each is named after its option, which says what it is.
/// Null stands for a default that depends on the rest.</summary>
internal sealed record GameSettings : GameChoice
{
    public required string Scheme { get; init; }
    public required string? Schemes { get; init; }
    public required double? Tau { get; init; }
    public required int Steps { get; init; }
    public required int? Every { get; init; }
}
