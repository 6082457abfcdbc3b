namespace GanFlowTheory.Core

/// One kernel of an aggregated test.
type AggregatedPart =
    {
        /// The kernel's name.
        Kernel: string
        /// The estimate of MMD^2 of the two samples.
        Statistic: float
        /// The p-value of this kernel by itself.
        P: float
    }

/// <summary>A test of the hypothesis that two samples come from one law, by several kernels at once.</summary>
type AggregatedTest =
    {
        /// The smallest of the kernels' p-values: small says that some kernel sees a difference.
        Statistic: float
        /// The p-value of that: the share of splits whose own smallest p-value is at most as large.
        P: float
        /// The level, in (0, 1).
        Level: float
        /// How many splits it is compared with, its own one among them.
        Splits: int
        /// Whether these are all splits of the pooled points into samples of these sizes.
        Exact: bool
        /// The kernels, in the order given.
        Parts: AggregatedPart list
        /// The estimator's name.
        Estimator: string
        /// The number of points in the first sample.
        N: int
        /// The number of points in the second sample.
        M: int
    }

    /// Whether the hypothesis is rejected: p <= level.
    member this.IsRejected = this.P <= this.Level

/// <summary>Permutation tests by several kernels, such as Gaussians of several bandwidths, at one exact level.</summary>
/// <remarks>Each split has a p-value by each kernel among the same splits; its smallest is a statistic like any other,
/// exchangeable under the hypothesis, so that its own p-value is exact, P(p &lt;= a) &lt;= a, without a correction that
/// loses power to kernels that say the same (Westfall and Young 1993; the same aim by a second set of permutations: Schrab
/// et al. 2023).</remarks>
[<RequireQualifiedAccess>]
module AggregatedTest =

    // The share of the statistics that are at least as large as each, within the rounding.
    let private pValues (slack: float) (statistics: float[]) : float[] =
        let sorted = Array.sort statistics

        // The first position whose statistic is not below the bound.
        let below (bound: float) =
            let mutable first = 0
            let mutable last = sorted.Length

            while first < last do
                let middle = first + (last - first) / 2

                if sorted[middle] < bound then
                    first <- middle + 1
                else
                    last <- middle

            first

        statistics
        |> Array.map (fun t -> float (sorted.Length - below (t - slack)) / float sorted.Length)

    /// <summary>The Gaussian kernels of 2^k times the median distance of the pooled points, k = -reach .. reach, which any
    /// split of them gives.</summary>
    let gaussians (reach: int) (x: Points) (y: Points) : Kernel list =
        Guard.atLeast (nameof reach) 0 reach
        let median = Bandwidth.median (TwoSampleTest.pooled x y)
        [ for k in -reach .. reach -> Kernel.gaussian (median * 2.0 ** float k) ]

    /// <summary>Compares the samples with other splits of the pooled points, as TwoSampleTest.permutation does, by each
    /// kernel; the splits are the same for all.</summary>
    let permutation
        (options: PermutationOptions)
        (estimator: SplitEstimator)
        (kernels: Kernel list)
        (x: Points)
        (y: Points)
        : AggregatedTest =
        PermutationOptions.check options
        TwoSampleTest.check estimator x y

        if kernels.IsEmpty then
            Guard.fail (nameof kernels) "kernels must not be empty."

        let shares = Shares 1.0

        let splits =
            shares.Take(Splits.Share, (fun () -> Splits.create options x.Count y.Count))

        let pooled = Points.append x y

        let parts () =
            kernels
            |> LongWork.map (fun kernel ->
                let struct (statistics, rounding) =
                    SplitStatistics.create estimator kernel pooled splits

                Array.iter (Guard.finite "statistic") statistics
                kernel, statistics[0], pValues rounding statistics)

        let parts = shares.Take(1.0 - Splits.Share, parts)

        let smallest =
            Array.init splits.Sets.Length (fun b -> parts |> List.map (fun (_, _, p) -> p[b]) |> List.min)

        {
            Statistic = smallest[0]
            // p-values are fractions of one denominator: equal ones are equal to the bit.
            P = smallest |> Array.map (~-) |> Permutations.pValue 0.0
            Level = options.Level
            Splits = splits.Sets.Length
            Exact = splits.Exact
            Parts =
                [
                    for kernel, statistic, p in parts ->
                        {
                            Kernel = kernel.Name
                            Statistic = statistic
                            P = p[0]
                        }
                ]
            Estimator = SplitEstimator.nameOf estimator
            N = x.Count
            M = y.Count
        }

    /// What the test says, in one sentence.
    let sentence (test: AggregatedTest) : string =
        if test.IsRejected then
            let best = test.Parts |> List.minBy _.P

            invariant
                $"The samples come from different laws, at level {test.Level}: p = {test.P:G4} over {test.Parts.Length} \
                  kernels, seen best by {best.Kernel}."
        else
            invariant
                $"No difference is seen by {test.Parts.Length} kernels at level {test.Level}, p = {test.P:G4}; that does \
                  not show that the laws are the same."
