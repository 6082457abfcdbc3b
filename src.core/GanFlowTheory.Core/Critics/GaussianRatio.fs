namespace GanFlowTheory.Core

open System

/// A measure's points and the Gaussian with their mean and covariance.
[<NoComparison; NoEquality>]
type internal FittedGaussian = { Support: Support; Density: Density }

/// <summary>
/// Density ratios through fitted Gaussians: q is taken for N(m, C) with the mean and covariance of its points, and p
/// for its own density where that is known, else for a Gaussian in the same way. The first variation of every
/// f-divergence is then in closed form; it is exact where q is Gaussian, up to the error of m and C.
/// </summary>
[<RequireQualifiedAccess>]
module GaussianRatio =

    // Covariances are sums of rounded products: a pivot of the correlation matrix below this is one of rounding.
    let private leastPivot = 1e-12

    // The least pivot of Cholesky's factorisation of the correlation matrix, in [0, 1]; 0 where
    // a coordinate is constant.
    let private pivot (covariance: float[,]) : float =
        let d = Array2D.length1 covariance
        let factor = Array2D.zeroCreate d d
        let mutable least = 1.0

        for j in 0 .. d - 1 do
            for i in j .. d - 1 do
                let scale = sqrt covariance[i, i] * sqrt covariance[j, j]
                let mutable s = if scale > 0.0 then covariance[i, j] / scale else 0.0

                for k in 0 .. j - 1 do
                    s <- s - factor[i, k] * factor[j, k]

                if i > j then
                    factor[i, j] <- (if factor[j, j] > 0.0 then s / factor[j, j] else 0.0)
                else
                    least <- min least s
                    factor[j, j] <- sqrt (max 0.0 s)

        least

    let internal fitted (name: string) (measure: IMeasure) : FittedGaussian =
        let support = Support.ofMeasure name measure
        let covariance = Measure.covariance measure

        // A coordinate that is constant spreads by rounding only.
        let constant k =
            let largest =
                Seq.init support.Nodes.Count (fun i -> abs support.Nodes[i, k]) |> Seq.max

            not (sqrt covariance[k, k] > 1e-14 * largest)

        if
            Seq.exists constant (seq { 0 .. support.Nodes.Dimension - 1 })
            || not (pivot covariance > leastPivot)
        then
            Guard.fail
                name
                (invariant
                    $"{name} must have a covariance that is not singular for a Gaussian to be fitted, but its \
                  {support.Nodes.Count} points lie in a plane of fewer than {support.Nodes.Dimension} dimensions; take \
                  the ratio of kernel densities.")

        {
            Support = support
            Density = Density.gaussian (Measure.mean measure) covariance
        }

    /// log q at its own points, each by the mean and covariance of the others; none where some of the others lie in a
    /// plane of fewer dimensions.
    let internal leaveOneOut (q: FittedGaussian) : float[] option =
        let x, w = q.Support.Nodes, q.Support.Weights
        let d = float x.Dimension
        let mean = Measure.mean (Empirical(x, w))
        let peak = (q.Density.LogValue(Points.ofRows [| mean |]))[0]

        // Without point i of weight w: C' = (C - a e e^T)/(1 - w) and x_i - m' = e/(1 - w), e = x_i - m, a = w/(1 - w).
        // With s = e^T C^(-1) e: det C' = (1 - w)^(-d) (1 - a s) det C, and the square of x_i under C' is
        // s/((1 - w)(1 - a s)).
        let left =
            Array.map2
                (fun (w: float) (own: float) ->
                    let s = max 0.0 (2.0 * (peak - own))
                    let rest = 1.0 - w / (1.0 - w) * s

                    if rest > leastPivot then
                        peak + 0.5 * d * Elementary.log1p -w
                        - 0.5 * log rest
                        - 0.5 * s / ((1.0 - w) * rest)
                    else
                        nan)
                w
                (q.Density.LogValue x)

        if Vectors.allFinite left then Some left else None

    let internal ratio (name: string) (p: Density) (ofP: Support) (heldOutP: float[] option) (q: FittedGaussian) =
        let score =
            Option.map2
                (fun heldOutP heldOutQ ->
                    RatioFit.logLossOf
                        ofP.Weights
                        (Array.map2 (-) heldOutP (q.Density.LogValue ofP.Nodes))
                        q.Support.Weights
                        (Array.map2 (-) (p.LogValue q.Support.Nodes) heldOutQ))
                heldOutP
                (leaveOneOut q)

        { RatioFit.exact p q.Density with
            Name = name
            HeldOutScore = score |> Option.filter Double.IsFinite
            HeldOut = []
        }

/// Ratios of fitted Gaussians.
[<AutoOpen>]
module GaussianRatios =

    /// Estimators of density ratios.
    [<RequireQualifiedAccess>]
    module RatioEstimator =

        /// <summary>The estimator that takes both p and q for the Gaussian with the mean and covariance of its points;
        /// its score leaves one point out at a time. Points in a plane of fewer than d dimensions are an argument
        /// error.</summary>
        let gaussian: RatioEstimator =
            {
                Name = "gaussian"
                Fit =
                    fun _ p q _ ->
                        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
                        let p, q = GaussianRatio.fitted (nameof p) p, GaussianRatio.fitted (nameof q) q
                        GaussianRatio.ratio "gaussian" p.Density p.Support (GaussianRatio.leaveOneOut p) q
            }

        /// <summary>The estimator that knows the density of p, and takes q for the Gaussian with the mean and
        /// covariance of its points; the points of p serve its held-out score only. Points of q in a plane of fewer
        /// than d dimensions are an argument error.</summary>
        let gaussianToDensity (target: Density) : RatioEstimator =
            let name = invariant $"gaussian to {target.Name}"

            {
                Name = name
                Fit =
                    fun _ p q _ ->
                        Guard.sameDimension (nameof p) target.Dimension p.Nodes.Dimension
                        Guard.sameDimension (nameof q) target.Dimension q.Nodes.Dimension
                        let ofP = Support.ofMeasure (nameof p) p

                        GaussianRatio.ratio
                            name
                            target
                            ofP
                            (Some(target.LogValue ofP.Nodes))
                            (GaussianRatio.fitted (nameof q) q)
            }
