namespace GanFlowTheory.Core

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

/// Solving (A + lambda I) u = b for a symmetric positive semidefinite A: what the metrics with a linear system share.
module internal MetricSolve =

    let finite (x: Points) = Vectors.allFinite x.Data

    let checkOptions (options: SolverOptions) (lambda: float) =
        Guard.positive (nameof lambda) lambda
        Guard.positive "options.Tolerance" options.Tolerance
        Guard.atLeast "options.MaxIterations" 1 options.MaxIterations

    let check (options: SolverOptions) (kernel: Kernel) (lambda: float) =
        checkOptions options lambda
        Kernel.requireMixedDerivatives (nameof kernel) kernel

    // Fewer than four digits of the rate are right where the condition number times the residual, or times an ulp,
    // exceeds this.
    let private worstError = 1e-4

    let private report name (lambda: float) (solution: LinearSolution) : SolveReport =
        let condition = solution.Condition
        let error = condition * max solution.Residual 2.2e-16

        let conditioned =
            invariant $"the system with lambda = {lambda} has a condition number of at least {condition:G3}"

        {
            Method = name
            Iterations = solution.Iterations
            Residual = solution.Residual
            Condition = condition
            Warning =
                match solution.Failure with
                | Some reason -> Some(invariant $"{reason}; {conditioned}; raise lambda or the iterations allowed")
                | None when not (error <= worstError) ->
                    Some(
                        invariant
                            $"{conditioned}, so that the relative error of its solution may reach {error:G1}; raise lambda"
                    )
                | None -> None
        }

    /// The solution and its report; apply is u -> (A + lambda I) u, and assemble gives that matrix. Systems of at most so
    /// many unknowns are factorised where the choice is automatic.
    let solve
        (options: SolverOptions)
        (lambda: float)
        (factoriseUpTo: int)
        (apply: float[] -> float[])
        (assemble: unit -> float[])
        (b: float[])
        : float[] * SolveReport =
        let iterate () =
            let solution =
                LinearSystem.conjugateGradients apply b options.Tolerance options.MaxIterations

            solution.Solution, report "conjugate gradients" lambda solution

        let factorise =
            match options.Solver with
            | LinearSolver.Automatic -> b.Length <= factoriseUpTo
            | LinearSolver.Cholesky -> true
            | LinearSolver.ConjugateGradients -> false

        if factorise then
            match LinearSystem.tryCholesky (assemble ()) b with
            | Ok solution -> solution.Solution, report "cholesky" lambda solution
            | Error _ -> iterate ()
        else
            iterate ()

    // A factorisation costs P products with the operator to assemble it; up to here it is cheap beside iterating to full
    // accuracy, whatever the condition number.
    let private columnsUpTo = 200

    /// u with (A + lambda I) u = b, for an operator A alone: by its columns where it is small.
    let byColumns
        (options: SolverOptions)
        (lambda: float)
        (operator: float[] -> float[])
        (b: float[])
        : float[] * SolveReport =
        let apply (u: float[]) =
            Array.map2 (fun h v -> h + lambda * v) (operator u) u

        let assemble () =
            let n = b.Length
            let a = Array.zeroCreate (n * n)

            // The two triangles differ by rounding; the factorisation reads one.
            for p in 0 .. n - 1 do
                let unit = Array.zeroCreate n
                unit[p] <- 1.0
                Array.blit (apply unit) 0 a (p * n) n

            a

        solve options lambda columnsUpTo apply assemble b
