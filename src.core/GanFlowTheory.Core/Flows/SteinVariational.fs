namespace GanFlowTheory.Core

/// <summary>
/// The Stein flow of KL(q||p) from the score of p alone: on particles log q/p has no gradient, but the Stein metric
/// asks for E_q k(x, y) grad log(q/p)(y) only, which is -E_q [k(x, y) s_p(y) + grad_y k(x, y)] by parts. Its velocity
/// is that of Stein variational gradient descent (Liu and Wang 2016). As a flow it is Critic.score in the metric
/// Metric.stein; here are its velocity at any points, and the discrepancy that it dissipates.
/// </summary>
[<RequireQualifiedAccess>]
module SteinVariational =

    let private scoreAt (score: Points -> Points) (nodes: Points) : Points =
        let s = score nodes
        Guard.sameDimension "score" nodes.Dimension s.Dimension
        Guard.sameLength "score" nodes.Count s.Count
        s

    /// <summary>The velocity at the points, n x d: v(x) = sum_j w_j [k(x, x_j) s_p(x_j) + grad_y
    /// k(x, y) at x_j].</summary>
    /// <remarks>The score s_p = grad log p takes n x d points to n x d gradients; it does not depend on p's
    /// normaliser.</remarks>
    let velocity (kernel: Kernel) (score: Points -> Points) (q: IMeasure) (x: Points) : Points =
        Guard.sameDimension (nameof x) q.Nodes.Dimension x.Dimension
        let drift = Points.scaleRows q.Weights (scoreAt score q.Nodes)
        Points.combine 1.0 (Pairwise.applyVectors kernel x q.Nodes drift) 1.0 (KernelByParts.gradient kernel x q)

    /// <summary>The squared kernel Stein discrepancy of q from p,
    /// sum_ij w_i w_j [s_i . s_j k + s_i . grad_y k + s_j . grad_x k + tr grad_x grad_y k](x_i, x_j) = |v|_H^2, the
    /// diagonal included; never negative but for rounding. Along the velocity above, for q with a density,
    /// dKL(q||p)/dt is minus this.</summary>
    /// <remarks>The kernel must have mixed second derivatives everywhere (no cusp). The trace takes d sums.</remarks>
    let squaredDiscrepancy (kernel: Kernel) (score: Points -> Points) (q: IMeasure) : float =
        Kernel.requireMixedDerivatives (nameof kernel) kernel

        let x, w = q.Nodes, q.Weights
        let s = scoreAt score x
        let drift = Pairwise.applyVectors kernel x x (Points.scaleRows w s)
        // By symmetry the two middle terms have one sum.
        let pull = Points.combine 1.0 drift 2.0 (KernelByParts.gradient kernel x q)
        let mutable total = 0.0
        Points.rowDots s pull |> Array.iteri (fun i v -> total <- total + w[i] * v)

        total + KernelByParts.trace kernel q
