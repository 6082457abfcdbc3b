using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>Everything that decides the bits of a training and of what is written about it, as given; each is named after
/// its option, which says what it is. Null stands for a default that depends on the rest, or for what is not asked
/// for, for threads that any number will do.</summary>
internal sealed record TrainSettings : IDataSettings
{
    public required string Gan { get; init; }
    public required string Target { get; init; }
    public string? Columns { get; init; }
    public string? Header { get; init; }
    public string? Missing { get; init; }
    public bool? DecimalComma { get; init; }
    public bool? Standardise { get; init; }
    public required int TargetSamples { get; init; }
    public required string? Generator { get; init; }
    public required string? Critic { get; init; }
    public required int Batch { get; init; }
    public required string? Optimiser { get; init; }
    public required string? CriticOptimiser { get; init; }
    public required int? CriticSteps { get; init; }
    public required int? CriticFirstSteps { get; init; }
    public required string CriticLoss { get; init; }
    public required string? Penalty { get; init; }
    public required string Kernel { get; init; }
    public required double Lambda { get; init; }
    public required double Epsilon { get; init; }
    public required int Regressions { get; init; }
    public required bool FreshNoise { get; init; }
    public required int Steps { get; init; }
    public int? Spectral { get; init; }
    public string? LrSchedule { get; init; }
    public string? Features { get; init; }
    public int? MeasureEvery { get; init; }
    public int? CheckpointEvery { get; init; }
    public int? Certify { get; init; }
    public string? Format { get; init; }
    public string? Engine { get; init; }
    public int? Threads { get; init; }
    public string? Resume { get; init; }
    public required int Seed { get; init; }
}
