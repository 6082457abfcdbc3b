namespace GanFlowTheory.Core

/// A mean of a kernel over pairs of points of some samples.
[<RequireQualifiedAccess>]
type internal PairMean =
    /// Over the pairs of different points of one sample.
    | Within of sample: int
    /// Over the points of one sample, each with itself.
    | Diagonal of sample: int
    /// Over the pairs of points of two samples, the first before the second.
    | Between of first: int * second: int

/// A statistic of some samples.
type internal PairStatistic =
    {
        /// A linear combination of means over pairs: it is symmetric in each sample.
        Means: (float * PairMean) list
        /// The means between two samples of one size, with their factors, that leave out the pairs of one index.
        Unpaired: (float * int * int) list
    }

/// <summary>Linear combinations of means over pairs, T = sum_p c_p p, and the estimator of their variance that is symmetric
/// in each sample and exactly unbiased; these two fix it (BSAG18-7).</summary>
/// <remarks>
/// E (T^2 - U) = Var T, where U is the U-statistic of (E T)^2: each product of two means over all of their pairs, less the
/// mean of the same products over those pairs of pairs that share no point. What is left of a product are sums of squares
/// and products about the mean. With A_i the sums of the row i without its diagonal, C_i and D_j the row and column sums of
/// the pairs of two samples of n and m points, ~ for what a sum deviates from its mean, F and G the sums of the squares of
/// k's own deviations from its mean, (n)_k = n (n-1) .. (n-k+1):
/// within x twice (4 sum A~^2 - 2 F)/(n)_4; within x with x to y 2 sum A~ C~/((n)_3 m); x to y twice
/// (sum C~^2 + sum D~^2 - G)/((n)_2 (m)_2); x to y with x to z sum C~ C'~/((n)_2 m l); and with the diagonal d_i: twice
/// sum d~^2/(n)_2, with within x 2 sum d~ A~/(n)_3, with x to y sum d~ C~/((n)_2 m); means that share no sample 0.
/// </remarks>
[<RequireQualifiedAccess>]
module internal PairStatistic =

    // n (n-1) .. (n-k+1).
    let private falling (n: int) (k: int) : float =
        Seq.init k (fun i -> float (n - i)) |> Seq.fold (*) 1.0

    let private deviations (v: float[]) : float[] =
        let mean = Array.average v
        v |> Array.map (fun e -> e - mean)

    // The sum of the squares of so many numbers about their mean, from the sums of the squares and of the numbers.
    let private aboutMean (squares: float) (sum: float) (count: float) = squares - sum / count * sum

    /// The value of a mean over pairs.
    let mean (sums: SampleSums) (p: PairMean) : float =
        match p with
        | PairMean.Within s -> Array.sum (sums.Own s).Rows / falling (sums.Count s) 2
        | PairMean.Diagonal s -> Array.average (sums.Diagonal s)
        | PairMean.Between(s, t) -> Array.sum (sums.Cross(s, t)).Rows / float (sums.Count s) / float (sums.Count t)

    // What leaving out the pairs of one index adds to the mean between two samples of n points.
    let private leaveOut (sums: SampleSums) (s: int) (t: int) : float =
        let n = float (sums.Count s)
        let total = Array.sum (sums.Cross(s, t)).Rows
        (total - Array.sum (sums.Paired(s, t))) / (n * (n - 1.0)) - total / (n * n)

    // The pairs of samples whose sums a statistic and its variance take.
    let private pairsOf (statistic: PairStatistic) : (int * int) list =
        statistic.Means
        |> List.choose (fun (_, mean) ->
            match mean with
            | PairMean.Within s -> Some(s, s)
            | PairMean.Between(s, t) -> Some(s, t)
            | PairMean.Diagonal _ -> None)

    /// The value of a statistic.
    let value (sums: SampleSums) (statistic: PairStatistic) : float =
        sums.Expect(pairsOf statistic)
        let means = statistic.Means |> List.sumBy (fun (c, p) -> c * mean sums p)

        means
        + (statistic.Unpaired |> List.sumBy (fun (c, s, t) -> c * leaveOut sums s t))

    // The sums of the rows that belong to a sample's points.
    let private toward (sums: SampleSums) (s: int) (t: int) : float[] =
        if s < t then
            (sums.Cross(s, t)).Rows
        else
            (sums.Cross(t, s)).Columns

    let private shared (sums: SampleSums) (s: int) (a: float[]) (t: int) (b: float[]) (u: int) =
        Vectors.inner (deviations a) (deviations b)
        / (falling (sums.Count s) 2 * float (sums.Count t) * float (sums.Count u))

    /// The estimate of the covariance of two means over pairs.
    let rec covariance (sums: SampleSums) (p: PairMean) (q: PairMean) : float =
        let n s = sums.Count s

        match p, q with
        | PairMean.Within s, PairMean.Within t when s = t ->
            let own = sums.Own s
            let squares = aboutMean own.Squares (Array.sum own.Rows) (falling (n s) 2)

            (4.0 * Vectors.squaredNorm (deviations own.Rows) - 2.0 * squares)
            / falling (n s) 4
        | PairMean.Diagonal s, PairMean.Diagonal t when s = t ->
            Vectors.squaredNorm (deviations (sums.Diagonal s)) / falling (n s) 2
        | PairMean.Within s, PairMean.Diagonal t when s = t ->
            let own = sums.Own s

            2.0 * Vectors.inner (deviations own.Rows) (deviations (sums.Diagonal s))
            / falling (n s) 3
        | PairMean.Within s, PairMean.Between(t, u) when s = t || s = u ->
            let other = if s = t then u else t

            2.0
            * Vectors.inner (deviations (sums.Own s).Rows) (deviations (toward sums s other))
            / (falling (n s) 3 * float (n other))
        | PairMean.Diagonal s, PairMean.Between(t, u) when s = t || s = u ->
            let other = if s = t then u else t

            Vectors.inner (deviations (sums.Diagonal s)) (deviations (toward sums s other))
            / (falling (n s) 2 * float (n other))
        | PairMean.Between(s, t), PairMean.Between(u, v) when s = u && t = v ->
            let cross = sums.Cross(s, t)

            let squares =
                aboutMean cross.Squares (Array.sum cross.Rows) (float (n s) * float (n t))

            (Vectors.squaredNorm (deviations cross.Rows)
             + Vectors.squaredNorm (deviations cross.Columns)
             - squares)
            / (falling (n s) 2 * falling (n t) 2)
        | PairMean.Between(s, t), PairMean.Between(u, v) when s = u ->
            shared sums s (toward sums s t) t (toward sums s v) v
        | PairMean.Between(s, t), PairMean.Between(u, v) when t = v ->
            shared sums t (toward sums t s) s (toward sums t u) u
        | PairMean.Between(s, t), PairMean.Between(u, v) when t = u || s = v ->
            let common, a, b = if t = u then t, s, v else s, t, u
            shared sums common (toward sums common a) a (toward sums common b) b
        | PairMean.Diagonal _, PairMean.Within _
        | PairMean.Between _, PairMean.Within _
        | PairMean.Between _, PairMean.Diagonal _ -> covariance sums q p
        | PairMean.Within _, _
        | PairMean.Diagonal _, _
        | PairMean.Between _, PairMean.Between _ -> 0.0

    // The sums of squares that a variance takes the rounding of: those that it subtracts.
    let private squaresOf (sums: SampleSums) (p: PairMean) : float =
        match p with
        | PairMean.Within s -> 2.0 * (sums.Own s).Squares / falling (sums.Count s) 4
        | PairMean.Diagonal _ -> 0.0
        | PairMean.Between(s, t) ->
            (sums.Cross(s, t)).Squares
            / (falling (sums.Count s) 2 * falling (sums.Count t) 2)

    // A variance below its own rounding, or of an error below the rounding of the value, is no number but 0.
    let private withoutRounding (sums: SampleSums) (means: (float * PairMean) list) (variance: float) : Variance =
        let rounding = sums.Rounding
        let squares = means |> List.sumBy (fun (c, p) -> c * c * squaresOf sums p)
        let least = rounding * rounding + sums.RelativeRounding * squares
        Variance.Estimated(if abs variance <= least then 0.0 else variance)

    // 4 and 2 distinct points take part in the products of means within a sample and of those between two.
    let private leastCount (terms: (float * PairMean) list) (sample: int) : int =
        let needs =
            function
            | _, PairMean.Within s when s = sample -> 4
            | _, PairMean.Diagonal s when s = sample -> 2
            | _, PairMean.Between(s, t) when s = sample || t = sample -> 2
            | _ -> 0

        terms |> List.map needs |> List.max

    let private tooFew (sums: SampleSums) (names: string list) (terms: (float * PairMean) list) : string option =
        names
        |> List.indexed
        |> List.tryPick (fun (sample, name) ->
            let least = leastCount terms sample

            if sums.Count sample < least then
                Some(
                    invariant
                        $"an unbiased estimate of the variance needs at least {least} points in {name}, which has \
                          {sums.Count sample}."
                )
            else
                None)

    // The variance that comes on top where the mean between two samples of n points leaves out the pairs of one index:
    // that of the sum of k(x_i, y_pi(i)) over all pairings pi, over (n (n-1))^2. The mean over all pairs is the mean over
    // all pairings, so that the rest is the variance of the statistic with all pairs (Rao and Blackwell); the variance of
    // a random pairing's sum is sum_ij (k_ij - k_i. - k_.j + k_..)^2/(n-1) (Hoeffding 1951). The pairings of different pairs
    // of samples are independent.
    let private pairing (sums: SampleSums) (s: int) (t: int) : float =
        let cross = sums.Cross(s, t)
        let n = float (sums.Count s)
        let squares = aboutMean cross.Squares (Array.sum cross.Rows) (n * n)

        let interaction =
            squares
            - (Vectors.squaredNorm (deviations cross.Rows)
               + Vectors.squaredNorm (deviations cross.Columns))
              / n

        interaction / ((n - 1.0) * n * n * (n - 1.0) * (n - 1.0))

    // The variance of a combination of means: each pair of different ones counts twice.
    let rec private ofMeans (sums: SampleSums) (means: (float * PairMean) list) : float =
        match means with
        | [] -> 0.0
        | (a, p) :: rest ->
            let others = rest |> List.sumBy (fun (b, q) -> b * covariance sums p q)
            a * (a * covariance sums p p + 2.0 * others) + ofMeans sums rest

    /// The variance of a statistic; none, and why, where a sample, by its name, is too small.
    let variance (sums: SampleSums) (names: string list) (statistic: PairStatistic) : Variance =
        sums.Expect(pairsOf statistic)

        match tooFew sums names statistic.Means with
        | Some why -> Variance.Missing why
        | None ->
            // Before the rounding asks for diagonals, which then are there.
            let symmetric = ofMeans sums statistic.Means

            let paired =
                statistic.Unpaired |> List.sumBy (fun (c, s, t) -> c * c * pairing sums s t)

            withoutRounding sums statistic.Means (symmetric + paired)
