namespace GanFlowTheory.Core

/// <summary>The functional behind MMD flows, F(q) = 1/2 MMD^2(q, p) = 1/2 |mu_p - mu_q|_H^2, against a measure p with
/// nodes and weights. Its first variation is mu_q - mu_p (MN21, Arbel et al. 2019).</summary>
[<RequireQualifiedAccess>]
module Mmd =

    let internal checkDimension (p: IMeasure) (q: IMeasure) =
        Guard.sameDimension "the flowing distribution" p.Nodes.Dimension q.Nodes.Dimension

    /// The embedding mu_q(x) = sum_i w_i k(x, x_i) as a potential.
    let embedding (kernel: Kernel) (q: IMeasure) : Potential =
        Potential.create (fun x -> Pairwise.apply kernel x q.Nodes q.Weights) (fun x ->
            Pairwise.gradient kernel x q.Nodes q.Weights)

    /// E k(X, Y), X ~ p and Y ~ q independent: the inner product of the embeddings.
    let inner (kernel: Kernel) (p: IMeasure) (q: IMeasure) : float =
        Vectors.inner p.Weights (Pairwise.apply kernel p.Nodes q.Nodes q.Weights)

    /// MMD^2(p, q) between two measures, the diagonal terms included (the biased V-statistic when both are samples);
    /// never negative but for rounding.
    let squared (kernel: Kernel) (p: IMeasure) (q: IMeasure) : float =
        checkDimension p q
        inner kernel p p - 2.0 * inner kernel p q + inner kernel q q

/// 1/2 MMD^2 as a functional.
[<AutoOpen>]
module MmdFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// 1/2 MMD^2(q, p) as a functional of q. The self-term of p is summed once.
        let mmd (kernel: Kernel) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            let selfTerm = lazy (Mmd.inner kernel p p)

            // Summed as the evaluation sums its own terms, so that at q = p they cancel to the last bit.
            let selfTermInPass =
                lazy
                    (let struct (own, _) = Pairwise.applyWithGradient kernel p.Nodes p.Nodes p.Weights
                     Vectors.inner p.Weights own)

            {
                Name = $"1/2 MMD^2[{kernel.Name}]"
                Value =
                    fun q ->
                        Mmd.checkDimension p q
                        0.5 * (Mmd.inner kernel q q - 2.0 * Mmd.inner kernel q p + selfTerm.Value)
                FirstVariation =
                    fun q ->
                        Mmd.checkDimension p q
                        Potential.add (Potential.scale -1.0 (Mmd.embedding kernel p)) (Mmd.embedding kernel q)
                Evaluate =
                    fun q ->
                        Mmd.checkDimension p q
                        let x, w = q.Nodes, q.Weights
                        let struct (own, ownGradient) = Pairwise.applyWithGradient kernel x x w

                        let struct (cross, crossGradient) =
                            Pairwise.applyWithGradient kernel x p.Nodes p.Weights

                        {
                            Value = 0.5 * (Vectors.inner w own - 2.0 * Vectors.inner w cross + selfTermInPass.Value)
                            Variation =
                                Covector(
                                    lazy (Array.map2 (-) own cross),
                                    lazy (Points.combine 1.0 ownGradient -1.0 crossGradient)
                                )
                        }
            }
