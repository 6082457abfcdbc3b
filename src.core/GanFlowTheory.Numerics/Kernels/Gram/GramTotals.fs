namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// The sums over the Gram matrix of one cloud with itself, each value less a shift and the diagonal left out.
[<NoComparison; NoEquality>]
type internal OwnSums =
    {
        /// sum_(j <> i) (k(x_i, x_j) - shift), length n.
        Rows: float[]
        /// sum_(i <> j) (k(x_i, x_j) - shift)^2.
        Squares: float
        /// k(x_i, x_i) - shift, length n.
        Diagonal: float[]
    }

/// The sums over the Gram matrix of two clouds, each value less a shift.
[<NoComparison; NoEquality>]
type internal CrossSums =
    {
        /// sum_j (k(x_i, y_j) - shift), length n.
        Rows: float[]
        /// sum_i (k(x_i, y_j) - shift), length m.
        Columns: float[]
        /// sum_ij (k(x_i, y_j) - shift)^2.
        Squares: float
    }

/// The diagonal of a Gram matrix.
module internal GramDiagonal =

    /// k(x_i, x_i) - shift, length n, by definition.
    let create (kernel: Kernel) (shift: float) (x: Rows) : float[] =
        let diagonal = Array.zeroCreate x.Count
        let d = x.Dimension
        let row = Array.zeroCreate d

        let plain =
            kernel.Terms
            |> List.exists (function
                | KernelTerm.Plain _ -> true
                | KernelTerm.Radial _
                | KernelTerm.Based _
                | KernelTerm.InnerProduct _ -> false)

        Rows.forBlocks x (fun first count block ->
            for i in 0 .. count - 1 do
                // A user's function may keep what it is given.
                let row = if plain then Array.zeroCreate d else row
                Array.blit block (i * d) row 0 d
                diagonal[first + i] <- KernelTerm.sumOfValues kernel.Terms row row - shift)

        diagonal
