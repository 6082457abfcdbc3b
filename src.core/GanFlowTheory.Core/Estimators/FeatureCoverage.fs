namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open System.Runtime.Intrinsics
open System.Threading

/// Rows one after the other, filled up with zeros to whole vectors, and the distances between them, equal to the bit whichever of
/// two points comes first.
module internal RowDistances =

    type private V = Vector512<float>

    let private lanes = V.Count

    let private width (d: int) = (d + lanes - 1) / lanes

    let private sum (v: V) : float = Vector512.Sum v

    /// Rows scaled by one power of two for both samples, so that no square overflows and none of a large distance underflows.
    let inUnits (x: Points) (y: Points) : struct (V[] * V[]) =
        let largest = max (Vectors.largest x.Data) (Vectors.largest y.Data)
        let exponent = if largest > 0.0 then -(Math.ILogB largest) else 0
        let vectors = width x.Dimension

        let scaled (points: Points) : V[] =
            let rows: V[] = Array.zeroCreate (points.Count * vectors)
            let numbers = MemoryMarshal.Cast<V, float>(Span rows)

            for k in 0 .. points.Dimension - 1 do
                for i in 0 .. points.Count - 1 do
                    numbers[i * vectors * lanes + k] <- Math.ScaleB(points.Data[k * points.Count + i], exponent)

            rows

        struct (scaled x, scaled y)

    // Rows of either side at a time: they stay in the cache while they meet.
    let private tile = 64

    // Differences, not inner products: nothing cancels, the order of the two does not show, and points that coincide are at
    // distance 0. Every pair is summed in the same order, four at a time or alone.
    let private squared (a: ReadOnlySpan<V>) (b: ReadOnlySpan<V>) : float =
        let mutable total = V.Zero

        for k in 0 .. a.Length - 1 do
            let u = a[k] - b[k]
            total <- Vector512.FusedMultiplyAdd(u, u, total)

        sum total

    let private fourSquared (a: ReadOnlySpan<V>) (b: ReadOnlySpan<V>) (into: Span<float>) : unit =
        let w = a.Length
        let b1 = b.Slice w
        let b2 = b.Slice(2 * w)
        let b3 = b.Slice(3 * w)
        let mutable s0 = V.Zero
        let mutable s1 = V.Zero
        let mutable s2 = V.Zero
        let mutable s3 = V.Zero

        for k in 0 .. w - 1 do
            let v = a[k]
            let u0, u1, u2, u3 = v - b[k], v - b1[k], v - b2[k], v - b3[k]
            s0 <- Vector512.FusedMultiplyAdd(u0, u0, s0)
            s1 <- Vector512.FusedMultiplyAdd(u1, u1, s1)
            s2 <- Vector512.FusedMultiplyAdd(u2, u2, s2)
            s3 <- Vector512.FusedMultiplyAdd(u3, u3, s3)

        into[0] <- sum s0
        into[1] <- sum s1
        into[2] <- sum s2
        into[3] <- sum s3

    /// Calls the visitor with i, the first of some j one after the other, and |a_i - b_j|^2 of each, for all pairs: each i on one
    /// thread, with its j in order.
    let forRows (d: int) (a: V[]) (b: V[]) (visit: int -> int -> float[] -> int -> unit) : unit =
        let w = width d
        let n, m = a.Length / w, b.Length / w
        let meter = LongWork.meter (float n)

        Parallelism.overBlocks n tile (fun from until ->
            LongWork.advance (float (until - from)) meter
            let squares: float[] = Array.zeroCreate tile

            for first in 0..tile .. m - 1 do
                let count = min tile (m - first)

                for i in from .. until - 1 do
                    let row = ReadOnlySpan(a, i * w, w)
                    let mutable j = 0

                    while j + 4 <= count do
                        fourSquared row (ReadOnlySpan(b, (first + j) * w, 4 * w)) (Span(squares, j, 4))
                        j <- j + 4

                    while j < count do
                        squares[j] <- squared row (ReadOnlySpan(b, (first + j) * w, w))
                        j <- j + 1

                    visit i first squares count)

