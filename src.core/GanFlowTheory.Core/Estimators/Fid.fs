namespace GanFlowTheory.Core

open System

/// <summary>The Frechet distance of two feature samples (FID), with what is needed to read it.</summary>
[<NoComparison>]
type FidEstimate =
    {
        /// The estimate, never negative: |m1 - m2|^2 + tr(S1 + S2 - 2 (S1^1/2 S2 S1^1/2)^1/2) of the samples' means and covariances.
        Value: float
        /// The part of the means, |m1 - m2|^2.
        OfMeans: float
        /// The part of the covariances, the trace.
        OfCovariances: float
        /// The number of points in the first sample.
        N: int
        /// The number of points in the second sample.
        M: int
        /// The dimension of the features.
        Dimension: int
        /// What to beware of, in one sentence; None where there is nothing.
        Warning: string option
        /// Why there is no standard error, in one sentence.
        NoStandardError: string
    }

/// <summary>FID at growing sizes of subsets, and the line in 1/share through it (Chong and Forsyth 2020).</summary>
[<NoComparison>]
type FidExtrapolation =
    {
        /// The line at infinite samples, FID-infinity; it may be negative where the line does not fit or the laws are equal.
        Value: float
        /// The slope of the line: what both samples at their full sizes add to it, FID's bias there to first order.
        Slope: float
        /// The root mean square distance of the FIDs from the line, in units of FID, with divisor sizes - 2.
        Residual: float
        /// The estimates at each size, the smallest first; the last is that of the whole samples.
        Sizes: FidEstimate list
        /// What to beware of, in one sentence; None where there is nothing.
        Warning: string option
        /// Why there is no standard error, in one sentence.
        NoStandardError: string
    }

