using GanFlowTheory.Cli.Games;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Limits;

/// <summary>Everything that decides the bits of a limit, as given; each is named after its option, which says what it
/// is.</summary>
internal sealed record LimitSettings : GameChoice
{
    public required string Schemes { get; init; }
    public required double Tau { get; init; }
    public required int Levels { get; init; }
    public required double Until { get; init; }
}
