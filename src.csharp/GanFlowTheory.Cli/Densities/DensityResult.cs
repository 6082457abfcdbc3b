using System.Collections.Generic;
using GanFlowTheory.Cli.Output;

namespace GanFlowTheory.Cli.Densities;

/// <summary>A flow of densities, be it that it was cancelled.</summary>
/// <param name="Steps">The densities at the times reached.</param>
/// <param name="Failure">Why it did not reach its last time; null where it did.</param>
internal sealed record DensityResult(IReadOnlyList<DensityStep> Steps, string? Failure) : IResult
{
    public string? Warning => null;

    internal DensityStep Last => Steps[^1];
}
