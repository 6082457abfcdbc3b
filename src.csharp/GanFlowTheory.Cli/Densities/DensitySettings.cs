using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Densities;

/// <summary>Everything that decides the bits of a flow of densities, as given; each is named after its option, which says
/// what it is. Null stands for a default that depends on the rest.</summary>
internal sealed record DensitySettings : IDataSettings
{
    public required string Functional { get; init; }
    public required string Target { get; init; }
    public required string Start { get; init; }
    public required string? Grid { get; init; }
    public string? Columns { get; init; }
    public string? Header { get; init; }
    public string? Missing { get; init; }
    public bool? DecimalComma { get; init; }
    public required double Until { get; init; }
    public required int Times { get; init; }
    public required string? Method { get; init; }
}
