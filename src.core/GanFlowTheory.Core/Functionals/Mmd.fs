namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>Samples moved to where their kernel has digits.</summary>
module internal Centring =

    // MMD takes differences of laws, so that what a kernel adds as a function of one point drops out: a base point, and
    // with an affine inner product the origin. Radial kernels see differences only.
    let private isInvariant (k: Kernel) =
        k.Terms
        |> List.forall (function
            | KernelTerm.Radial _
            | KernelTerm.Based(_, _, None) -> true
            | KernelTerm.Based(_, _, Some _)
            | KernelTerm.Plain _ -> false
            | KernelTerm.InnerProduct(_, profile) ->
                match profile 1 with
                | :? PolynomialProfile as p -> p.IsAffine
                | _ -> false)

    let private hasOrigin (k: Kernel) =
        k.Terms
        |> List.exists (function
            | KernelTerm.Radial _ -> false
            | KernelTerm.Based _
            | KernelTerm.InnerProduct _
            | KernelTerm.Plain _ -> true)

    /// Points less a place; unchecked: what overflows here shows in the sums.
    let moved (origin: float[]) (points: Points) : Points =
        Points.wrap points.Count points.Dimension (points.Data |> Array.mapi (fun p v -> v - origin[p / points.Count]))

    /// A measure less a place.
    let movedMeasure (origin: float[]) (measure: IMeasure) : IMeasure =
        let nodes, weights = moved origin measure.Nodes, measure.Weights

        { new IMeasure with
            member _.Nodes = nodes
            member _.Weights = weights
        }

    /// The first point of x, from which MMD is the same and the kernel, which has an origin, keeps the digits of
    /// differences; None where the kernel has none or depends on it.
    let origin (k: Kernel) (x: Points) : float[] option =
        if hasOrigin k && isInvariant k then Some(x.Row 0) else None

    /// The same for rows.
    let rowOrigin (k: Kernel) (x: Rows) : float[] option =
        if hasOrigin k && isInvariant k then
            let origin = Array.zeroCreate x.Dimension
            x.Read(0, System.Span origin)
            Some origin
        else
            None

    /// Both samples less the origin, where there is one.
    let around (k: Kernel) (x: Points) (y: Points) : struct (Points * Points) =
        match origin k x with
        | Some origin -> struct (moved origin x, moved origin y)
        | None -> struct (x, y)

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

        let p, q =
            match Centring.origin kernel p.Nodes with
            | Some origin -> Centring.movedMeasure origin p, Centring.movedMeasure origin q
            | None -> p, q

        inner kernel p p - 2.0 * inner kernel p q + inner kernel q q

    /// <summary>How many decimal digits of MMD^2(p, q) are lost to a polynomial of degree 2 or more far from the origin,
    /// of the 16 of a double: Kernel.lostDigits on the nodes of both; 0 for other kernels.</summary>
    let lostDigits (kernel: Kernel) (p: IMeasure) (q: IMeasure) : float =
        checkDimension p q
        Kernel.lostDigits kernel (Points.append p.Nodes q.Nodes)

/// 1/2 MMD^2 as a functional.
[<AutoOpen>]
module MmdFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        let private here (kernel: Kernel) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            let selfTerm = lazy (Mmd.inner kernel p p)

            // Summed as the evaluation sums its own terms, so that at q = p they cancel to the last bit.
            let selfTermInPass =
                lazy
                    (let struct (own, _) = Pairwise.applyWithGradient kernel p.Nodes p.Nodes p.Weights
                     Vectors.inner p.Weights own)

            {
                Name = invariant $"1/2 MMD^2[{kernel.Name}]"
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

        // In coordinates whose origin is a point of p. The potential differs from that at the origin by a constant.
        let private around (origin: float[]) (kernel: Kernel) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            let near: Functional<IMeasure> = here kernel (Centring.movedMeasure origin p)
            let moved (q: 'q) = Centring.movedMeasure origin q

            {
                Name = near.Name
                Value =
                    fun q ->
                        Mmd.checkDimension p q
                        near.Value(moved q)
                FirstVariation =
                    fun q ->
                        Mmd.checkDimension p q
                        let xi = near.FirstVariation(moved q)
                        let inside (x: Points) = Centring.moved origin x
                        Potential.create (fun x -> xi.Value(inside x)) (fun x -> xi.Gradient(inside x))
                Evaluate =
                    fun q ->
                        Mmd.checkDimension p q
                        near.Evaluate(moved q)
            }

        // Near the origin nothing is lost, and the potential is the one of the formula to the bit.
        let private isFar (p: IMeasure) : bool =
            let largest = Vectors.largest p.Nodes.Data
            let first = p.Nodes.Row 0

            largest > 100.0 * Vectors.largest (Centring.moved first p.Nodes).Data

        /// 1/2 MMD^2(q, p) as a functional of q. The self-term of p is summed once. Where p lies far from the origin, by
        /// more than 100 of its widths, a kernel that is affine or of distance type is taken about a point of p, where
        /// MMD is the same.
        let mmd (kernel: Kernel) (p: IMeasure) : Functional<'q> when 'q :> IMeasure =
            match Centring.origin kernel p.Nodes with
            | Some origin when isFar p -> around origin kernel p
            | _ -> here kernel p
