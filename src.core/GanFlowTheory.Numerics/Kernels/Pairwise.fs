namespace GanFlowTheory.Core

/// <summary>Kernel sums over all pairs of two point clouds, by the sums that the kernel carries: the standard ones unless
/// it was moved by <c>Kernel.on</c>. <see cref="P:GanFlowTheory.Core.ReferenceSums.KernelSums.reference"/> defines their
/// meaning.</summary>
[<RequireQualifiedAccess>]
module Pairwise =

    let private check (x: Points) (y: Points) (name: string) (count: int) =
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        Guard.sameLength name y.Count count

    let private checkVectors (x: Points) (y: Points) (v: Points) =
        check x y (nameof v) v.Count
        Guard.sameDimension (nameof v) x.Dimension v.Dimension

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] =
        check x y (nameof w) w.Length
        k.Sums.Apply k.Terms x y w

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        checkVectors x y v
        k.Sums.ApplyVectors k.Terms x y v

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points =
        check x y (nameof w) w.Length
        k.Sums.Gradient k.Terms x y w

    /// The values sum_j w_j k(x_i, y_j) and the gradients sum_j w_j grad_x k(x_i, y_j) in one pass.
    let applyWithGradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : struct (float[] * Points) =
        check x y (nameof w) w.Length
        k.Sums.ApplyWithGradient k.Terms x y w

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d: the mixed second derivatives applied to vectors.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        checkVectors x y v
        k.Sums.MixedHessian k.Terms x y v
