namespace GanFlowTheory.Core

/// <summary>A test of the hypothesis that two samples come from one law.</summary>
type TwoSampleTest =
    {
        /// The estimate of MMD^2 of the two samples.
        Statistic: float
        /// The p-value: the share of splits whose statistic is at least as large, that of the samples counted with them.
        P: float
        /// What the statistic must exceed to be rejected at the level; None where there are too few splits to reject
        /// anything.
        Threshold: float option
        /// The level, in (0, 1).
        Level: float
        /// How many splits the statistic is compared with, its own one among them.
        Splits: int
        /// Whether these are all splits of the pooled points into samples of these sizes.
        Exact: bool
        /// The kernel's name.
        Kernel: string
        /// The estimator's name.
        Estimator: string
        /// The number of points in the first sample.
        N: int
        /// The number of points in the second sample.
        M: int
    }

    /// Whether the hypothesis is rejected: p <= level.
    member this.IsRejected = this.P <= this.Level

/// <summary>Permutation tests of two samples by MMD^2 (Gretton et al. 2012).</summary>
/// <remarks>Under the hypothesis that x and y come from one law every split of the pooled points is as likely as the
/// observed one, whatever the law, the kernel and the sizes: P(p &lt;= a) &lt;= a exactly. The kernel must not depend on the
/// split: a bandwidth may be taken from the pooled points, not from one of the samples.</remarks>
[<RequireQualifiedAccess>]
module TwoSampleTest =

    let internal check (estimator: SplitEstimator) (x: Points) (y: Points) =
        let least =
            match estimator with
            | SplitEstimator.Unbiased -> 2
            | SplitEstimator.Biased -> 1

        for name, points in [ nameof x, x; nameof y, y ] do
            Points.checkFinite name points

            if points.Count < least then
                Guard.fail
                    name
                    (invariant
                        $"{name} must have at least {least} points for the {SplitEstimator.nameOf estimator} estimator, but has {points.Count}.")

        Guard.sameDimension (nameof y) x.Dimension y.Dimension

    /// <summary>The points of both samples in an order that does not depend on which is whose: what a bandwidth may be taken
    /// from, (n + m) x d.</summary>
    let pooled (x: Points) (y: Points) : Points =
        Guard.sameDimension (nameof y) x.Dimension y.Dimension
        Points.append x y |> Points.toRows |> Array.sort |> Points.ofRows

    /// <summary>Compares MMD^2 of x and y with that of other splits of the pooled points: all of them where there are at
    /// most 20,000, else as many as the options say, each drawn uniformly.</summary>
    let permutation
        (options: PermutationOptions)
        (estimator: SplitEstimator)
        (kernel: Kernel)
        (x: Points)
        (y: Points)
        : TwoSampleTest =
        PermutationOptions.check options
        check estimator x y
        let shares = Shares 1.0

        let splits =
            shares.Take(Splits.Share, (fun () -> Splits.create options x.Count y.Count))

        let statistics () =
            SplitStatistics.create estimator kernel (Points.append x y) splits

        let struct (statistics, rounding) = shares.Take(1.0 - Splits.Share, statistics)

        Array.iter (Guard.finite "statistic") statistics

        {
            Statistic = statistics[0]
            P = Permutations.pValue rounding statistics
            Threshold = Permutations.threshold options.Level statistics
            Level = options.Level
            Splits = splits.Sets.Length
            Exact = splits.Exact
            Kernel = kernel.Name
            Estimator = SplitEstimator.nameOf estimator
            N = x.Count
            M = y.Count
        }

    /// What the test says, in one sentence.
    let sentence (test: TwoSampleTest) : string =
        if test.IsRejected then
            invariant $"The samples come from different laws, at level {test.Level}: p = {test.P:G4}."
        elif test.Threshold.IsNone then
            invariant
                $"{test.Splits} splits are too few to reject anything at level {test.Level}: p is at least \
                  {1.0 / float test.Splits:G4}."
        else
            invariant
                $"No difference is seen at level {test.Level}, p = {test.P:G4}; that does not show that the laws are the same."
