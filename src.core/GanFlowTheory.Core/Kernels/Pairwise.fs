namespace GanFlowTheory.Core

/// <summary>Kernel sums over all pairs of two point clouds, online: memory O(n d), no n x m matrix.</summary>
[<RequireQualifiedAccess>]
module Pairwise =

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] = PairwiseReference.apply k x y w

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = PairwiseReference.applyVectors k x y v

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points = PairwiseReference.gradient k x y w

    /// The values and the gradients above in one pass.
    let applyWithGradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : struct (float[] * Points) =
        struct (apply k x y w, gradient k x y w)

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points = PairwiseReference.mixedHessian k x y v
