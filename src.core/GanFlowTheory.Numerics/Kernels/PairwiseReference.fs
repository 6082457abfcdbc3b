namespace GanFlowTheory.Core

/// <summary>Kernel sums by plain scalar loops over points: the definition that the fast engine must agree
/// with.</summary>
[<RequireQualifiedAccess>]
module PairwiseReference =

    /// sum_j w_j k(x_i, y_j), length n.
    let apply (k: Kernel) (x: Points) (y: Points) (w: float[]) : float[] =
        let xs, ys = Points.toRows x, Points.toRows y
        Array.init x.Count (fun i -> Seq.fold2 (fun total w y -> total + w * Kernel.value k xs[i] y) 0.0 w ys)

    let private sumOfRows (x: Points) (row: int -> int -> float[]) (count: int) =
        let rows =
            Array.init x.Count (fun i ->
                let total = Array.zeroCreate x.Dimension

                for j in 0 .. count - 1 do
                    let part = row i j

                    for a in 0 .. x.Dimension - 1 do
                        total[a] <- total[a] + part[a]

                total)

        // Unchecked: a flow that leaves the numbers ends as diverged, not with an exception.
        Points.wrap x.Count x.Dimension (Array.init (x.Count * x.Dimension) (fun p -> rows[p % x.Count][p / x.Count]))

    /// sum_j k(x_i, y_j) v_j, n x d.
    let applyVectors (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        let xs, ys, vs = Points.toRows x, Points.toRows y, Points.toRows v
        sumOfRows x (fun i j -> let s = Kernel.value k xs[i] ys[j] in Array.map (fun e -> s * e) vs[j]) y.Count

    /// sum_j w_j grad_x k(x_i, y_j), n x d.
    let gradient (k: Kernel) (x: Points) (y: Points) (w: float[]) : Points =
        let xs, ys = Points.toRows x, Points.toRows y
        sumOfRows x (fun i j -> Kernel.gradientAt k xs[i] ys[j] |> Array.map (fun e -> w[j] * e)) y.Count

    /// sum_j [d_a d'_b k(x_i, y_j)] v_j, n x d.
    let mixedHessian (k: Kernel) (x: Points) (y: Points) (v: Points) : Points =
        let xs, ys, vs = Points.toRows x, Points.toRows y, Points.toRows v

        let row i j =
            let h = Kernel.mixedAt k xs[i] ys[j]

            Array.init x.Dimension (fun a ->
                Seq.fold2 (fun total b e -> total + h[a, b] * e) 0.0 (seq { 0 .. x.Dimension - 1 }) vs[j])

        sumOfRows x row y.Count
