namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// The sums over two samples that the estimators are made of: memory O(n + m), never a Gram matrix.
[<NoComparison; NoEquality>]
type internal GramSums =
    {
        /// sum_j k(x_i, x_j), j = i included, length n.
        XX: float[]
        /// k(x_i, x_i), length n.
        XDiagonal: float[]
        /// sum_j k(y_i, y_j), j = i included, length m.
        YY: float[]
        /// k(y_i, y_i), length m.
        YDiagonal: float[]
        /// sum_j k(x_i, y_j), length n.
        XY: float[]
        /// sum_i k(x_i, y_j), length m.
        YX: float[]
    }

[<RequireQualifiedAccess>]
module internal GramSums =

    /// k(x_i, y_i) for equally many points, length n.
    let paired (k: Kernel) (x: Points) (y: Points) : float[] =
        Array.init x.Count (fun i -> Kernel.value k (x.Row i) (y.Row i))

    let create (k: Kernel) (x: Points) (y: Points) : GramSums =
        let ones (points: Points) = Array.create points.Count 1.0

        {
            XX = Pairwise.apply k x x (ones x)
            XDiagonal = paired k x x
            YY = Pairwise.apply k y y (ones y)
            YDiagonal = paired k y y
            XY = Pairwise.apply k x y (ones y)
            YX = Pairwise.apply k y x (ones x)
        }

    /// The row sums without their diagonal entries.
    let offDiagonal (rows: float[]) (diagonal: float[]) : float[] = Array.map2 (-) rows diagonal

