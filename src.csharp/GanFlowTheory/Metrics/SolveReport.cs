namespace GanFlowTheory;

/// <summary>How a linear system inside a metric was solved.</summary>
/// <param name="Method">"cholesky" or "conjugate gradients".</param>
/// <param name="Iterations">Iterations taken; 1 for a factorisation.</param>
/// <param name="Residual">|A x - b| / |b|.</param>
/// <param name="Condition">An estimate from below of the condition number of A, &gt;= 1.</param>
/// <param name="Warning">What is wrong with the solution, and what to raise, in a sentence; null
/// where it is good.</param>
public sealed record SolveReport(string Method, int Iterations, double Residual, double Condition, string? Warning)
{
    internal static SolveReport Of(Core.SolveReport solve) =>
        new(solve.Method, solve.Iterations, solve.Residual, solve.Condition, solve.Warning?.Value);

    internal static SolveReport? Of(Microsoft.FSharp.Core.FSharpOption<Core.SolveReport>? solve) =>
        solve is null ? null : Of(solve.Value);
}
