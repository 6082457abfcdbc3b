namespace GanFlowTheory.Core

/// <summary>Estimators of MMD^2(p, q) from a sample x of p (n points) and a sample y of q (m points).</summary>
/// <remarks>
/// Sources: Gretton et al. 2012 (A kernel two-sample test: V-statistic, unbiased estimator, linear-time estimator),
/// Zaremba et al. 2013 (blocks), BSAG18 (unbiased estimators and gradients, KID), Sutherland 2019 (unbiased variances).
/// <para>
/// Each comes with the estimate of its variance. That of biased, unbiased and ustat is the one that is symmetric in each
/// sample and exactly unbiased, for n, m >= 4 (BSAG18-7): it costs no second pass, and it may be negative, where there is
/// no standard error, never a floor. Linear and block are means of independent terms, and theirs is s^2 over the number of
/// terms: exactly unbiased too, and as fast as they are. Where p = q the statistics are degenerate: their variance is of
/// order 1/n^2 and they are not near normal, so that a standard error is no basis for a test.
/// </para>
/// </remarks>
[<RequireQualifiedAccess>]
module MmdEstimator =

    let private check (x: Points) (y: Points) =
        Points.checkFinite (nameof x) x
        Points.checkFinite (nameof y) y
        Guard.sameDimension (nameof y) x.Dimension y.Dimension

    let private checkPaired (estimator: string) (x: Points) (y: Points) =
        check x y

        if x.Count <> y.Count then
            Guard.fail
                (nameof y)
                (invariant
                    $"y must have as many points as x for the {estimator} estimator, but has {y.Count} and x has {x.Count}.")

    let private checkCount (estimator: string) (name: string) (least: int) (points: Points) =
        if points.Count < least then
            Guard.fail
                name
                (invariant
                    $"{name} must have at least {least} points for the {estimator} estimator, but has {points.Count}.")

    let private estimate name canBeNegative (x: Points) (y: Points) value variance =
        Estimate.requireFinite name value variance

        {
            Value = value
            Variance = variance
            Estimator = name
            N = x.Count
            M = y.Count
            CanBeNegative = canBeNegative
        }

    let private ofSums name canBeNegative (x: Points) (y: Points) (sums: SampleSums) (statistic: PairStatistic) =
        PairStatistic.variance sums [ "x"; "y" ] statistic
        |> estimate name canBeNegative x y (PairStatistic.value sums statistic)

    /// <summary>
    /// The V-statistic: 1/n^2 sum_ij k(x_i, x_j) + 1/m^2 sum_ij k(y_i, y_j) - 2/(n m) sum_ij k(x_i, y_j): MMD^2 of the
    /// empirical distributions, never negative, biased upward by (E k(X,X) - E k(X,X'))/n + (E k(Y,Y) - E k(Y,Y'))/m
    /// (BSAG18-1).
    /// </summary>
    /// <remarks>Rounding below 0 is returned as 0; a value that is negative beyond rounding means that the kernel is
    /// not positive semidefinite, an argument error. The variance needs n, m >= 4.</remarks>
    let biased (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        check x y
        let sums = SampleSums.create kernel [ x; y ]
        let estimate = ofSums "biased" false x y sums (MmdStatistic.biased x.Count y.Count)

        if estimate.Value < -sums.Rounding then
            Guard.fail
                (nameof kernel)
                (invariant
                    $"kernel must be positive semidefinite, but {kernel.Name} gives the V-statistic {estimate.Value}.")

        { estimate with
            Value = max 0.0 estimate.Value
        }

    /// <summary>
    /// The unbiased estimator: 1/(n(n-1)) sum_(i≠j) k(x_i, x_j) + 1/(m(m-1)) sum_(i≠j) k(y_i, y_j) - 2/(n m) sum_ij
    /// k(x_i, y_j), n, m >= 2, whose mean is MMD^2 exactly (BSAG18-1); it may be negative.
    /// </summary>
    /// <remarks>The variance needs n, m >= 4.</remarks>
    let unbiased (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        check x y
        checkCount "unbiased" (nameof x) 2 x
        checkCount "unbiased" (nameof y) 2 y
        ofSums "unbiased" true x y (SampleSums.create kernel [ x; y ]) MmdStatistic.unbiased

    /// <summary>
    /// The U-statistic of pairs (x_i, y_i) = z_i, n = m >= 2: 1/(n(n-1)) sum_(i≠j) h(z_i, z_j) with h(z, z') = k(x, x')
    /// + k(y, y') - k(x, y') - k(x', y), so the cross terms k(x_i, y_i) are left out too. Unbiased; it may be negative
    /// (Gretton et al. 2012).
    /// </summary>
    /// <remarks>The variance needs n >= 4. It is that of the unbiased estimator, and what the choice of the pairs adds: it
    /// does not depend on how the points are paired.</remarks>
    let uStatistic (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        checkPaired "ustat" x y
        checkCount "ustat" (nameof x) 2 x
        ofSums "ustat" true x y (SampleSums.create kernel [ x; y ]) MmdStatistic.paired

    /// <summary>
    /// The linear-time estimator, n = m >= 2: the mean of h(z_1, z_2), h(z_3, z_4), .. over floor(n/2) separate pairs
    /// of pairs, with h as in the U-statistic; the last point of an odd number is not used. Unbiased; it may be
    /// negative (Gretton et al. 2012).
    /// </summary>
    /// <remarks>The terms are independent: the variance is s^2 over their number, s their sample standard deviation, and
    /// needs n >= 4.</remarks>
    let linear (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        checkPaired "linear" x y
        checkCount "linear" (nameof x) 2 x
        let struct (x, y) = Centring.around kernel x y

        let every start =
            Array.init (x.Count / 2) (fun i -> 2 * i + start)

        let x1, x2 = Points.select (every 0) x, Points.select (every 1) x
        let y1, y2 = Points.select (every 0) y, Points.select (every 1) y

        let paired (x: Points) (y: Points) =
            Array.init x.Count (fun i -> Kernel.value kernel (x.Row i) (y.Row i))

        let same = Array.map2 (+) (paired x1 x2) (paired y1 y2)
        let across = Array.map2 (+) (paired x1 y2) (paired x2 y1)

        let struct (value, variance) =
            Array.map2 (-) same across
            |> Estimate.meanOf (
                invariant $"the variance of the linear estimator needs at least 4 points in each sample, not {x.Count}."
            )

        estimate "linear" true x y value variance

    /// <summary>
    /// The block estimator, n = m >= size >= 2: the mean of the unbiased estimates on floor(n/size) separate blocks of
    /// consecutive points; points beyond the last whole block are not used. Unbiased; it may be negative (Zaremba
    /// et al. 2013).
    /// </summary>
    /// <remarks>The blocks are independent: the variance is s^2 over their number, s the sample standard deviation of their
    /// estimates, and needs two blocks.</remarks>
    let block (size: int) (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        Guard.atLeast (nameof size) 2 size
        let name = invariant $"block:{size}"
        checkPaired name x y
        checkCount name (nameof x) size x
        let struct (x, y) = Centring.around kernel x y

        let blockOf points b =
            Points.select (Array.init size (fun i -> b * size + i)) points

        let valueOf b =
            let sums = SampleSums.create kernel [ blockOf x b; blockOf y b ]
            PairStatistic.value sums MmdStatistic.unbiased

        let struct (value, variance) =
            LongWork.each (x.Count / size) valueOf
            |> Estimate.meanOf (
                invariant
                    $"the variance of the {name} estimator needs at least two blocks, {2 * size} points, not {x.Count}."
            )

        estimate name true x y value variance

    /// How estimators are spelled.
    let forms: Form<Kernel -> Points -> Points -> Estimate> list =
        [
            Form.plain "biased" "the V-statistic: never negative, biased upward" biased
            Form.plain "unbiased" "without the diagonal terms of either sample; may be negative" unbiased
            Form.plain
                "ustat"
                "the U-statistic of pairs: as unbiased, without the cross terms i = j; equal sizes"
                uStatistic
            Form.plain "linear" "the mean over separate pairs, in linear time; equal sizes" linear
            Form.ofNumber
                "block:SIZE"
                "the mean of unbiased over separate blocks; equal sizes"
                (Numeral.wholeFrom 2)
                block
        ]

    /// <summary>The estimator of a name: biased, unbiased, ustat, linear, or block:SIZE with a whole number of at
    /// least 2. Another name is an argument error that suggests the nearest one.</summary>
    let parse (expression: string) : Kernel -> Points -> Points -> Estimate = Form.read "estimator" forms expression
