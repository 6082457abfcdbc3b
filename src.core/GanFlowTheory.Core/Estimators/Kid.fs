namespace GanFlowTheory.Core

open System

/// A kernel distance between two sets of features.
type KidEstimate =
    {
        /// The estimate of MMD^2, with its standard error where it has one.
        Estimate: Estimate
        /// The standard deviation (divisor B - 1) of the estimates on the B subsets or blocks, in units of the estimate; None
        /// for the full estimator and for a single part.
        Spread: float option
        /// The number of subsets or blocks; 1 for the full estimator.
        Parts: int
        /// The kernel's name.
        Kernel: string
        /// What to know when reading the estimate, in sentences; often none.
        Remarks: string list
    }

    /// Why there is no standard error, in one sentence; None where there is one.
    member this.NoStandardError = this.Estimate.NoStandardError

/// <summary>KID: the unbiased estimate of MMD^2 between features of a data set and of generated samples, for any kernel;
/// the paper's is poly3, (&lt;x, y>/d + 1)^3 (BSAG18-6).</summary>
/// <remarks>
/// Features are rows, points in memory or not: a float32 file is read in blocks, its inner products are sums of at most 64
/// terms in float32 that are added up in float64, and kernel values and all sums over them are float64. Memory is O(n d) or a
/// block of it, and never a Gram matrix.
/// <para>
/// The full estimator uses every pair of rows. The mean over random subsets is an incomplete version of it: over all pairs of
/// subsets of one size it is the full one. Its spread over subsets says how far subsets of that size differ, and is no
/// standard error of the mean: subsets share rows, and more of them make no more data.
/// </para>
/// </remarks>
[<RequireQualifiedAccess>]
module Kid =

    let private shared =
        "Subsets share rows, so their spread is not the standard error of their mean: the full estimate and blocks have one."

    let private check (features: Rows) (generated: Rows) =
        Guard.sameDimension (nameof generated) features.Dimension generated.Dimension

    let private checkCount (name: string) (least: int) (what: string) (rows: Rows) =
        if rows.Count < least then
            Guard.fail name (invariant $"{name} must have at least {least} rows for {what}, but has {rows.Count}.")

    /// Whether all rows are equal.
    let private isConstant (rows: Rows) : bool =
        let first = Array.zeroCreate rows.Dimension
        rows.Read(0, Span first)
        let mutable same = true
        let mutable at = 1
        let other = Array.zeroCreate rows.Dimension

        // Rows that differ do so at once, or nearly.
        while same && at < rows.Count do
            rows.Read(at, Span other)
            same <- ReadOnlySpan(first).SequenceEqual(ReadOnlySpan other)
            at <- at + 1

        same

    let private negative =
        "The estimate is negative, as an unbiased estimate of a distance near 0 often is: it shows no difference."

    let private constant (name: string) (rows: Rows) =
        if rows.Count > 1 && isConstant rows then
            Some(
                invariant
                    $"All {rows.Count} rows of {name} are equal: constant features measure nothing of their samples."
            )
        else
            None

    let private result (kernel: Kernel) (name: string) features generated value variance spread parts =
        Estimate.requireFinite name value variance

        {
            Estimate =
                {
                    Value = value
                    Variance = variance
                    Estimator = name
                    N = (features: Rows).Count
                    M = (generated: Rows).Count
                    CanBeNegative = true
                }
            Spread = spread
            Parts = parts
            Kernel = kernel.Name
            Remarks =
                List.choose
                    id
                    [
                        if value < 0.0 then Some negative else None
                        constant (nameof features) features
                        constant (nameof generated) generated
                    ]
        }

    // The mean of some estimates and their standard deviation (divisor B - 1); none of a single one.
    let private meanAndSpread (values: float[]) : struct (float * float option) =
        let mean = Array.average values

        if values.Length < 2 then
            struct (mean, None)
        else
            let squares = values |> Array.sumBy (fun v -> (v - mean) * (v - mean))
            struct (mean, Some(sqrt (squares / float (values.Length - 1))))

    /// <summary>The full estimator, on all rows of both: 1/(n(n-1)) sum_(i≠j) k(x_i, x_j) + 1/(m(m-1)) sum_(i≠j) k(y_i, y_j) -
    /// 2/(n m) sum_ij k(x_i, y_j), n, m >= 2; it may be negative (BSAG18-6).</summary>
    let full (kernel: Kernel) (features: Rows) (generated: Rows) : KidEstimate =
        check features generated
        checkCount (nameof features) 2 "KID" features
        checkCount (nameof generated) 2 "KID" generated
        let sums = SampleSums.ofRows kernel [ features; generated ]
        let value = PairStatistic.value sums MmdStatistic.unbiased

        let variance =
            PairStatistic.variance sums [ nameof features; nameof generated ] MmdStatistic.unbiased

        result kernel "kid" features generated value variance None 1

    /// <summary>The mean of the full estimator over so many random subsets of one size, drawn without replacement from
    /// each sample; the paper's are 100 subsets of 1,000 rows. Unbiased; it may be negative (BSAG18-6).</summary>
    /// <remarks>The spread is the standard deviation over subsets. There is no standard error: subsets share rows.</remarks>
    let subsets
        (count: int)
        (size: int)
        (seed: Seed)
        (kernel: Kernel)
        (features: Rows)
        (generated: Rows)
        : KidEstimate =
        Guard.atLeast (nameof count) 1 count
        Guard.atLeast (nameof size) 2 size
        check features generated
        let what = invariant $"subsets of {size}"
        checkCount (nameof features) size what features
        checkCount (nameof generated) size what generated

        let draw (label: string) (rows: Rows) =
            Array.init count (fun b ->
                Seed.permutation rows.Count (seed |> Seed.split label |> Seed.splitAt b)
                |> Array.truncate size
                |> Array.sort)

        let ofX, ofY = draw "features" features, draw "generated" generated
        let values = KidSums.onSubsets kernel features generated ofX ofY
        let struct (mean, spread) = meanAndSpread values

        result
            kernel
            (invariant $"kid-subsets:{count}x{size}")
            features
            generated
            mean
            (Variance.Missing shared)
            spread
            count

    /// <summary>The mean of the full estimator over separate blocks of consecutive rows, as many as both samples have whole
    /// ones; rows beyond them are not used. Unbiased; it may be negative (BSAG18-6).</summary>
    /// <remarks>Rows must be in random order. The blocks are then independent: the spread, the standard deviation over
    /// blocks, over the root of their number is the standard error, which needs two blocks.</remarks>
    let blocks (size: int) (kernel: Kernel) (features: Rows) (generated: Rows) : KidEstimate =
        Guard.atLeast (nameof size) 2 size
        check features generated
        let what = invariant $"blocks of {size}"
        checkCount (nameof features) size what features
        checkCount (nameof generated) size what generated
        let count = min features.Count generated.Count / size

        let values =
            LongWork.each count (fun b ->
                KidSums.value kernel (Rows.block (b * size) size features) (Rows.block (b * size) size generated))

        let struct (mean, spread) = meanAndSpread values

        let variance =
            match spread with
            | Some spread -> Variance.Estimated(spread * spread / float count)
            | None -> Variance.Missing(invariant $"A standard error needs 2 blocks of {size} rows, but there is 1.")

        result kernel (invariant $"kid-blocks:{size}") features generated mean variance spread count