/// <summary>Estimators of MMD^2(p, q) from a sample x of p (n points) and a sample y of q (m points).</summary>
/// <remarks>
/// Sources: Gretton et al. 2012 (A kernel two-sample test: V-statistic, unbiased estimator, linear-time estimator),
/// Zaremba et al. 2013 (blocks), BSAG18 (unbiased estimators and gradients, KID). Standard errors of biased, unbiased
/// and ustat are delete-one jackknives. Where p = q these statistics are degenerate: they are not near normal, and a
/// standard error is then no basis for a test.
/// <para>
/// The jackknife from row sums. Let A_i be the off-diagonal row sums of the n x n Gram matrix, S their sum, and C_i the
/// row sums of the n x m one, T their sum. Leaving out x_i removes row i and column i, equal by symmetry, so the
/// unbiased estimate becomes (S - 2 A_i)/((n-1)(n-2)) - 2 (T - C_i)/((n-1) m) + (the y part, unchanged). Its deviation
/// from the mean over i is that of g_i = -2 A_i/((n-1)(n-2)) + 2 C_i/((n-1) m), since the rest does not depend on i.
/// For the V-statistic the sum left is S - 2 A_i + a_i with diagonal a_i, A_i and S including the diagonal, over
/// (n-1)^2, so g_i = (a_i - 2 A_i)/(n-1)^2 + 2 C_i/((n-1) m). The squared standard error is
/// (n-1)/n sum_i (g_i - mean g)^2, plus the same for y: O(n + m) after the sums.
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

    let private estimate name canBeNegative (x: Points) (y: Points) value standardError =
        Estimate.checkFinite
            {
                Value = value
                StandardError = standardError
                Estimator = name
                N = x.Count
                M = y.Count
                CanBeNegative = canBeNegative
            }

    /// (n-1)/n sum_i (g_i - mean g)^2, where g_i is the estimate without observation i up to a common constant.
    let private jackknifeVariance (g: float[]) =
        let mean = Array.average g
        let n = float g.Length
        (n - 1.0) / n * Array.sumBy (fun v -> (v - mean) * (v - mean)) g

    /// 2 / ((n-1) m) C_i: how leaving out one point of the n changes the cross term.
    let private crossInfluence (n: float) (m: float) (c: float) = 2.0 * c / ((n - 1.0) * m)

    // |k| <= the largest diagonal entry (Cauchy-Schwarz), so the three means, each a sum of at most n + m rounded terms
    // in two stages with kernel values rounded d + 16 times or fewer, are off by less than this.
    let private rounding (x: Points) (y: Points) (sums: GramSums) =
        let largest = max (Array.max sums.XDiagonal) (Array.max sums.YDiagonal)
        8.0 * float (x.Count + y.Count + x.Dimension + 16) * 2.3e-16 * largest

    /// <summary>
    /// The V-statistic: 1/n^2 sum_ij k(x_i, x_j) + 1/m^2 sum_ij k(y_i, y_j) - 2/(n m) sum_ij k(x_i, y_j): MMD^2 of the
    /// empirical distributions, never negative, biased upward by (E k(X,X) - E k(X,X'))/n + (E k(Y,Y) - E k(Y,Y'))/m
    /// (BSAG18-1).
    /// </summary>
    /// <remarks>Rounding below 0 is returned as 0; a value that is negative beyond rounding means that the kernel is
    /// not positive semidefinite, an argument error. The standard error is a jackknife and needs n, m >= 2.</remarks>
    let biased (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        check x y
        let struct (x, y) = Centring.around kernel x y
        let sums = GramSums.create kernel x y
        let n, m = float x.Count, float y.Count

        let value =
            Array.sum sums.XX / (n * n) + Array.sum sums.YY / (m * m)
            - 2.0 * Array.sum sums.XY / (n * m)

        if value < -(rounding x y sums) then
            Guard.fail
                (nameof kernel)
                (invariant $"kernel must be positive semidefinite, but {kernel.Name} gives the V-statistic {value}.")

        let standardError =
            if x.Count < 2 || y.Count < 2 then
                None
            else
                let influence own diagonal cross (n: float) m =
                    Array.map3
                        (fun row k c -> (k - 2.0 * row) / ((n - 1.0) * (n - 1.0)) + crossInfluence n m c)
                        own
                        diagonal
                        cross

                let ofX = influence sums.XX sums.XDiagonal sums.XY n m
                let ofY = influence sums.YY sums.YDiagonal sums.YX m n
                Some(sqrt (jackknifeVariance ofX + jackknifeVariance ofY))

        estimate "biased" false x y (if value < 0.0 then 0.0 else value) standardError

    /// <summary>
    /// The unbiased estimator: 1/(n(n-1)) sum_(i≠j) k(x_i, x_j) + 1/(m(m-1)) sum_(i≠j) k(y_i, y_j) - 2/(n m) sum_ij
    /// k(x_i, y_j), n, m >= 2, whose mean is MMD^2 exactly (BSAG18-1); it may be negative.
    /// </summary>
    /// <remarks>The standard error is a jackknife and needs n, m >= 3.</remarks>
    let unbiased (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        check x y
        let struct (x, y) = Centring.around kernel x y
        checkCount "unbiased" (nameof x) 2 x
        checkCount "unbiased" (nameof y) 2 y
        let sums = GramSums.create kernel x y
        let n, m = float x.Count, float y.Count
        let xx = GramSums.offDiagonal sums.XX sums.XDiagonal
        let yy = GramSums.offDiagonal sums.YY sums.YDiagonal

        let value =
            Array.sum xx / (n * (n - 1.0)) + Array.sum yy / (m * (m - 1.0))
            - 2.0 * Array.sum sums.XY / (n * m)

        let standardError =
            if x.Count < 3 || y.Count < 3 then
                None
            else
                let influence own cross (n: float) m =
                    Array.map2 (fun row c -> -2.0 * row / ((n - 1.0) * (n - 2.0)) + crossInfluence n m c) own cross

                let ofX, ofY = influence xx sums.XY n m, influence yy sums.YX m n
                Some(sqrt (jackknifeVariance ofX + jackknifeVariance ofY))

        estimate "unbiased" true x y value standardError

    /// <summary>
    /// The U-statistic of pairs (x_i, y_i) = z_i, n = m >= 2: 1/(n(n-1)) sum_(i≠j) h(z_i, z_j) with h(z, z') = k(x, x')
    /// + k(y, y') - k(x, y') - k(x', y), so the cross terms k(x_i, y_i) are left out too. Unbiased; it may be negative
    /// (Gretton et al. 2012).
    /// </summary>
    /// <remarks>The standard error is a jackknife over the pairs and needs n >= 3: without pair i the estimate is
    /// (S - 2 H_i)/((n-1)(n-2)), where H_i = sum_(j≠i) h(z_i, z_j) and S is the sum of all H_i.</remarks>
    let uStatistic (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        checkPaired "ustat" x y
        let struct (x, y) = Centring.around kernel x y
        checkCount "ustat" (nameof x) 2 x
        let sums = GramSums.create kernel x y
        let cross = GramSums.paired kernel x y
        let n = float x.Count

        let h =
            Array.init x.Count (fun i ->
                (sums.XX[i] - sums.XDiagonal[i]) + (sums.YY[i] - sums.YDiagonal[i])
                - (sums.XY[i] - cross[i])
                - (sums.YX[i] - cross[i]))

        let standardError =
            if x.Count < 3 then
                None
            else
                h
                |> Array.map (fun row -> -2.0 * row / ((n - 1.0) * (n - 2.0)))
                |> jackknifeVariance
                |> sqrt
                |> Some

        estimate "ustat" true x y (Array.sum h / (n * (n - 1.0))) standardError

    /// <summary>
    /// The linear-time estimator, n = m >= 2: the mean of h(z_1, z_2), h(z_3, z_4), .. over floor(n/2) separate pairs
    /// of pairs, with h as in the U-statistic; the last point of an odd number is not used. Unbiased; it may be
    /// negative (Gretton et al. 2012).
    /// </summary>
    /// <remarks>The terms are independent: the standard error is their sample standard deviation over the root of their
    /// number, and needs n >= 4.</remarks>
    let linear (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        checkPaired "linear" x y
        let struct (x, y) = Centring.around kernel x y
        checkCount "linear" (nameof x) 2 x

        let every start =
            Array.init (x.Count / 2) (fun i -> 2 * i + start)

        let x1, x2 = Points.select (every 0) x, Points.select (every 1) x
        let y1, y2 = Points.select (every 0) y, Points.select (every 1) y

        let same =
            Array.map2 (+) (GramSums.paired kernel x1 x2) (GramSums.paired kernel y1 y2)

        let across =
            Array.map2 (+) (GramSums.paired kernel x1 y2) (GramSums.paired kernel x2 y1)

        let struct (value, standardError) = Estimate.meanOf (Array.map2 (-) same across)
        estimate "linear" true x y value standardError

    /// <summary>
    /// The block estimator, n = m >= size >= 2: the mean of the unbiased estimates on floor(n/size) separate blocks of
    /// consecutive points; points beyond the last whole block are not used. Unbiased; it may be negative (Zaremba
    /// et al. 2013).
    /// </summary>
    /// <remarks>The blocks are independent: the standard error is the sample standard deviation of their estimates over
    /// the root of their number, and needs two blocks.</remarks>
    let block (size: int) (kernel: Kernel) (x: Points) (y: Points) : Estimate =
        Guard.atLeast (nameof size) 2 size
        let name = invariant $"block:{size}"
        checkPaired name x y
        let struct (x, y) = Centring.around kernel x y
        checkCount name (nameof x) size x

        let blockOf points b =
            Points.select (Array.init size (fun i -> b * size + i)) points

        let terms =
            Array.init (x.Count / size) (fun b -> (unbiased kernel (blockOf x b) (blockOf y b)).Value)

        let struct (value, standardError) = Estimate.meanOf terms
        estimate name true x y value standardError

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
    let byName (name: string) : Kernel -> Points -> Points -> Estimate = Form.read "estimator" forms name
