namespace GanFlowTheory.Core

open System

/// <summary>
/// 1/2 MMD^2 to a mixture of Gaussians in closed form, for kernels k = sum_t a_t exp(-|x-y|^2/(2 s_t^2)): with X ~
/// N(m, C), Y ~ N(m', C') and S = C + C' + s^2 I, E exp(-|X-Y|^2/(2 s^2)) = s^d |S|^(-1/2) exp(-1/2 (m-m')^T S^(-1)
/// (m-m')).
/// </summary>
/// <remarks>A kernel is given by its terms (scale a_t >= 0, bandwidth s_t > 0), at least one.</remarks>
[<RequireQualifiedAccess>]
module GaussianMmd =

    let internal check (terms: (float * float) list) =
        if terms.IsEmpty then
            Guard.fail (nameof terms) "terms must not be empty: a kernel has at least one (scale, bandwidth)."

        terms
        |> List.iteri (fun t (scale, bandwidth) ->
            Guard.nonNegative (invariant $"terms[{t}].scale") scale
            Guard.positive (invariant $"terms[{t}].bandwidth") bandwidth)

    // E k(x, Y) for Y ~ N(m, C), times the factor, as a function of x: convolution adds s^2 I, and the covariance of an
    // independent X ~ N(x, extra) where there is one.
    let private bump (factor: float) (bandwidth: float) (y: GaussianComponent) (extra: float[,] option) : GaussianBump =
        let d = y.Mean.Length

        let spread =
            Array2D.init d d (fun a b ->
                y.Covariance[a, b]
                + (match extra with
                   | Some c -> c[a, b]
                   | None -> 0.0)
                + (if a = b then bandwidth * bandwidth else 0.0))

        let lower = GaussianSum.factor "covariance + bandwidth^2 I" spread

        {
            Centre = y.Mean
            Factor = lower
            LogHeight = log factor + float d * log bandwidth - GaussianSum.halfLogDeterminant lower
        }

    let internal embeddingBumps (terms: (float * float) list) (p: GaussianMixture) : GaussianBump[] =
        [|
            for scale, bandwidth in terms do
                if scale > 0.0 then
                    for weight, y in p.Weighted -> bump (scale * weight) bandwidth y None
        |]

    // Values of the embedding and, if asked for, gradients (else zeros).
    let internal embed (withGradient: bool) (bumps: GaussianBump[]) (x: Points) : struct (float[] * Points) =
        if bumps.Length = 0 then
            struct (Array.zeroCreate x.Count, Points.zero x.Count x.Dimension)
        else
            let struct (logs, slopes) = GaussianSum.logSum withGradient bumps x
            let values = Array.map exp logs

            // Where the embedding has vanished its gradient has too, whatever the slope of its logarithm.
            let gradient =
                slopes.Data
                |> Array.mapi (fun at slope ->
                    let mu = values[at % x.Count]
                    if mu = 0.0 then 0.0 else mu * slope)

            struct (values, Points.wrap x.Count x.Dimension gradient)

    let internal embeddingOf (p: GaussianMixture) (bumps: GaussianBump[]) : Potential =
        let at withGradient (x: Points) =
            Guard.sameDimension "points" p.Dimension x.Dimension
            embed withGradient bumps x

        let values (x: Points) =
            let struct (values, _) = at false x
            values

        Potential.ofBoth values (at true)

    /// mu_p(x) = E_{y~p} k(x, y), the kernel mean embedding of the mixture, with its gradient; exact, O(n d^2) for n
    /// points per term and component.
    let meanEmbedding (terms: (float * float) list) (p: GaussianMixture) : Potential =
        check terms
        embeddingOf p (embeddingBumps terms p)

    // E k(X, Y), X ~ p and Y ~ q independent.
    let internal crossEnergy (terms: (float * float) list) (p: GaussianMixture) (q: GaussianMixture) : float =
        let mutable total = 0.0

        for scale, bandwidth in terms do
            if scale > 0.0 then
                for v, x in p.Weighted do
                    let at = Points.ofRows [ x.Mean ]

                    for w, y in q.Weighted do
                        let struct (logs, _) =
                            GaussianSum.logSum false [| bump (scale * v * w) bandwidth y (Some x.Covariance) |] at

                        total <- total + exp logs[0]

        total

    /// MMD^2(p, q) between two mixtures, exact: E k(X, X') - 2 E k(X, Y) + E k(Y, Y'), X ~ p and Y ~ q; a difference
    /// that rounds below zero is 0.
    let squaredMmd (terms: (float * float) list) (p: GaussianMixture) (q: GaussianMixture) : float =
        check terms
        Guard.sameDimension (nameof q) p.Dimension q.Dimension
        let energy = crossEnergy terms
        max 0.0 (energy p p - 2.0 * energy p q + energy q q)

    let internal kernelOf (terms: (float * float) list) : Kernel =
        terms
        |> List.map (fun (scale, bandwidth) -> Kernel.scale scale (Kernel.gaussian bandwidth))
        |> Kernel.sum

    /// The scales and bandwidths of a kernel that is a sum of Gaussians; any other kernel is an argument error, as its
    /// mean embedding of a Gaussian has no closed form here.
    let termsOf (kernel: Kernel) : (float * float) list =
        match Kernel.gaussianTerms kernel with
        | Some terms -> terms
        | None ->
            Guard.fail
                (nameof kernel)
                (invariant
                    $"kernel must be a sum of Gaussian kernels where the target is a mixture of Gaussians, \
                  but is {kernel.Name}.")

