namespace GanFlowTheory.Core

/// <summary>Kernel sums by plain scalar loops, whatever sums the kernel carries: the definition that all others must agree
/// with.</summary>
[<RequireQualifiedAccess>]
module PairwiseReference =

    let private plainly (k: Kernel) = Kernel.on KernelSums.reference k

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] = Pairwise.apply (plainly k) x y w

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = Pairwise.applyVectors (plainly k) x y v

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points = Pairwise.gradient (plainly k) x y w

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = Pairwise.mixedHessian (plainly k) x y v
