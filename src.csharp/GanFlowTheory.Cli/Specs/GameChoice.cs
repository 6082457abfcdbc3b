namespace GanFlowTheory.Cli.Specs;

/// <summary>The game, its start and its clocks, as given; each is named after its option, which says what it is. Null stands
/// for what is not given.</summary>
internal abstract record GameChoice
{
    public required string? Bilinear { get; init; }
    public required string? Dirac { get; init; }
    public required string? LinearQuadratic { get; init; }
    public required double Penalty { get; init; }
    public required string? Start { get; init; }
    public required string Clocks { get; init; }
}
