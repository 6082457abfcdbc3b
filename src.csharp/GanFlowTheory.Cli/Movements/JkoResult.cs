using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Movements;

/// <summary>Minimising movements one after the other.</summary>
/// <param name="Before">The functional at the start.</param>
/// <param name="Steps">What came of each.</param>
/// <param name="Final">The last state.</param>
/// <param name="Failure">Why the next one was not taken; null where all were.</param>
internal sealed record JkoResult(double Before, IReadOnlyList<JkoStep> Steps, State Final, string? Failure) : IResult
{
    public string? Warning => null;
}

/// <summary>A minimising movement.</summary>
/// <param name="Functional">F at the new state.</param>
/// <param name="SquaredDistance">d^2 from the old one.</param>
/// <param name="Residual">How far the new state is from stationary.</param>
/// <param name="Iterations">Newton steps.</param>
/// <param name="PairingGap">How far d^2 is from W2^2; null where it is not known.</param>
/// <param name="Slack">F before - F after - d^2/(2 tau) >= 0: the inequality of minimising movements.</param>
internal sealed record JkoStep(
    double Functional, double SquaredDistance, double Residual, int Iterations, double? PairingGap, double Slack);