/// <summary>The Frechet inception distance (Heusel et al. 2017) on features of any network: the squared Frechet distance of the two
/// Gaussians with the samples' means and covariances, divisors n - 1 and m - 1.</summary>
/// <remarks>FID at n points is biased upward by about c/n, with a c that depends on both laws, so that FIDs compare only at equal
/// sizes, and may rank laws wrongly even then (BSAG18-6); KID is unbiased. Where a covariance is near singular, rounding may move
/// FID by up to about 1e-8 of its traces for each direction without variance.</remarks>
[<RequireQualifiedAccess>]
module Fid =

    let private noStandardError =
        "FID has no standard error: it would leave out the bias, which no estimator of FID is free of (BSAG18-6, BSAG18-10)."

    let private noErrorOfLine =
        "The value at infinity has no standard error: its subsets overlap, so that the residuals of the line are not independent."

    let private warningOf (n: int) (m: int) (d: int) : string option =
        let few =
            [
                if n <= d then
                    invariant $"{n} points in the first sample"
                if m <= d then
                    invariant $"{m} points in the second"
            ]

        match few with
        | [] -> None
        | few ->
            let which = String.Join(" and ", few)

            Some(
                invariant
                    $"{which} are too few for a covariance in {d} dimensions, which is singular below {d + 1}: most of FID may be bias."
            )

    let private estimateOf (name: string) (n: int) (m: int) (d: int) (parts: FrechetParts) : FidEstimate =
        let value = parts.Means + parts.Covariances

        if not (Double.IsFinite value) then
            Guard.fail name (invariant $"{name} are too large for FID: their squares overflow.")

        {
            Value = value
            OfMeans = parts.Means
            OfCovariances = parts.Covariances
            N = n
            M = m
            Dimension = d
            Warning = warningOf n m d
            NoStandardError = noStandardError
        }

    /// The squared Frechet distance between two samples or laws, from their means and covariances.
    let between (first: Moments) (second: Moments) : float =
        Guard.sameDimension (nameof second) first.Dimension second.Dimension
        let parts = FrechetDistance.ofMoments first second
        parts.Means + parts.Covariances

    /// The squared Frechet distance between N(mean1, covariance1) and N(mean2, covariance2); covariances d x d, symmetric, with
    /// no eigenvalue below 0.
    let betweenGaussians (mean1: float[]) (covariance1: float[,]) (mean2: float[]) (covariance2: float[,]) : float =
        between (Moments.ofLaw mean1 covariance1) (Moments.ofLaw mean2 covariance2)

    /// FID from the means and covariances of two samples; an argument error for those of laws that are known.
    let ofMoments (first: Moments) (second: Moments) : FidEstimate =
        Guard.sameDimension (nameof second) first.Dimension second.Dimension

        let countOf name (m: Moments) =
            match m.Count with
            | Some count -> count
            | None -> Guard.fail name (invariant $"{name} must be of a sample, but is of a law that is known.")

        let n, m = countOf (nameof first) first, countOf (nameof second) second
        estimateOf "samples" n m first.Dimension (FrechetDistance.ofMoments first second)

    let private estimateUnchecked (x: Points) (y: Points) : FidEstimate =
        let d = x.Dimension

        if x.Count <= d && y.Count <= d then
            estimateOf "samples" x.Count y.Count d (FrechetDistance.ofSamples x y)
        else
            ofMoments (Moments.ofNamed (nameof x) x) (Moments.ofNamed (nameof y) y)

    let private check (x: Points) (y: Points) =
        Points.checkFinite (nameof x) x
        Points.checkFinite (nameof y) y
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        Moments.checkCount (nameof x) x.Count
        Moments.checkCount (nameof y) y.Count

    /// FID of the features x, n x d, and y, m x d; n, m >= 2. Where n or m is at most d the result has a warning.
    let estimate (x: Points) (y: Points) : FidEstimate =
        check x y
        estimateUnchecked x y

    /// FID of features x, n x d, and y, m x d, that may exceed memory; n, m >= 2. Where n or m is at most d the result has a
    /// warning.
    let ofRows (x: Rows) (y: Rows) : FidEstimate =
        Guard.sameDimension (nameof y) x.Dimension y.Dimension

        // Few rows, which are in memory as soon as they are asked for.
        if x.Count <= x.Dimension && y.Count <= x.Dimension then
            estimate (Rows.toPoints x) (Rows.toPoints y)
        else
            ofMoments (Moments.ofRows x) (Moments.ofRows y)

    /// The sizes that an extrapolation takes where not told otherwise.
    [<Literal>]
    let DefaultSizes = 15

    /// The share of both samples that the smallest subsets are.
    [<Literal>]
    let SmallestShare = 0.1

    // Least squares of v on 1/t; at least three sizes.
    let private line (inverse: float[]) (values: float[]) : struct (float * float * float) =
        let meanX, meanY = Array.average inverse, Array.average values
        let spread = inverse |> Array.sumBy (fun v -> (v - meanX) * (v - meanX))

        let slope =
            Array.fold2 (fun t u v -> t + (u - meanX) * (v - meanY)) 0.0 inverse values
            / spread

        let intercept = meanY - slope * meanX

        let residual =
            Array.fold2 (fun t u v -> t + (v - intercept - slope * u) ** 2.0) 0.0 inverse values
            / (float values.Length - 2.0)
            |> sqrt

        struct (intercept, slope, residual)

    /// <summary>FID at infinite samples (Chong and Forsyth 2020): FID of subsets of both samples whose shares run from a tenth to all
    /// of them in equal steps, chosen at random by the seed, and the line in 1/share through these, at 0.</summary>
    /// <remarks>FID's bias is c/n + c'/m up to terms of the second order, so linear in 1/share. It says nothing where a subset has no
    /// more points than there are dimensions: the result then has a warning.</remarks>
    let extrapolate (sizes: int) (seed: Seed) (x: Points) (y: Points) : FidExtrapolation =
        check x y
        Guard.atLeast (nameof sizes) 3 sizes

        let countAt (share: float) (count: int) =
            Math.Clamp(int (Math.Round(share * float count)), 2, count)

        let shareAt i =
            SmallestShare + (1.0 - SmallestShare) * float i / float (sizes - 1)

        let counts =
            [
                for i in 0 .. sizes - 1 -> countAt (shareAt i) x.Count, countAt (shareAt i) y.Count
            ]

        if List.distinct counts <> counts then
            Guard.fail
                (nameof sizes)
                (invariant
                    $"sizes must be subsets of different sizes, but {sizes} of them from samples of {x.Count} and {y.Count} are not.")

        let subset label i (count: int) (points: Points) =
            if count = points.Count then
                points
            else
                let order =
                    seed |> Seed.split label |> Seed.splitAt i |> Seed.permutation points.Count

                Points.select (Array.sort order[.. count - 1]) points

        let estimates =
            List.indexed counts
            |> LongWork.map (fun (i, (n, m)) -> estimateUnchecked (subset "x" i n x) (subset "y" i m y))

        // 1/share as rounded to whole points: the mean of both samples'.
        let inverse =
            [|
                for n, m in counts -> 0.5 * (float x.Count / float n + float y.Count / float m)
            |]

        let struct (value, slope, residual) =
            line inverse [| for e in estimates -> e.Value |]

        let smallest = estimates.Head

        {
            Value = value
            Slope = slope
            Residual = residual
            Sizes = estimates
            Warning =
                smallest.Warning
                |> Option.map (fun _ ->
                    invariant
                        $"The smallest subsets, of {smallest.N} and {smallest.M} points, are too few for {smallest.Dimension} dimensions, where \
                          FID is not linear in 1/n: take more points or fewer dimensions.")
            NoStandardError = noErrorOfLine
        }

    // E s = sigma c(n) of the standard deviation s of n normal values: c(n) = sqrt(2/(n-1)) Gamma(n/2)/Gamma((n-1)/2), with c(2) =
    // sqrt(2/pi) and c(n) c(n+1) = sqrt((n-1)/n); from 200 on Gamma(x + 1/2)/(Gamma(x) sqrt x), x = (n-1)/2, by its series.
    let internal deviationFactor (n: int) : float =
        if n <= 200 then
            let mutable c = sqrt (2.0 / Math.PI)

            for k in 2 .. n - 1 do
                c <- sqrt ((float k - 1.0) / float k) / c

            c
        else
            let u = 2.0 / (float n - 1.0)

            1.0
            + u
              * (-1.0 / 8.0
                 + u
                   * (1.0 / 128.0 + u * (5.0 / 1024.0 + u * (-21.0 / 32768.0 - u * 399.0 / 262144.0))))

    /// <summary>The mean of FID over samples of n values of N(mean1, deviation1^2) and m values of N(mean2, deviation2^2), n, m >= 2; without
    /// a number the law itself is known.</summary>
    /// <remarks>Means and deviations of normal samples are independent, with E (m1 - m2)^2 = (mean1 - mean2)^2 + deviation1^2/n +
    /// deviation2^2/m, E s^2 = deviation^2 and E s = deviation sqrt(2/(n-1)) Gamma(n/2)/Gamma((n-1)/2), and FID on the line is
    /// (m1 - m2)^2 + (s1 - s2)^2 (BSAG18-6).</remarks>
    let expectedOnLine
        (mean1: float)
        (deviation1: float)
        (n: int option)
        (mean2: float)
        (deviation2: float)
        (m: int option)
        : float =
        Guard.finite (nameof mean1) mean1
        Guard.finite (nameof mean2) mean2
        Guard.nonNegative (nameof deviation1) deviation1
        Guard.nonNegative (nameof deviation2) deviation2
        Option.iter (Guard.atLeast (nameof n) 2) n
        Option.iter (Guard.atLeast (nameof m) 2) m

        let factor count =
            count |> Option.map deviationFactor |> Option.defaultValue 1.0

        let ofMean deviation count =
            count
            |> Option.map (fun c -> deviation * deviation / float c)
            |> Option.defaultValue 0.0

        let apart = mean1 - mean2
        let c1, c2 = factor n, factor m

        // (d1 - d2)^2 + 2 d1 d2 (1 - c1 c2): at equal deviations nothing cancels.
        apart * apart
        + ofMean deviation1 n
        + ofMean deviation2 m
        + (deviation1 - deviation2) * (deviation1 - deviation2)
        + 2.0 * deviation1 * deviation2 * (1.0 - c1 * c2)
