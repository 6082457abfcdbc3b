namespace GanFlowTheory.Core

open MathNet.Numerics.Distributions

/// <summary>A test of which of two samples is closer to a reference.</summary>
type RelativeSimilarity =
    {
        /// The estimate of MMD^2(r, p) - MMD^2(r, q), with its variance.
        Difference: MmdDifference
        /// The difference over its standard error; None where there is none, and no test.
        Statistic: float option
        /// <summary>Of the hypothesis that the first sample is not closer than the second, in [0, 1]: small says that the
        /// first is closer, and near 1 that the second is. None where there is no test.</summary>
        P: float option
        /// Why there is no test, as a sentence; None where there is one.
        NoTest: string option
    }

/// <summary>The three-sample test of relative similarity, by estimates of MMD^2 that share the reference (Bounliphone et al.
/// 2016, BSAG18-7).</summary>
[<RequireQualifiedAccess>]
module RelativeSimilarity =

    /// <summary>The test of a difference: t is the difference over its standard error and p = Phi(t), nearly normal in large
    /// samples whose laws differ from the reference.</summary>
    /// <remarks>Where the variance is not positive, there is no test and the result says so. Where all three laws are the
    /// same, t is far from normal and the level is only near its name: SwapTest.swap has an exact one.</remarks>
    let ofDifference (difference: MmdDifference) : RelativeSimilarity =
        let statistic =
            difference.StandardError |> Option.map (fun error -> difference.Value / error)

        {
            Difference = difference
            Statistic = statistic
            P = statistic |> Option.map (fun t -> Normal.CDF(0.0, 1.0, t))
            NoTest =
                difference.NoStandardError
                |> Option.map (fun why -> invariant $"There is no test: {why}")
        }

    /// <summary>Tests whether the first sample is closer to the reference than the second, by the unbiased
    /// estimators.</summary>
    let test (kernel: Kernel) (reference: Points) (first: Points) (second: Points) : RelativeSimilarity =
        ofDifference (MmdDifference.unbiased kernel reference first second)

    /// What the test says at a level, in one sentence.
    let sentence (level: float) (test: RelativeSimilarity) : string =
        Guard.positive (nameof level) level

        match test.P with
        | None -> test.NoTest |> Option.defaultValue "There is no test."
        | Some p when p <= level ->
            invariant $"The first sample is closer to the reference than the second, at level {level}: p = {p:G4}."
        | Some p when 1.0 - p <= level ->
            invariant $"The second sample is closer to the reference than the first, at level {level}: p = {p:G4}."
        | Some p ->
            invariant $"Which of the two is closer to the reference cannot be told at level {level}: p = {p:G4}."
