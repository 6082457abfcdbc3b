namespace GanFlowTheory.Core

/// A statistic of two samples that does not see their order, so that it is a function of a split.
[<RequireQualifiedAccess>]
type SplitEstimator =
    /// The unbiased estimator of MMD^2.
    | Unbiased
    /// The V-statistic.
    | Biased

/// Statistics that do not see the order of their samples.
[<RequireQualifiedAccess>]
module SplitEstimator =

    let internal nameOf (estimator: SplitEstimator) : string =
        match estimator with
        | SplitEstimator.Unbiased -> "unbiased"
        | SplitEstimator.Biased -> "biased"

    /// How the statistics of a permutation test are spelled.
    let forms: Form<SplitEstimator> list =
        [
            Form.plain "unbiased" "the unbiased estimator of MMD^2" SplitEstimator.Unbiased
            Form.plain "biased" "the V-statistic" SplitEstimator.Biased
        ]

    /// <summary>The statistic of a name: unbiased or biased. Another name is an argument error that suggests the nearest
    /// one.</summary>
    let parse (expression: string) : SplitEstimator = Form.read "statistic" forms expression

/// <summary>MMD^2 of every split of pooled points, from one pass over the kernel.</summary>
/// <remarks>With s the 0/1 vector of the first sample and the pooled Gram matrix K without its diagonal, the sums within the
/// first sample, between the two and within the second are q = s^T K s, s^T K 1 - q and 1^T K 1 - 2 s^T K 1 + q.</remarks>
[<RequireQualifiedAccess>]
module internal SplitStatistics =

    /// The statistics of the splits, and the rounding within which two of them are equal.
    let create
        (estimator: SplitEstimator)
        (kernel: Kernel)
        (pooled: Points)
        (splits: Splits)
        : struct (float[] * float) =
        let sums = SampleSums.create kernel [ pooled ]
        let sets = sums.Sets(0, splits.Sets)
        let rows, diagonal = sets.Whole.Rows, sets.Whole.Diagonal
        let all, trace = Array.sum rows, Array.sum diagonal
        let n, m = float splits.First, float (splits.Points - splits.First)

        let perSplit (values: float[]) =
            splits.Sets |> Array.map (Array.sumBy (fun i -> values[i]))

        let touching = perSplit rows

        let statistic =
            match estimator with
            | SplitEstimator.Unbiased ->
                fun b q ->
                    let between = touching[b] - q
                    let others = all - 2.0 * touching[b] + q
                    q / (n * (n - 1.0)) + others / (m * (m - 1.0)) - 2.0 * between / (n * m)
            | SplitEstimator.Biased ->
                let own = perSplit diagonal

                fun b q ->
                    let between = touching[b] - q
                    let others = all - 2.0 * touching[b] + q

                    (q + own[b]) / (n * n) + (others + trace - own[b]) / (m * m)
                    - 2.0 * between / (n * m)

        struct (Array.mapi statistic sets.Inside, sums.Rounding)
