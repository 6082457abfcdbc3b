namespace GanFlowTheory.Core

open MathNet.Numerics.LinearAlgebra.Double

/// <summary>1/2 W2^2(q, p) as a functional of q, exactly: on quantile states to any measure on R, on Gaussian states to
/// a Gaussian. Its first variation is the Kantorovich potential, with gradient x - T(x) for
/// the optimal map T.</summary>
/// <remarks>Along its flow W2(t) = e^(-t) W2(0), and explicit Euler steps of length tau &lt;= 1 multiply W2 by 1 - tau:
/// the state moves on the geodesic to p.</remarks>
[<RequireQualifiedAccess>]
module WassersteinDistance =

    // L^T A = U S V^T: the optimal map is T(x) = c + L U V^T A^(-1) (x - m), and T(m + A z) = c + L U V^T z needs no
    // inverse; W2^2 = |m - c|^2 + |A|^2 + |L|^2 - 2 tr S = |m - c|^2 + |A - L U V^T|^2.
    let internal map (p: GaussianComponent) (q: GaussianState) =
        Guard.sameDimension "the flowing distribution" p.Mean.Length q.Dimension
        let lower = DenseMatrix.OfArray p.Factor
        let factor = DenseMatrix.OfArray q.Factor
        let svd = (lower.TransposeThisAndMultiply factor).Svd true
        let moved = lower * (svd.U * svd.VT)
        struct (factor, moved)

    let internal halfSquare (p: GaussianComponent) (q: GaussianState) : float =
        let struct (factor, moved) = map p q
        let means = Vectors.squaredNorm (Array.map2 (-) q.Mean p.Mean)
        0.5 * (means + ((factor - moved).Enumerate() |> Seq.sumBy (fun v -> v * v)))

    /// W2(q, p) between a Gaussian state and a Gaussian: the Bures-Wasserstein distance.
    let betweenGaussians (p: GaussianMixture) (q: GaussianState) : float =
        sqrt (2.0 * halfSquare (GaussianDivergence.single p) q)

/// 1/2 W2^2 as a functional.
[<AutoOpen>]
module WassersteinFunctionals =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// 1/2 W2^2(q, p) to a measure p on R, for the n equal atoms of q, by sorting: 1/2n sum_i (Q_i - T_i)^2 + what
        /// no n equal atoms can undo, T_i the mean of p's quantile function over ((i - 1)/n, i/n).
        let wassersteinOnLine (p: IMeasure) : Functional<QuantileState> =
            Guard.sameDimension (nameof p) 1 p.Nodes.Dimension

            let known =
                System.Collections.Concurrent.ConcurrentDictionary<int, float[] * float>()

            let targets n =
                known.GetOrAdd(n, fun n -> QuantileState.cellMeans n p)

            // Where a step has crossed the quantiles, the atoms are matched in their order, which is that of the
            // measure.
            let shifts (q: QuantileState) =
                let means, rest = targets q.Count
                let x = q.Nodes.Data
                let order = Array.init x.Length id |> Array.sortBy (fun i -> x[i])
                let g = Array.zeroCreate x.Length
                order |> Array.iteri (fun rank i -> g[i] <- x[i] - means[rank])
                g, rest

            let value q =
                let g, rest = shifts q
                0.5 * (Vectors.squaredNorm g / float g.Length + rest)

            let variation (q: QuantileState) =
                let g, _ = shifts q
                Interpolation.potential q.Nodes.Data g

            {
                Name = "1/2 W2^2"
                Value = value
                FirstVariation = variation
                Evaluate =
                    fun q ->
                        let g, _ = shifts q

                        {
                            Value = value q
                            Variation = Covector(lazy ((variation q).Value q.Nodes), lazy (Points.wrap g.Length 1 g))
                        }
            }

        /// 1/2 W2^2(q, p) to a Gaussian p = N(c, P): 1/2 (|m - c|^2 + tr Sigma + tr P - 2 tr (Sigma^(1/2) P
        /// Sigma^(1/2))^(1/2)).
        let wassersteinToGaussian (p: GaussianMixture) : Functional<GaussianState> =
            let p = GaussianDivergence.single p

            // xi(x) = 1/2 |x|^2 - 1/2 (x - m)^T M (x - m) - <c, x>, M = moved A^(-1) symmetric.
            let variation (q: GaussianState) : Potential =
                let d = q.Dimension
                let struct (_, moved) = WassersteinDistance.map p q

                match q.Inverse with
                | None -> Potential.zero
                | Some inverse ->
                    let m = moved * DenseMatrix.OfArray inverse
                    let mean = q.Mean

                    let image (x: float[]) =
                        Array.init d (fun a ->
                            let mutable t = 0.0

                            for b in 0 .. d - 1 do
                                t <- t + m[a, b] * (x[b] - mean[b])

                            t)

                    Potential.ofPointwise
                        (fun x ->
                            let t = image x
                            let mutable value = 0.0

                            for a in 0 .. d - 1 do
                                value <- value + 0.5 * x[a] * x[a] - 0.5 * t[a] * (x[a] - mean[a]) - p.Mean[a] * x[a]

                            value)
                        (fun x ->
                            let t = image x
                            Array.init d (fun a -> x[a] - t[a] - p.Mean[a]))

            {
                Name = "1/2 W2^2 to gaussian"
                Value = WassersteinDistance.halfSquare p
                FirstVariation = variation
                Evaluate =
                    fun q ->
                        {
                            Value = WassersteinDistance.halfSquare p q
                            Variation =
                                Covector(
                                    lazy ((variation q).Value q.Nodes),
                                    lazy
                                        (let struct (_, moved) = WassersteinDistance.map p q
                                         let z, x = q.Rule.Nodes, q.Nodes

                                         Points.wrap
                                             x.Count
                                             q.Dimension
                                             (Array.init (x.Count * q.Dimension) (fun at ->
                                                 let i, a = at % x.Count, at / x.Count
                                                 let mutable image = p.Mean[a]

                                                 for b in 0 .. q.Dimension - 1 do
                                                     image <- image + moved[a, b] * z[i, b]

                                                 x[i, a] - image)))
                                )
                        }
            }
