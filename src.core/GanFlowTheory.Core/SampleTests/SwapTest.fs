namespace GanFlowTheory.Core

/// <summary>An exact test of the hypothesis that two samples come from one law, against the first being closer to a
/// reference.</summary>
type SwapTest =
    {
        /// The unbiased estimate of MMD^2(r, p) - MMD^2(r, q).
        Statistic: float
        /// The p-value: the share of swaps whose statistic is at most as large, that of the samples counted with them. Small
        /// says that the first sample is closer.
        P: float
        /// The level, in (0, 1).
        Level: float
        /// How many swaps the statistic is compared with, its own one among them.
        Swaps: int
        /// Whether these are all 2^n.
        Exact: bool
        /// The kernel's name.
        Kernel: string
        /// The number of points in the reference sample.
        ReferenceCount: int
        /// The number of points in each of the others.
        Count: int
    }

    /// Whether the hypothesis is rejected: p <= level.
    member this.IsRejected = this.P <= this.Level

/// <summary>The exact version of the three-sample test: it exchanges a_i with b_i.</summary>
/// <remarks>Where A and B come from one law, all 2^n exchanges of some a_i with b_i are equally likely, whatever the
/// reference, so that P(p &lt;= a) &lt;= a exactly, also where all three laws are the same and the normal test is not to be
/// trusted. The difference is linear in the signs e_i of the swaps: sum_i e_i g_i with g_i = (sum_(j≠i) k(a_i, a_j) -
/// k(b_i, b_j) + k(a_i, b_j) - k(b_i, a_j))/(n (n-1)) - 2/(l n) sum_r (k(r, a_i) - k(r, b_i)), one pass over the
/// kernel.</remarks>
[<RequireQualifiedAccess>]
module SwapTest =

    // +1 or -1 of each point in each swap; the first is the observed one.
    let private signs (options: PermutationOptions) (count: int) : struct (float[][] * bool) =
        if count <= 30 && 1 <<< count <= Permutations.exactUpTo then
            let all =
                Array.init (1 <<< count) (fun bits ->
                    Array.init count (fun i -> if bits >>> i &&& 1 = 1 then -1.0 else 1.0))

            struct (all, true)
        else
            let drawn =
                Array.init (options.Permutations + 1) (fun b ->
                    if b = 0 then
                        Array.create count 1.0
                    else
                        options.Seed
                        |> Seed.splitAt b
                        |> Seed.uniforms count
                        |> Array.map (fun u -> if u < 0.5 then -1.0 else 1.0))

            struct (drawn, false)

    /// What each pair (a_i, b_i) adds to the difference, length n.
    let private parts (sums: SampleSums) : float[] =
        let l, n = float (sums.Count 0), float (sums.Count 1)
        sums.Expect [ 1, 1; 2, 2; 1, 2; 0, 1; 0, 2 ]
        let a, b = (sums.Own 1).Rows, (sums.Own 2).Rows
        let between, toA, toB = sums.Cross(1, 2), sums.Cross(0, 1), sums.Cross(0, 2)

        Array.init a.Length (fun i ->
            // The terms j = i of the two sums between A and B are the same one.
            (a[i] - b[i] + between.Rows[i] - between.Columns[i]) / (n * (n - 1.0))
            - 2.0 * (toA.Columns[i] - toB.Columns[i]) / (l * n))

    /// <summary>Compares MMD^2(r, a) - MMD^2(r, b) with its values where some a_i and b_i change places: all 2^n where there
    /// are at most 20,000, else as many as the options say, each drawn uniformly; n >= 2 points in both.</summary>
    let swap
        (options: PermutationOptions)
        (kernel: Kernel)
        (reference: Points)
        (first: Points)
        (second: Points)
        : SwapTest =
        PermutationOptions.check options

        for name, points in [ nameof reference, reference; nameof first, first; nameof second, second ] do
            Points.checkFinite name points
            Guard.sameDimension name reference.Dimension points.Dimension

        if first.Count < 2 then
            Guard.fail
                (nameof first)
                (invariant $"{nameof first} must have at least 2 points for a test by swaps, but has {first.Count}.")

        if second.Count <> first.Count then
            Guard.fail
                (nameof second)
                (invariant
                    $"{nameof second} must have as many points as first for a test by swaps, but has {second.Count} and \
                      first has {first.Count}.")

        let sums = SampleSums.create kernel [ reference; first; second ]
        let parts = parts sums
        let struct (signs, exact) = signs options first.Count
        let statistics = signs |> Array.map (Vectors.inner parts)
        Array.iter (Guard.finite "statistic") statistics

        {
            Statistic = statistics[0]
            P = statistics |> Array.map (~-) |> Permutations.pValue sums.Rounding
            Level = options.Level
            Swaps = signs.Length
            Exact = exact
            Kernel = kernel.Name
            ReferenceCount = reference.Count
            Count = first.Count
        }

    /// What the test says, in one sentence.
    let sentence (test: SwapTest) : string =
        if test.IsRejected then
            invariant
                $"The first sample is closer to the reference than the second, at level {test.Level}: p = {test.P:G4} over \
                  {test.Swaps} swaps."
        else
            invariant
                $"It cannot be told at level {test.Level} that the first sample is closer to the reference: p = {test.P:G4} \
                  over {test.Swaps} swaps."
