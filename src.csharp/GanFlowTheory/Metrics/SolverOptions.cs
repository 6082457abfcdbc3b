using System;

namespace GanFlowTheory;

/// <summary>How a metric solves its linear system.</summary>
/// <param name="Solver">The solver.</param>
/// <param name="Tolerance">The relative residual at which conjugate gradients stop, &gt; 0.</param>
/// <param name="MaxIterations">The most iterations that conjugate gradients take, at least 1; the solve report says
/// what was reached.</param>
public sealed record SolverOptions(LinearSolver Solver, double Tolerance, int MaxIterations)
{
    /// <summary>Automatic choice, relative residual 1e-12, at most 2000 iterations.</summary>
    public static SolverOptions Standard { get; } = Of(Core.SolverOptionsModule.standard);

    internal Core.SolverOptions Wrapped => new(
        Solver switch
        {
            LinearSolver.Automatic => Core.LinearSolver.Automatic,
            LinearSolver.Cholesky => Core.LinearSolver.Cholesky,
            LinearSolver.ConjugateGradients => Core.LinearSolver.ConjugateGradients,
            _ => throw new ArgumentOutOfRangeException(nameof(Solver), Solver,
                "Solver must be one of the named solvers."),
        },
        Tolerance,
        MaxIterations);

    private static SolverOptions Of(Core.SolverOptions options) => new(
        options.Solver.IsCholesky ? LinearSolver.Cholesky
        : options.Solver.IsConjugateGradients ? LinearSolver.ConjugateGradients
        : LinearSolver.Automatic,
        options.Tolerance,
        options.MaxIterations);
}
