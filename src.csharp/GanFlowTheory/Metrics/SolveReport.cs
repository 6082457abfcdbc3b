namespace GanFlowTheory;

/// <summary>How a linear system inside a metric was solved.</summary>
/// <param name="Method">"cholesky" or "conjugate gradients".</param>
/// <param name="Iterations">Iterations taken; 1 for a factorisation.</param>
/// <param name="Residual">|A x - b| / |b|.</param>
public sealed record SolveReport(string Method, int Iterations, double Residual)
{
    internal static SolveReport? Of(Microsoft.FSharp.Core.FSharpOption<Core.SolveReport>? solve) =>
        solve is null ? null : new(solve.Value.Method, solve.Value.Iterations, solve.Value.Residual);
}
