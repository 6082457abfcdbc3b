namespace GanFlowTheory.Core

open System
open System.Buffers
open System.Runtime.InteropServices
open System.Runtime.Intrinsics

/// <summary>
/// The logarithm of l(x) = sum_j w_j exp(-|x - c_j|^2 / (2 h^2)), w_j > 0, and its gradient, for every x: by the
/// pairwise engine where the sum is well inside the float range, and relative to its largest term where it is not.
/// </summary>
[<NoComparison; NoEquality>]
type internal LogKernelSum =
    {
        /// The centres c_j.
        Centres: Points
        /// The weights w_j, all positive.
        Weights: float[]
        /// The bandwidth h.
        Bandwidth: float
    }

/// Sums of Gaussian kernels, in logarithms.
module internal LogKernelSum =

    type private V = VectorMath.V

    // The engine drops terms below 2^-1022. At sums above this bound a billion of them are still beyond rounding.
    [<Literal>]
    let private WellInside = 1e-280

    // A squared distance beyond this counts as this: sums and differences of such numbers stay finite.
    [<Literal>]
    let private Farthest = 1e300

    [<Literal>]
    let private RowBlock = 16

    let inline private at (data: float[]) (position: int) : V =
        Vector512.LoadUnsafe(&MemoryMarshal.GetArrayDataReference data, unativeint position)

    /// log sum_{j <> skip} w_j exp(-|x_i - c_j|^2 / (2 h^2)) relative to the largest term; its gradient goes to
    /// `gradient` unless that is empty. `s` is scratch of at least m numbers.
    let private row (sum: LogKernelSum) (x: Points) (i: int) (skip: int) (s: float[]) (gradient: float[]) : float =
        let c, m, d = sum.Centres.Data, sum.Centres.Count, sum.Centres.Dimension
        let whole = m - m % 8
        let inverse = 1.0 / sum.Bandwidth
        Array.Clear(s, 0, m)

        for k in 0 .. d - 1 do
            let xk = x[i, k]
            let start = k * m
            let mutable j = 0

            while j < whole do
                let e = (VectorMath.splat xk - at c (start + j)) * VectorMath.splat inverse

                Vector512.StoreUnsafe(
                    Vector512.FusedMultiplyAdd(e, e, at s j),
                    &MemoryMarshal.GetArrayDataReference s,
                    unativeint j
                )

                j <- j + 8

            for j in whole .. m - 1 do
                let e = (xk - c[start + j]) * inverse
                s[j] <- Math.FusedMultiplyAdd(e, e, s[j])

        for j in 0 .. m - 1 do
            s[j] <- min s[j] Farthest

        if skip >= 0 then
            s[skip] <- Farthest

        let mutable least = V.Zero + VectorMath.splat Farthest
        let mutable j = 0

        while j < whole do
            least <- Vector512.Min(least, at s j)
            j <- j + 8

        let mutable nearest = Farthest

        for lane in 0..7 do
            nearest <- min nearest least[lane]

        for j in whole .. m - 1 do
            nearest <- min nearest s[j]

        // The term of the point skipped is exactly 0.
        if skip >= 0 then
            s[skip] <- Double.PositiveInfinity

        // s becomes the terms relative to exp(-nearest/2): the largest is its own weight.
        let mutable total = V.Zero
        let shift = VectorMath.splat nearest
        let mutable j = 0

        while j < whole do
            // A negative difference that overflows is a term of 0.
            let exponent = (shift - at s j) * VectorMath.splat 0.5

            let term =
                at sum.Weights j * VectorMath.expNonPositive (Vector512.Min(exponent, V.Zero))

            Vector512.StoreUnsafe(term, &MemoryMarshal.GetArrayDataReference s, unativeint j)
            total <- total + term
            j <- j + 8

        let mutable mass = Vector512.Sum total

        for j in whole .. m - 1 do
            let term = sum.Weights[j] * exp (min 0.0 (0.5 * (nearest - s[j])))
            s[j] <- term
            mass <- mass + term

        if gradient.Length > 0 then
            for k in 0 .. d - 1 do
                let xk = x[i, k]
                let start = k * m
                let mutable pull = V.Zero
                let mutable j = 0

                while j < whole do
                    pull <- Vector512.FusedMultiplyAdd(at s j, at c (start + j) - VectorMath.splat xk, pull)
                    j <- j + 8

                let mutable slope = Vector512.Sum pull

                for j in whole .. m - 1 do
                    slope <- slope + s[j] * (c[start + j] - xk)

                gradient[k * x.Count + i] <- slope / mass * inverse * inverse

        log mass - 0.5 * nearest

    /// Calls row for the given rows, in parallel; results do not depend on the number of threads.
    let private rows (sum: LogKernelSum) (x: Points) (which: int[]) (skipOwn: bool) (values: float[]) gradient =
        Parallelism.overBlocks which.Length RowBlock (fun first last ->
            let scratch = ArrayPool<float>.Shared.Rent sum.Centres.Count

            try
                for p in first .. last - 1 do
                    let i = which[p]
                    values[i] <- row sum x i (if skipOwn then i else -1) scratch gradient
            finally
                ArrayPool<float>.Shared.Return scratch)

    let private kernel (sum: LogKernelSum) = Kernel.gaussian sum.Bandwidth

    /// The weights in units of the largest, and the logarithm of that unit.
    let private scaled (sum: LogKernelSum) : struct (float[] * float) =
        let largest = Array.max sum.Weights
        struct (Array.map (fun w -> w / largest) sum.Weights, log largest)

    let private outside (bound: int -> float) (s: float[]) =
        [|
            for i in 0 .. s.Length - 1 do
                // A sum that is not a number is not inside either.
                if not (s[i] >= bound i) then
                    i
        |]

    /// log l at the points, length n.
    let values (sum: LogKernelSum) (x: Points) : float[] =
        Guard.sameDimension (nameof x) sum.Centres.Dimension x.Dimension
        let struct (w, unit) = scaled sum
        let s = Pairwise.apply (kernel sum) x sum.Centres w
        let far = outside (fun _ -> WellInside) s
        let values = s |> Array.map (fun v -> log v + unit)
        rows sum x far false values [||]
        values

    /// log l at the points, length n, and its gradient, n x d.
    let valuesAndGradient (sum: LogKernelSum) (x: Points) : struct (float[] * Points) =
        Guard.sameDimension (nameof x) sum.Centres.Dimension x.Dimension
        let struct (w, unit) = scaled sum
        let struct (s, g) = Pairwise.applyWithGradient (kernel sum) x sum.Centres w
        let far = outside (fun _ -> WellInside) s
        let values = s |> Array.map (fun v -> log v + unit)
        let gradient = g.Data |> Array.mapi (fun at v -> v / s[at % x.Count])
        rows sum x far false values gradient
        struct (values, Points.wrap x.Count x.Dimension gradient)

    /// log l at the centres, each without its own term; at least two centres.
    let leaveOneOut (sum: LogKernelSum) : float[] =
        let struct (w, unit) = scaled sum
        let s = Pairwise.apply (kernel sum) sum.Centres sum.Centres w
        let rest = Array.map2 (-) s w
        // Where little remains of the sum, the difference has lost its digits: a millionth keeps nine of them.
        let alone = outside (fun i -> max WellInside (1e-6 * w[i])) rest
        let values = rest |> Array.map (fun v -> log v + unit)
        rows sum sum.Centres alone true values [||]
        values
