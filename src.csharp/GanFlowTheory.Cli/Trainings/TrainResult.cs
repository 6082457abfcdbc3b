using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>A finished training.</summary>
/// <param name="Path">The run.</param>
/// <param name="Start">MMD^2 to the target at the start.</param>
/// <param name="End">MMD^2 to the target at the end; null where it is no number.</param>
/// <param name="SecondsPerStep">The wall-clock time of a step; null where none was taken.</param>
/// <param name="Report">The page.</param>
/// <param name="HasCheckpoint">Whether the folder's checkpoint is one of this training.</param>
/// <param name="Lost">Why what it remembers is lost, in a sentence; null where it is not.</param>
internal sealed record TrainResult(
    FlowPath<ParameterState> Path,
    double Start,
    double? End,
    double? SecondsPerStep,
    RunReport Report,
    bool HasCheckpoint,
    string? Lost) : IResult
{
    public string? Warning => Path.SolveWarning;

    public string? Failure => Lost ?? (Path.Outcome.Succeeded ? null : Path.Outcome.Sentence);
}
