namespace GanFlowTheory;

/// <summary>How the equations inside a metric or a step were solved.</summary>
/// <param name="Method">"cholesky", "conjugate gradients" or "newton".</param>
/// <param name="Iterations">Iterations taken; 1 for a factorisation.</param>
/// <param name="Residual">|A x - b| / |b|, of equations that are not linear what is left of them in units of their
/// terms.</param>
/// <param name="Condition">An estimate from below of the condition number of A, &gt;= 1; 1 where nothing is
/// known.</param>
/// <param name="Warning">What is wrong with the solution, and what to change, in a sentence; null
/// where it is good.</param>
public sealed record SolveReport(string Method, int Iterations, double Residual, double Condition, string? Warning)
{
    internal static SolveReport Of(Core.SolveReport solve) =>
        new(solve.Method, solve.Iterations, solve.Residual, solve.Condition, solve.Warning?.Value);

    internal static SolveReport? Of(Microsoft.FSharp.Core.FSharpOption<Core.SolveReport>? solve) =>
        solve is null ? null : Of(solve.Value);
}
