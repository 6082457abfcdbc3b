using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Runs;

/// <summary>Everything that decides the bits of a run, as given; each is named after its option, which says what it is. Null
/// stands for a default that depends on the rest, for threads that any number will do.</summary>
internal sealed record RunSettings : IDataSettings
{
    public required string Target { get; init; }
    public string? Columns { get; init; }
    public string? Header { get; init; }
    public string? Missing { get; init; }
    public bool? DecimalComma { get; init; }
    public required int TargetSamples { get; init; }
    public required string Start { get; init; }
    public required int? Particles { get; init; }
    public required bool? Standardise { get; init; }
    public required string Functional { get; init; }
    public required string Kernel { get; init; }
    public required string Metric { get; init; }
    public required string? Critic { get; init; }
    public required double Noise { get; init; }
    public required string? Integrator { get; init; }
    public required int? Steps { get; init; }
    public required double? Until { get; init; }
    public required int? Keep { get; init; }
    public int Measure { get; init; } = 1;
    public string? Format { get; init; }
    public string Engine { get; init; } = EngineSpec.Default;
    public int? Threads { get; init; }
    public required int Seed { get; init; }
}