/// 1/2 MMD^2 to a Gaussian mixture as a functional.
[<AutoOpen>]
module GaussianMmdFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        /// <summary> 1/2 MMD^2(q, p) = 1/2 (E_qq k - 2 E_qp k + E_pp k) to the mixture p, with first variation mu_q -
        /// mu_p. Sums over the nodes of q are exact for q as a discrete measure, self-pairs included; nothing of p is
        /// sampled.
        /// </summary>
        let gaussianMmd (terms: (float * float) list) (target: GaussianMixture) : Functional<'q> when 'q :> IMeasure =
            GaussianMmd.check terms
            let kernel = GaussianMmd.kernelOf terms
            let bumps = GaussianMmd.embeddingBumps terms target
            let muP = GaussianMmd.embeddingOf target bumps
            let targetEnergy = lazy (GaussianMmd.crossEnergy terms target target)

            let checkDimension (q: 'q) =
                Guard.sameDimension "the flowing distribution" target.Dimension q.Nodes.Dimension

            // From mu_q and mu_p at the nodes. It is half a square: below zero it is rounding.
            let value (w: float[]) (own: float[]) (other: float[]) =
                let mutable energy = 0.0

                for i in 0 .. w.Length - 1 do
                    energy <- energy + w[i] * (own[i] - 2.0 * other[i])

                max 0.0 (0.5 * (energy + targetEnergy.Value))

            {
                Name = invariant $"1/2 MMD^2[{kernel.Name}] to a {target}"
                Value =
                    fun q ->
                        checkDimension q
                        value q.Weights (Pairwise.apply kernel q.Nodes q.Nodes q.Weights) (muP.Value q.Nodes)
                FirstVariation =
                    fun q ->
                        checkDimension q
                        Potential.add (Potential.scale -1.0 muP) (Mmd.embedding kernel q)
                Evaluate =
                    fun q ->
                        checkDimension q
                        let x, w = q.Nodes, q.Weights
                        let struct (own, ownGradient) = Pairwise.applyWithGradient kernel x x w
                        let struct (other, otherGradient) = GaussianMmd.embed true bumps x

                        {
                            Value = value w own other
                            Variation =
                                Covector(
                                    lazy (Array.map2 (-) own other),
                                    lazy (Points.combine 1.0 ownGradient -1.0 otherGradient)
                                )
                        }
            }
