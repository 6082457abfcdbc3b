namespace GanFlowTheory.Core

open System

/// <summary>Which linear solver a metric uses.</summary>
[<RequireQualifiedAccess>]
type LinearSolver =
    /// Cholesky up to 600 unknowns, or up to 200 parameters of a generator; conjugate gradients above.
    | Automatic
    /// Cholesky; conjugate gradients only where rounding makes a pivot non-positive.
    | Cholesky
    /// Matrix-free conjugate gradients: memory O(n d).
    | ConjugateGradients

/// <summary>How a metric solves its linear system.</summary>
type SolverOptions =
    {
        /// The solver.
        Solver: LinearSolver
        /// The relative residual at which conjugate gradients stop, > 0.
        Tolerance: float
        /// The most iterations that conjugate gradients take, >= 1; the solve report says what was reached.
        MaxIterations: int
    }

/// <summary>Options of linear solves.</summary>
[<RequireQualifiedAccess>]
module SolverOptions =

    /// Automatic choice, relative residual 1e-12, at most 2000 iterations.
    let standard: SolverOptions =
        {
            Solver = LinearSolver.Automatic
            // The relative error of the velocity is at most the condition number, about |H|/lambda, times this: 1e-9,
            // the accuracy to which algebraic identities are checked, for condition numbers up to a thousand. Where
            // rounding keeps the residual larger, the solver stops there and reports it.
            Tolerance = 1e-12
            MaxIterations = 2000
        }

/// What every metric with a linear system does beside solving it.
module internal MetricSolve =

    let checkOptions (options: SolverOptions) (lambda: float) =
        Guard.positive (nameof lambda) lambda
        Guard.positive "options.Tolerance" options.Tolerance
        Guard.atLeast "options.MaxIterations" 1 options.MaxIterations

    let check (options: SolverOptions) (kernel: Kernel) (lambda: float) =
        checkOptions options lambda

        if not (Kernel.hasMixedDerivatives kernel) then
            Guard.fail
                (nameof kernel)
                $"kernel must have mixed second derivatives at coincident points, but {kernel.Name} has none."

    // Fewer than four digits of the rate are right where the condition number times the residual, or times an ulp,
    // exceeds this.
    let private worstError = 1e-4

    let report name (lambda: float) (solution: LinearSolution) : SolveReport =
        let condition = solution.Condition
        let error = condition * max solution.Residual 2.2e-16

        let conditioned =
            $"the system with lambda = {lambda} has a condition number of at least {condition:G3}"

        {
            Method = name
            Iterations = solution.Iterations
            Residual = solution.Residual
            Condition = condition
            Warning =
                match solution.Failure with
                | Some reason -> Some $"{reason}; {conditioned}; raise lambda or the iterations allowed"
                | None when not (error <= worstError) ->
                    Some $"{conditioned}, so that the relative error of its solution may reach {error:G1}; raise lambda"
                | None -> None
        }

    let finite (x: Points) = Array.forall Double.IsFinite x.Data
