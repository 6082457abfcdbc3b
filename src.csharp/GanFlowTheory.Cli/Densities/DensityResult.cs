using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Densities;

/// <summary>A flow of densities, be it that it was cancelled.</summary>
/// <param name="Steps">The densities at the times reached.</param>
/// <param name="Modes">How a mixture's modes are covered; null where the target is none.</param>
/// <param name="Failure">Why it did not reach its last time; null where it did.</param>
/// <param name="Warning">What the tails beyond the grid carry, where it is more than a thousandth.</param>
internal sealed record DensityResult(IReadOnlyList<DensityStep> Steps, Modes? Modes, string? Failure, string? Warning) : IResult
{
    internal DensityStep Last => Steps[^1];
}
