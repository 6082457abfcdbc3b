namespace GanFlowTheory.Core

open System

/// <summary>An estimate from samples, with what is needed to read it.</summary>
type Estimate =
    {
        /// The estimate.
        Value: float
        /// The estimated standard deviation of the value, in its units; None where the samples are too small for one.
        StandardError: float option
        /// The estimator's name, as in MmdEstimator.byName.
        Estimator: string
        /// The number of points in the first sample.
        N: int
        /// The number of points in the second sample.
        M: int
        /// Whether a negative value is legal: an unbiased estimator of a quantity that may be 0 must go below it.
        CanBeNegative: bool
    }

/// Making estimates.
[<RequireQualifiedAccess>]
module Estimate =

    /// Refuses a value that overflowed: an estimate is never NaN or infinite.
    let internal checkFinite (estimate: Estimate) : Estimate =
        let finite =
            Double.IsFinite estimate.Value
            && Option.forall Double.IsFinite estimate.StandardError

        if not finite then
            Guard.fail
                "samples"
                (invariant $"samples are too large for the {estimate.Estimator} estimator: its sums overflow.")

        estimate

    /// The mean of independent terms and its standard error s / sqrt(count), s the sample standard deviation (divisor
    /// count - 1); no standard error for a single term.
    let internal meanOf (terms: float[]) : struct (float * float option) =
        let mean = Array.average terms

        if terms.Length < 2 then
            struct (mean, None)
        else
            let mutable total = 0.0

            for t in terms do
                total <- total + (t - mean) * (t - mean)

            let count = float terms.Length
            struct (mean, Some(sqrt (total / (count - 1.0) / count)))
