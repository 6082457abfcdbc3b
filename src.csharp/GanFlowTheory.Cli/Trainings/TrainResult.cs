using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>A finished training.</summary>
/// <param name="Path">The run.</param>
/// <param name="Start">MMD^2 to the target at the start.</param>
/// <param name="End">MMD^2 to the target at the end; null where it is no number.</param>
/// <param name="Modes">How a mixture's modes are covered; null where the target is none.</param>
/// <param name="SecondsPerStep">The wall-clock time of a step; null where none was taken.</param>
/// <param name="Report">The page.</param>
/// <param name="HasCheckpoint">Whether the folder's checkpoint is one of this training.</param>
internal sealed record TrainResult(
    FlowPath<ParameterState> Path,
    double Start,
    double? End,
    Modes? Modes,
    double? SecondsPerStep,
    RunReport Report,
    bool HasCheckpoint) : IResult
{
    public string? Warning => Path.SolveWarning;

    /// <summary>Whether the generator at the end is finite: a training may diverge in its critic alone.</summary>
    internal bool IsFinite => IsFiniteAt(Path);

    public string? Failure => Path.Outcome.Succeeded ? null : Path.Outcome.Sentence;

    internal static bool IsFiniteAt(FlowPath<ParameterState> path) => path.Final.Coordinates().All(double.IsFinite);
}
