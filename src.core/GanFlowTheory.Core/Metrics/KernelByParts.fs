namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// Kernel means of grad log q by parts: E_q k(x, Y) grad log q(Y) = -E_q grad_y k(x, Y), which
/// asks q for its nodes only.
module internal KernelByParts =

    /// sum_j w_j grad_y k(x_i, y) at y = x_j, n x d: the negative gradient in x for a kernel of differences; other
    /// terms one pair at a time.
    let gradient (kernel: Kernel) (x: Points) (q: IMeasure) : Points =
        let radial, other =
            kernel.Terms
            |> List.partition (function
                | KernelTerm.Radial _ -> true
                | KernelTerm.Based _
                | KernelTerm.InnerProduct _
                | KernelTerm.Plain _ -> false)

        let ofDifferences =
            if List.isEmpty radial then
                Points.zero x.Count x.Dimension
            else
                // The whole kernel where it can be: sums on an engine keep their programs with its terms.
                let differences =
                    if List.isEmpty other then
                        kernel
                    else
                        Kernel.part radial kernel

                Points.scale -1.0 (Pairwise.gradient differences x q.Nodes q.Weights)

        if List.isEmpty other then
            ofDifferences
        else
            let rest = Kernel.part other kernel
            let xs, ys = Points.toRows x, Points.toRows q.Nodes
            let total = Array.zeroCreate (x.Count * x.Dimension)

            for i in 0 .. xs.Length - 1 do
                for j in 0 .. ys.Length - 1 do
                    Kernel.gradientAt rest ys[j] xs[i]
                    |> Array.iteri (fun k g ->
                        let at = k * x.Count + i
                        total[at] <- total[at] + q.Weights[j] * g)

            Points.combine 1.0 ofDifferences 1.0 (Points.wrap x.Count x.Dimension total)

    /// sum_ij w_i w_j tr grad_x grad_y k(x_i, x_j) = |E_q grad k|_H^2, by d sums; the kernel has no cusp.
    let trace (kernel: Kernel) (q: IMeasure) : float =
        let x, w = q.Nodes, q.Weights
        let mutable total = 0.0

        for b in 0 .. x.Dimension - 1 do
            let along = Array.zeroCreate (x.Count * x.Dimension)
            Array.blit w 0 along (b * x.Count) x.Count

            let column =
                Pairwise.mixedHessian kernel x x (Points.wrap x.Count x.Dimension along)

            for i in 0 .. x.Count - 1 do
                total <- total + w[i] * column[i, b]

        total
