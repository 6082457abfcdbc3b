namespace GanFlowTheory.Core

open System

/// <summary>A fit that some of the points were held out of, on which it was scored.</summary>
[<NoComparison; NoEquality>]
type HeldOutFit =
    {
        /// The points of the target that it has not seen, by number.
        Target: int[]
        /// The points of the current law that it has not seen, by number.
        Current: int[]
        /// Its u = log r.
        LogRatio: Potential
    }

/// <summary>An estimate of the density ratio r = p/q of a target p and a current law q.</summary>
[<NoComparison; NoEquality>]
type RatioFit =
    {
        /// The name of the estimator.
        Name: string
        /// u = log r, with its gradient, everywhere on R^d.
        LogRatio: Potential
        /// The held-out log-loss of u as a classifier of p against q, each with half of the mass:
        /// 1/2 E_p log(1 + e^(-u)) + 1/2 E_q log(1 + e^u), in nats per point, over points that their own fit has not
        /// seen; smaller is better, log 2 is chance, and no u has an expected loss below log 2 - JSD(p, q). Where it
        /// also chose the settings it is the smallest of those compared, and a little optimistic. None where nothing
        /// could be held out.
        HeldOutScore: float option
        /// The fits that the held-out score was taken from: fold by fold, or the one fit where it has not seen all
        /// points. Empty where nothing was held out, and where each point was, in closed form.
        HeldOut: HeldOutFit list
        /// What was chosen.
        Settings: RatioSettings
    }

/// <summary>A way to estimate density ratios from measures.</summary>
[<NoComparison; NoEquality>]
type RatioEstimator =
    {
        /// Name shown in reports.
        Name: string
        /// Fits p/q for measures of one dimension, weights respected. The seed decides folds and subsets. A fit of
        /// before (an earlier q) narrows the search for settings to its neighbourhood; None searches everywhere.
        Fit: Seed -> IMeasure -> IMeasure -> RatioFit option -> RatioFit
    }

/// The points of a measure that carry mass.
[<NoComparison; NoEquality>]
type internal Support =
    {
        Nodes: Points
        Weights: float[]
        /// Their numbers among all points of the measure.
        Numbers: int[]
    }

    /// The numbers in the measure of some of these points.
    member this.NumbersOf(points: int[]) : int[] =
        points |> Array.map (fun i -> this.Numbers[i])

/// The points of a measure that carry mass.
module internal Support =

    /// Checked: a ratio is never fitted to points that are not numbers.
    let ofMeasure (name: string) (measure: IMeasure) : Support =
        Points.checkFinite name measure.Nodes
        Guard.probabilities (invariant $"{name} weights") measure.Nodes.Count measure.Weights

        if Array.forall (fun w -> w > 0.0) measure.Weights then
            {
                Nodes = measure.Nodes
                Weights = measure.Weights
                Numbers = [| 0 .. measure.Nodes.Count - 1 |]
            }
        else
            let carrying =
                [|
                    for i in 0 .. measure.Nodes.Count - 1 do
                        if measure.Weights[i] > 0.0 then
                            i
                |]

            {
                Nodes = Points.select carrying measure.Nodes
                Weights = Array.map (fun i -> measure.Weights[i]) carrying
                Numbers = carrying
            }

    /// The root mean square distance to the mean, over sqrt d: the standard deviation of a coordinate.
    let spread (support: Support) : float =
        let x, w = support.Nodes, support.Weights
        let mutable total = 0.0

        for k in 0 .. x.Dimension - 1 do
            let mutable mean = 0.0

            for i in 0 .. x.Count - 1 do
                mean <- mean + w[i] * x[i, k]

            for i in 0 .. x.Count - 1 do
                let e = x[i, k] - mean
                total <- total + w[i] * e * e

        let spread = sqrt (total / float x.Dimension)

        // Points that coincide spread by rounding only.
        let largest = Vectors.largest x.Data
        if spread > 1e-14 * largest then spread else 0.0

    /// The mean of the pooled points when each sample has half of the mass.
    let centre (p: Support) (q: Support) : float[] =
        let mean (s: Support) k =
            let mutable total = 0.0

            for i in 0 .. s.Nodes.Count - 1 do
                total <- total + s.Weights[i] * s.Nodes[i, k]

            total

        Array.init p.Nodes.Dimension (fun k -> 0.5 * (mean p k + mean q k))

    /// The root mean square distance from the centre when each sample has half of the mass; 1 where there is none.
    let radius (p: Support) (q: Support) (centre: float[]) : float =
        let mean (s: Support) =
            let mutable total = 0.0

            for k in 0 .. centre.Length - 1 do
                for i in 0 .. s.Nodes.Count - 1 do
                    let e = s.Nodes[i, k] - centre[k]
                    total <- total + s.Weights[i] * e * e

            total

        let r = sqrt (0.5 * (mean p + mean q))
        let largest = Vectors.largest centre
        if r > 1e-14 * largest then r else 1.0

/// Density ratios.
[<RequireQualifiedAccess>]
module RatioFit =

    /// <summary>The ratio of two known densities, u = log p - log q; -infinity where only p is 0, +infinity where only
    /// q is.</summary>
    /// <remarks>Outside both supports, where no mass of either ever is, u and its gradient are 0.</remarks>
    let exact (p: Density) (q: Density) : RatioFit =
        Guard.sameDimension (nameof q) p.Dimension q.Dimension

        let difference (a: float) (b: float) =
            if Double.IsNegativeInfinity a && Double.IsNegativeInfinity b then
                0.0
            else
                a - b

        let both (x: Points) =
            let gradient = Points.combine 1.0 (p.Score x) -1.0 (q.Score x)
            let logP, logQ = p.LogValue x, q.LogValue x

            let defined at v =
                let i = at % x.Count

                if
                    Double.IsNegativeInfinity logP[i]
                    && Double.IsNegativeInfinity logQ[i]
                    && Double.IsNaN v
                then
                    0.0
                else
                    v

            struct (Array.map2 difference logP logQ, Points.wrap x.Count x.Dimension (Array.mapi defined gradient.Data))

        {
            Name = "exact"
            LogRatio = Potential.ofBoth (fun x -> Array.map2 difference (p.LogValue x) (q.LogValue x)) both
            HeldOutScore = None
            HeldOut = []
            Settings = RatioSettings.Known
        }

    /// The log-loss of log-ratios at the points of p and at the points of q.
    let internal logLossOf (wp: float[]) (up: float[]) (wq: float[]) (uq: float[]) : float =
        let mutable total = 0.0

        for i in 0 .. wp.Length - 1 do
            total <- total + wp[i] * Elementary.softplus -up[i]

        for j in 0 .. wq.Length - 1 do
            total <- total + wq[j] * Elementary.softplus uq[j]

        0.5 * total

    /// <summary>The log-loss of the fit as a classifier of p against q, each with half of the mass:
    /// 1/2 E_p log(1 + e^(-u)) + 1/2 E_q log(1 + e^u), in nats per point; log 2 at chance. Held out where p and q are
    /// fresh samples.</summary>
    let logLoss (fit: RatioFit) (p: IMeasure) (q: IMeasure) : float =
        Guard.sameDimension (nameof q) p.Nodes.Dimension q.Nodes.Dimension
        logLossOf p.Weights (fit.LogRatio.Value p.Nodes) q.Weights (fit.LogRatio.Value q.Nodes)
