namespace GanFlowTheory.Cli.Estimates;

/// <summary>Everything that decides the bits of an estimate, as given; each is named after its argument or option, which
/// says what it is.</summary>
internal sealed record MmdSettings
{
    public required string A { get; init; }
    public required string B { get; init; }
    public required string Kernel { get; init; }
    public required string Estimator { get; init; }
    public required int[]? Columns { get; init; }
    public required string? Header { get; init; }
    public required int Seed { get; init; }
}
