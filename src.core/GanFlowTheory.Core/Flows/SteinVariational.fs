namespace GanFlowTheory.Core

/// <summary>
/// The Stein flow of KL(q||p) from the score of p alone: on particles log q/p has no gradient, but the Stein metric asks
/// for E_q k(x, y) grad log(q/p)(y) only, which is -E_q [k(x, y) s_p(y) + grad_y k(x, y)] by parts. Its velocity is that
/// of Stein variational gradient descent (Liu and Wang 2016).
/// </summary>
[<RequireQualifiedAccess>]
module SteinVariational =

    /// sum_j w_j grad_y k(x_i, y) at y = x_j: the negative gradient in x for a kernel of differences; other terms one
    /// pair at a time.
    let private repulsion (kernel: Kernel) (x: Points) (q: IMeasure) : Points =
        let radial, other =
            kernel.Terms
            |> List.partition (function
                | Radial _ -> true
                | Based _
                | InnerProduct _
                | Plain _ -> false)

        let ofDifferences =
            if List.isEmpty radial then
                Points.zero x.Count x.Dimension
            else
                Points.scale -1.0 (Pairwise.gradient (Kernel(kernel.Name, radial)) x q.Nodes q.Weights)

        if List.isEmpty other then
            ofDifferences
        else
            let rest = Kernel(kernel.Name, other)
            let xs, ys = Points.toRows x, Points.toRows q.Nodes
            let total = Array.zeroCreate (x.Count * x.Dimension)

            for i in 0 .. xs.Length - 1 do
                for j in 0 .. ys.Length - 1 do
                    PairwiseReference.gradientAt rest ys[j] xs[i]
                    |> Array.iteri (fun k g ->
                        let at = k * x.Count + i
                        total[at] <- total[at] + q.Weights[j] * g)

            Points.combine 1.0 ofDifferences 1.0 (Points.wrap x.Count x.Dimension total)

    let private scoreAt (score: Points -> Points) (nodes: Points) : Points =
        let s = score nodes
        Guard.sameDimension "score" nodes.Dimension s.Dimension
        Guard.sameLength "score" nodes.Count s.Count
        s

    /// <summary>The velocity at the points, n x d: v(x) = sum_j w_j [k(x, x_j) s_p(x_j) + grad_y k(x, y) at x_j].</summary>
    /// <remarks>The score s_p = grad log p takes n x d points to n x d gradients; it does not depend on p's
    /// normaliser.</remarks>
    let velocity (kernel: Kernel) (score: Points -> Points) (q: IMeasure) (x: Points) : Points =
        Guard.sameDimension (nameof x) q.Nodes.Dimension x.Dimension
        let drift = Points.scaleRows q.Weights (scoreAt score q.Nodes)
        Points.combine 1.0 (Pairwise.applyVectors kernel x q.Nodes drift) 1.0 (repulsion kernel x q)

    /// <summary>The squared kernel Stein discrepancy of q from p,
    /// sum_ij w_i w_j [s_i . s_j k + s_i . grad_y k + s_j . grad_x k + tr grad_x grad_y k](x_i, x_j) = |v|_H^2, the
    /// diagonal included; never negative but for rounding. Along the velocity above, for q with a density,
    /// dKL(q||p)/dt is minus this.</summary>
    /// <remarks>The kernel must have mixed second derivatives everywhere (no cusp). The trace takes d sums.</remarks>
    let squaredDiscrepancy (kernel: Kernel) (score: Points -> Points) (q: IMeasure) : float =
        if not (Kernel.hasMixedDerivatives kernel) then
            Guard.fail
                (nameof kernel)
                $"kernel must have mixed second derivatives everywhere, but {kernel.Name} has a cusp at coincident points."

        let x, w = q.Nodes, q.Weights
        let s = scoreAt score x
        let drift = Pairwise.applyVectors kernel x x (Points.scaleRows w s)
        // By symmetry the two middle terms have one sum.
        let pull = Points.combine 1.0 drift 2.0 (repulsion kernel x q)
        let mutable total = 0.0
        Points.rowDots s pull |> Array.iteri (fun i v -> total <- total + w[i] * v)

        for b in 0 .. x.Dimension - 1 do
            let along = Array.zeroCreate (x.Count * x.Dimension)
            Array.blit w 0 along (b * x.Count) x.Count

            let column =
                Pairwise.mixedHessian kernel x x (Points.wrap x.Count x.Dimension along)

            for i in 0 .. x.Count - 1 do
                total <- total + w[i] * column[i, b]

        total
