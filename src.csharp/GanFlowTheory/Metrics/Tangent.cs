using System.Collections.Generic;

namespace GanFlowTheory;

/// <summary>A potential moved by an Onsager operator.</summary>
/// <param name="Rate">K(q) c in the state's coordinates, length P. The flow follows its negative.</param>
/// <param name="Solve">The linear solve, where there was one.</param>
public sealed record Tangent(IReadOnlyList<double> Rate, SolveReport? Solve);
