namespace GanFlowTheory.Core

/// <summary>How the equations inside a metric or a step were solved.</summary>
[<Struct>]
type SolveReport =
    {
        /// "cholesky", "conjugate gradients" or "newton".
        Method: string
        /// Iterations taken; 1 for a factorisation.
        Iterations: int
        /// |A x - b| / |b|, of equations that are not linear what is left of them in units of their terms.
        Residual: float
        /// An estimate from below of the condition number of A, >= 1; 1 where nothing is known.
        Condition: float
        /// What is wrong with the solution, and what to change, in a sentence; None where it is good.
        Warning: string option
    }
