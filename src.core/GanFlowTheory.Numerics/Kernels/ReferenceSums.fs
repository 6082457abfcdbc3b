namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// The meaning of every kernel sum.
[<AutoOpen>]
module ReferenceSums =

    let private apply (terms: KernelTerm list) (x: Points) (y: Points) (w: float[]) : float[] =
        let xs, ys = Points.toRows x, Points.toRows y

        Array.init x.Count (fun i ->
            Seq.fold2 (fun total w y -> total + w * KernelTerm.sumOfValues terms xs[i] y) 0.0 w ys)

    let private sumOfRows (x: Points) (row: int -> int -> float[]) (count: int) =
        let rows =
            Array.init x.Count (fun i ->
                let total = Array.zeroCreate x.Dimension

                for j in 0 .. count - 1 do
                    let part = row i j

                    for a in 0 .. x.Dimension - 1 do
                        total[a] <- total[a] + part[a]

                total)

        // Unchecked: a flow that is no longer finite ends as diverged, not with an exception.
        Points.wrap x.Count x.Dimension (Array.init (x.Count * x.Dimension) (fun p -> rows[p % x.Count][p / x.Count]))

    let private applyVectors (terms: KernelTerm list) (x: Points) (y: Points) (v: Points) : Points =
        let xs, ys, vs = Points.toRows x, Points.toRows y, Points.toRows v

        sumOfRows
            x
            (fun i j -> let s = KernelTerm.sumOfValues terms xs[i] ys[j] in Array.map (fun e -> s * e) vs[j])
            y.Count

    let private gradient (terms: KernelTerm list) (x: Points) (y: Points) (w: float[]) : Points =
        let xs, ys = Points.toRows x, Points.toRows y
        sumOfRows x (fun i j -> KernelTerm.sumOfGradients terms xs[i] ys[j] |> Array.map (fun e -> w[j] * e)) y.Count

    let private mixedHessian (terms: KernelTerm list) (x: Points) (y: Points) (v: Points) : Points =
        let xs, ys, vs = Points.toRows x, Points.toRows y, Points.toRows v

        let row i j =
            let h = KernelTerm.sumOfMixed terms xs[i] ys[j]

            Array.init x.Dimension (fun a ->
                Seq.fold2 (fun total b e -> total + h[a, b] * e) 0.0 (seq { 0 .. x.Dimension - 1 }) vs[j])

        sumOfRows x row y.Count

    /// Kernel sums by their definition.
    [<RequireQualifiedAccess>]
    module KernelSums =

        /// <summary>Plain scalar loops over all pairs: the definition that all other sums must agree with.</summary>
        let reference: KernelSums =
            {
                Name = "reference"
                Engine = None
                Apply = apply
                ApplyVectors = applyVectors
                Gradient = gradient
                ApplyWithGradient = fun terms x y w -> struct (apply terms x y w, gradient terms x y w)
                MixedHessian = mixedHessian
            }