/// <summary>How much of one sample of features is near the other and the other way round, by balls that reach to the k-th nearest
/// neighbour (Kynkaanniemi et al. 2019, Naeem et al. 2020).</summary>
type FeatureCoverage =
    {
        /// The share of the generated points that lie in the ball of some real point: fidelity (Kynkaanniemi et al. 2019).
        Precision: float
        /// The share of the real points that lie in the ball of some generated point: variety (Kynkaanniemi et al. 2019).
        Recall: float
        /// The mean number of balls of real points that a generated point lies in, over k: fidelity that outliers among the real
        /// points do not raise, above 1 where generated points are dense (Naeem et al. 2020).
        Density: float
        /// The share of the real points whose ball holds a generated point: variety (Naeem et al. 2020).
        Coverage: float
        /// The neighbour that balls reach to.
        K: int
        /// The number of real points.
        N: int
        /// The number of generated points.
        M: int
    }

/// <summary>Precision, recall, density and coverage of features.</summary>
/// <remarks>The ball of a point reaches to its k-th nearest neighbour among the other points of its sample, that neighbour, and all at
/// the same distance, included: ties count as inside, as Kynkaanniemi et al. define it (Naeem et al.'s code leaves them out). Another
/// point of the same features is a neighbour at distance 0: with k such duplicates a ball is the point alone. Time O((n + m)^2 d),
/// memory O((n + m)(d + k)).</remarks>
[<RequireQualifiedAccess>]
module FeatureCoverage =

    // The k smallest squared distances so far, ascending: row i of n rows of k.
    let private insert (smallest: float[]) (first: int) (k: int) (value: float) =
        if value < smallest[first + k - 1] then
            let mutable at = first + k - 1

            while at > first && smallest[at - 1] > value do
                smallest[at] <- smallest[at - 1]
                at <- at - 1

            smallest[at] <- value

    /// The squared distance of each of n rows to its k-th nearest among the others.
    let private radii (k: int) (n: int) (d: int) (rows: Vector512<float>[]) : float[] =
        let smallest = Array.create (n * k) infinity

        RowDistances.forRows d rows rows (fun i first squares count ->
            for at in 0 .. count - 1 do
                if first + at <> i then
                    insert smallest (i * k) k squares[at])

        Array.init n (fun i -> smallest[i * k + k - 1])

    let private share (hits: int[]) : float =
        float (hits |> Array.sumBy (fun h -> if h > 0 then 1 else 0))
        / float hits.Length

    /// The coverage of the real features, n x d, by the generated ones, m x d, with balls that reach to the k-th nearest neighbour;
    /// 1 <= k < n, m. Of real and generated features exchanged it is another.
    let measure (k: int) (real: Points) (generated: Points) : FeatureCoverage =
        Points.checkFinite (nameof real) real
        Points.checkFinite (nameof generated) generated
        Guard.sameDimension (nameof generated) real.Dimension generated.Dimension
        Guard.atLeast (nameof k) 1 k

        let checkCount name (points: Points) =
            if points.Count <= k then
                Guard.fail name (invariant $"{name} must have more than k = {k} points, but has {points.Count}.")

        checkCount (nameof real) real
        checkCount (nameof generated) generated
        let d = real.Dimension
        let struct (x, y) = RowDistances.inUnits real generated
        let n, m = real.Count, generated.Count
        let fn, fm = float n, float m
        let shares = Shares(fn * fn + fm * fm + fn * fm)
        let ofReal = shares.Take(fn * fn, (fun () -> radii k n d x))
        let ofGenerated = shares.Take(fm * fm, (fun () -> radii k m d y))
        // Of each real point: the generated ones in its ball, and the balls of generated points that it is in. Of each
        // generated point: the balls of real points that it is in; several threads count these, in any order.
        let inBall: int[] = Array.zeroCreate n
        let within: int[] = Array.zeroCreate n
        let balls: int[] = Array.zeroCreate m

        let count () =
            RowDistances.forRows d x y (fun i first squares count ->
                for at in 0 .. count - 1 do
                    let j = first + at

                    if squares[at] <= ofReal[i] then
                        inBall[i] <- inBall[i] + 1
                        Interlocked.Increment(&balls[j]) |> ignore

                    if squares[at] <= ofGenerated[j] then
                        within[i] <- within[i] + 1)

        shares.Take(fn * fm, count)

        {
            Precision = share balls
            Recall = share within
            Density = float (Array.sumBy int64 balls) / (float k * float m)
            Coverage = share inBall
            K = k
            N = n
            M = m
        }
