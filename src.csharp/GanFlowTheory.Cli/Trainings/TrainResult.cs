using System.Collections.Generic;
using System.Linq;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Trainings;

/// <summary>A finished training.</summary>
/// <param name="Path">The run.</param>
/// <param name="Scores">What was measured of the generator, in order of steps.</param>
/// <param name="ScoreTable">The same as the text of a CSV file.</param>
/// <param name="Decisions">What the schedule of the rates decided; empty where there is none.</param>
/// <param name="SecondsPerStep">The wall-clock time of a step; null where none was taken.</param>
/// <param name="Report">The page.</param>
/// <param name="HasCheckpoint">Whether the folder's checkpoint is one of this training.</param>
/// <param name="LastGood">The last checkpoint, be it that the training went on from it; null where there is none.</param>
internal sealed record TrainResult(
    FlowPath<ParameterState> Path,
    IReadOnlyList<GanScore> Scores,
    string ScoreTable,
    IReadOnlyList<RateDecision> Decisions,
    double? SecondsPerStep,
    RunReport Report,
    bool HasCheckpoint,
    CheckpointPlace? LastGood) : IResult
{
    public string? Warning => Path.SolveWarning;

    /// <summary>What the scores say.</summary>
    internal GanVerdict Verdict { get; } = GanVerdict.Judge(Scores);

    /// <summary>How a mixture's modes are covered; null where the target is none.</summary>
    internal Modes? Modes => Scores is [{ Modes: { } start }, ..] ? new(start, IsFinite ? Scores[^1].Modes : null) : null;

    /// <summary>Whether the generator at the end is finite: a training may diverge in its critic alone.</summary>
    internal bool IsFinite => IsFiniteAt(Path);

    public string? Failure => Path.Outcome.Succeeded ? null
        : Path.Outcome is Outcome.Diverged && LastGood is { } good
            ? $"{Path.Outcome.Sentence} The last good checkpoint is of step {good.Step}: {good.File}."
        : Path.Outcome.Sentence;

    internal static bool IsFiniteAt(FlowPath<ParameterState> path) => path.Final.Coordinates().All(double.IsFinite);
}
