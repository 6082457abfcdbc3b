using System.Collections.Generic;

namespace GanFlowTheory.Cli.Specs;

/// <summary>The points of a target, in its own units.</summary>
/// <param name="Points">m x d.</param>
internal sealed record TargetPoints(Points Points)
{
    /// <summary>The names of the coordinates, where they have any.</summary>
    internal IReadOnlyList<string> Coordinates { get; init; } = [];

    /// <summary>What was chosen of standard input, where the points came from there.</summary>
    internal Points? Input { get; init; }
}
