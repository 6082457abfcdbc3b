namespace GanFlowTheory.Core

open System

/// The estimated variance of an estimate.
[<RequireQualifiedAccess>]
type Variance =
    /// <summary>The estimate of the variance: exactly unbiased, so that it may be 0 or negative where the variance is
    /// small against its own error. There is no standard error then.</summary>
    | Estimated of value: float
    /// Why there is none, as a sentence.
    | Missing of why: string

    /// The estimated variance; None where there is none.
    member this.Value =
        match this with
        | Estimated value -> Some value
        | Missing _ -> None

    /// The root of a positive estimate; None otherwise.
    member this.StandardError =
        match this with
        | Estimated value when value > 0.0 -> Some(sqrt value)
        | _ -> None

    /// Why there is no standard error, as a sentence; None where there is one.
    member this.NoStandardError =
        match this with
        | Estimated value when value > 0.0 -> None
        | Estimated value ->
            Some(
                invariant
                    $"the unbiased estimate of the variance is {value}, which is not positive: these samples are too \
                      small or too alike to tell the error."
            )
        | Missing why -> Some why

/// <summary>An estimate from samples, with what is needed to read it.</summary>
type Estimate =
    {
        /// The estimate.
        Value: float
        /// The estimated variance of the value, in its squared units.
        Variance: Variance
        /// The estimator's name, as in MmdEstimator.parse.
        Estimator: string
        /// The number of points in the first sample.
        N: int
        /// The number of points in the second sample.
        M: int
        /// Whether a negative value is legal: an unbiased estimator of a quantity that may be 0 must go below it.
        CanBeNegative: bool
    }

    /// The root of a positive estimate of the variance; None otherwise, and there is no floor.
    member this.StandardError = this.Variance.StandardError

    /// Why there is no standard error, as a sentence; None where there is one.
    member this.NoStandardError = this.Variance.NoStandardError

/// Making estimates.
[<RequireQualifiedAccess>]
module internal Estimate =

    /// Refuses a value that overflowed: an estimate is never NaN or infinite.
    let requireFinite (estimator: string) (value: float) (variance: Variance) : unit =
        if not (Double.IsFinite value && variance.Value |> Option.forall Double.IsFinite) then
            Guard.fail "samples" (invariant $"samples are too large for the {estimator} estimator: its sums overflow.")

    /// The mean of independent terms and the unbiased estimate of its variance, s^2 / count with s the sample standard
    /// deviation (divisor count - 1); none for a single term, for the reason given.
    let meanOf (why: string) (terms: float[]) : struct (float * Variance) =
        let mean = Array.average terms

        if terms.Length < 2 then
            struct (mean, Variance.Missing why)
        else
            let mutable total = 0.0

            for t in terms do
                total <- total + (t - mean) * (t - mean)

            let count = float terms.Length
            struct (mean, Variance.Estimated(total / (count - 1.0) / count))
