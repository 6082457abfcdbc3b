using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Movements;

/// <summary>Everything that decides the bits of minimising movements, as given; each is named after its option, which says
/// what it is. Null stands for a default that depends on the rest.</summary>
internal sealed record JkoSettings : IDataSettings
{
    public required string? Functional { get; init; }
    public required string State { get; init; }
    public required string? Target { get; init; }
    public string? Columns { get; init; }
    public string? Header { get; init; }
    public string? Missing { get; init; }
    public bool? DecimalComma { get; init; }
    public required int TargetSamples { get; init; }
    public required string Kernel { get; init; }
    public required double Tau { get; init; }
    public required int Steps { get; init; }
    public required int Seed { get; init; }
}
