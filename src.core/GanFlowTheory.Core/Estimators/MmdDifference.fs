namespace GanFlowTheory.Core

/// <summary>An estimate of MMD^2(r, p) - MMD^2(r, q) from three samples: negative says that p is closer to the reference
/// r.</summary>
type MmdDifference =
    {
        /// The estimate.
        Value: float
        /// The estimated variance of the value, in its squared units.
        Variance: Variance
        /// The estimator's name, as in MmdDifference.parse.
        Estimator: string
        /// The number of points in the reference sample.
        ReferenceCount: int
        /// The number of points in the sample of p.
        FirstCount: int
        /// The number of points in the sample of q.
        SecondCount: int
    }

    /// The root of a positive estimate of the variance; None otherwise, and there is no floor.
    member this.StandardError = this.Variance.StandardError

    /// Why there is no standard error, as a sentence; None where there is one.
    member this.NoStandardError = this.Variance.NoStandardError

/// <summary>Estimators of MMD^2(r, p) - MMD^2(r, q) that share the sample of the reference r, from l points of r, n of p and
/// m of q.</summary>
/// <remarks>The pairs within the reference cancel. The variance takes into account that both share it: it is the estimate
/// that is symmetric in each sample and exactly unbiased, for l >= 2 and n, m >= 4, and it may be negative, where there is
/// no standard error (BSAG18-7, Bounliphone et al. 2016, Sutherland 2019).</remarks>
[<RequireQualifiedAccess>]
module MmdDifference =

    let private check (reference: Points) (first: Points) (second: Points) =
        for name, points in [ nameof reference, reference; nameof first, first; nameof second, second ] do
            Points.checkFinite name points
            Guard.sameDimension name reference.Dimension points.Dimension

    let private checkCount (estimator: string) (name: string) (least: int) (points: Points) =
        if points.Count < least then
            Guard.fail
                name
                (invariant
                    $"{name} must have at least {least} points for the {estimator} estimator, but has {points.Count}.")

    let private difference name kernel (reference: Points) (first: Points) (second: Points) statistic =
        let sums = SampleSums.create kernel [ reference; first; second ]
        let value = PairStatistic.value sums statistic

        let variance =
            PairStatistic.variance sums [ "the reference"; "the first sample"; "the second sample" ] statistic

        Estimate.requireFinite name value variance

        {
            Value = value
            Variance = variance
            Estimator = name
            ReferenceCount = reference.Count
            FirstCount = first.Count
            SecondCount = second.Count
        }

    /// <summary>The difference of the unbiased estimators: the mean of k(a_i, a_j) over i ≠ j less that of k(b_i, b_j), less
    /// twice that of k(r_i, a_j) and with twice that of k(r_i, b_j), where a is the first sample and b the second, n, m >=
    /// 2.</summary>
    let unbiased (kernel: Kernel) (reference: Points) (first: Points) (second: Points) : MmdDifference =
        check reference first second
        checkCount "unbiased" (nameof first) 2 first
        checkCount "unbiased" (nameof second) 2 second
        difference "unbiased" kernel reference first second MmdStatistic.difference

    /// <summary>The difference of the U-statistics of pairs, l = n = m >= 2: as unbiased, the terms k(r_i, a_i) and k(r_i,
    /// b_i) left out too (Bounliphone et al. 2016).</summary>
    let uStatistic (kernel: Kernel) (reference: Points) (first: Points) (second: Points) : MmdDifference =
        check reference first second
        checkCount "ustat" (nameof reference) 2 reference

        for name, points in [ nameof first, first; nameof second, second ] do
            if points.Count <> reference.Count then
                Guard.fail
                    name
                    (invariant
                        $"{name} must have as many points as reference for the ustat estimator, but has {points.Count} and \
                          reference has {reference.Count}.")

        difference "ustat" kernel reference first second MmdStatistic.pairedDifference

    /// How estimators of differences are spelled.
    let forms: Form<Kernel -> Points -> Points -> Points -> MmdDifference> list =
        [
            Form.plain "unbiased" "without the diagonal terms of any sample" unbiased
            Form.plain "ustat" "as unbiased, without the cross terms i = j; equal sizes" uStatistic
        ]

    /// <summary>The estimator of a name: unbiased or ustat. Another name is an argument error that suggests the nearest
    /// one.</summary>
    let parse (expression: string) : Kernel -> Points -> Points -> Points -> MmdDifference =
        Form.read "estimator" forms expression
