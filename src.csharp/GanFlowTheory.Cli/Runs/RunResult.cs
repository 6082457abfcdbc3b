using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Runs;

/// <summary>A finished run, whatever its outcome.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Steps">The measurements of the measured steps, the start first.</param>
/// <param name="Final">The particles at the end in the units of the data, n x d; null where an entry is not a
/// number.</param>
/// <param name="Weights">Their weights, n x 1; null where weights do not move.</param>
/// <param name="Modes">How a mixture's modes are covered; null where the target is none.</param>
/// <param name="IdentityResidual">The energy dissipation identity over the whole run; null where nothing is
/// dissipated.</param>
/// <param name="Warning">What is wrong with a linear solve, and what to raise; null where all are good.</param>
/// <param name="SecondsPerStep">The wall-clock time of a step; null where none was taken.</param>
/// <param name="Report">The page about the run.</param>
internal sealed record RunResult(
    Outcome Outcome,
    IReadOnlyList<StepRecord> Steps,
    Points? Final,
    Points? Weights,
    Modes? Modes,
    double? IdentityResidual,
    string? Warning,
    double? SecondsPerStep,
    RunReport Report) : IResult
{
    public string? Failure => Outcome.Succeeded ? null : Outcome.Sentence;

    internal StepRecord First => Steps[0];

    internal StepRecord Last => Steps[^1];
}
