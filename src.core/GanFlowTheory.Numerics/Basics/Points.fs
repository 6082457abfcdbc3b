namespace GanFlowTheory.Core

open System
open System.IO
open System.Text

/// <summary>
/// n points in R^d, or n vectors attached to them: rows at the interface, coordinate-major inside (all first
/// coordinates, then all second ones, contiguous), so that kernel sums run along coordinates.
/// </summary>
/// <remarks>Immutable. Public constructors reject an empty cloud and any NaN or infinity (row and column
/// named).</remarks>
[<Sealed; AllowNullLiteral(false)>]
type Points internal (count: int, dimension: int, data: float[]) =

    do
        if data.Length <> count * dimension then
            invalidArg (nameof data) (invariant $"data must have {count * dimension} entries, but has {data.Length}.")

    /// Number of points n.
    member _.Count = count

    /// Dimension d.
    member _.Dimension = dimension

    /// The coordinate-major buffer itself; never written after construction.
    member internal _.Data = data

    /// Coordinate k of point i.
    member _.Item
        with get (i: int, k: int) = data[k * count + i]

    /// All values of coordinate k, length n.
    member _.Coordinate(k: int) : ReadOnlySpan<float> = ReadOnlySpan(data, k * count, count)

    /// Point i as a new array of length d.
    member _.Row(i: int) : float[] =
        Array.init dimension (fun k -> data[k * count + i])

    /// "n x d points".
    override _.ToString() =
        invariant $"{count} x {dimension} points"

/// Building, reading and combining point clouds.
[<RequireQualifiedAccess>]
module Points =

    /// Wraps a fresh coordinate-major buffer without copying or checking it.
    let internal wrap (count: int) (dimension: int) (data: float[]) = Points(count, dimension, data)

    let internal checkFinite (name: string) (points: Points) =
        let bad = FiniteNumbers.firstBad (ReadOnlySpan points.Data)

        if bad >= 0 then
            let i, k = bad % points.Count, bad / points.Count
            Guard.fail name (invariant $"{name} must be finite, but row {i + 1}, column {k + 1} is {points.Data[bad]}.")

    let private checkShape (count: int) (dimension: int) =
        if count = 0 then
            Guard.fail "points" "points must not be empty: there are no rows."

        if dimension = 0 then
            Guard.fail "points" "points must not be empty: there are no columns."

    /// <summary>Points from their coordinates: <c>f i k</c> is coordinate k of point i.</summary>
    let init (count: int) (dimension: int) (f: int -> int -> float) : Points =
        checkShape count dimension
        let points = Points(count, dimension, Array.zeroCreate (count * dimension))

        for k in 0 .. dimension - 1 do
            for i in 0 .. count - 1 do
                points.Data[k * count + i] <- f i k

        checkFinite "points" points
        points

    /// Points from rows of equal length.
    let ofRows (rows: seq<#seq<float>>) : Points =
        let rows = rows |> Seq.map (fun row -> Seq.toArray row) |> Seq.toArray
        checkShape rows.Length (if rows.Length = 0 then 1 else rows[0].Length)

        rows
        |> Array.iteri (fun i row ->
            if row.Length <> rows[0].Length then
                Guard.fail
                    "rows"
                    (invariant
                        $"rows must have equal lengths, but row {i + 1} has {row.Length} entries \
                      and row 1 has {rows[0].Length}."))

        init rows.Length rows[0].Length (fun i k -> rows[i][k])

    /// Points from an n x d array.
    let ofArray2D (values: float[,]) : Points =
        init (Array2D.length1 values) (Array2D.length2 values) (fun i k -> values[i, k])

    /// Points on the real line from their values, n x 1.
    let ofValues (values: float[]) : Points =
        if values.Length = 0 then
            Guard.fail "values" "values must not be empty."

        let points = Points(values.Length, 1, Array.copy values)
        checkFinite "values" points
        points

    let private rowsOf (name: string) (dimension: int) (length: int) : int =
        Guard.atLeast "dimension" 1 dimension

        if length % dimension <> 0 then
            Guard.fail name (invariant $"{name} must be whole rows of {dimension} numbers, but are {length} numbers.")

        length / dimension

    /// <summary>Points from their coordinates row by row: n d numbers, d of each point.</summary>
    /// <exception cref="T:System.ArgumentException">There are no numbers, they are not whole rows, or one is not
    /// finite.</exception>
    let ofFlat (dimension: int) (values: float[]) : Points =
        let count = rowsOf (nameof values) dimension values.Length
        init count dimension (fun i k -> values[i * dimension + k])

    /// <summary>The same from float32, each number kept exactly.</summary>
    /// <exception cref="T:System.ArgumentException">There are no numbers, they are not whole rows, or one is not
    /// finite.</exception>
    let ofSingles (dimension: int) (values: float32[]) : Points =
        let count = rowsOf (nameof values) dimension values.Length
        init count dimension (fun i k -> float values[i * dimension + k])

    /// The rows as arrays of length d.
    let toRows (points: Points) : float[][] = Array.init points.Count points.Row

    /// The coordinates row by row, length n d.
    let internal toRowMajor (points: Points) : float[] =
        let n, d, data = points.Count, points.Dimension, points.Data
        let rows = Array.zeroCreate (n * d)

        for i in 0 .. n - 1 do
            for k in 0 .. d - 1 do
                rows[i * d + k] <- data[k * n + i]

        rows

    /// Rows of several clouds one after the other, in the first columns of rows as long as the longest, the others 0.
    let internal sideBySide (clouds: Points[]) : Points =
        let count = clouds |> Array.sumBy _.Count
        let dimension = clouds |> Array.map _.Dimension |> Array.max
        let data = Array.zeroCreate (count * dimension)
        let mutable first = 0

        for cloud in clouds do
            for k in 0 .. cloud.Dimension - 1 do
                Array.blit cloud.Data (k * cloud.Count) data (k * count + first) cloud.Count

            first <- first + cloud.Count

        Points(count, dimension, data)

    /// So many rows from the first on, in the first columns.
    let internal block (first: int) (count: int) (dimension: int) (points: Points) : Points =
        let data = Array.zeroCreate (count * dimension)

        for k in 0 .. dimension - 1 do
            Array.blit points.Data (k * points.Count + first) data (k * count) count

        Points(count, dimension, data)

    /// Points from coordinates row by row, unchecked.
    let internal ofRowMajor (count: int) (dimension: int) (rows: float[]) : Points =
        let data = Array.zeroCreate (count * dimension)

        for i in 0 .. count - 1 do
            for k in 0 .. dimension - 1 do
                data[k * count + i] <- rows[i * dimension + k]

        wrap count dimension data

    /// The n x d array of coordinates.
    let toArray2D (points: Points) : float[,] =
        Array2D.init points.Count points.Dimension (fun i k -> points[i, k])

    /// n vectors of zeros in R^d.
    let zero (count: int) (dimension: int) : Points =
        Guard.atLeast (nameof count) 1 count
        Guard.atLeast (nameof dimension) 1 dimension
        Points(count, dimension, Array.zeroCreate (count * dimension))

    let private checkIndices (what: string) (limit: int) (indices: int[]) =
        for i in 0 .. indices.Length - 1 do
            if indices[i] < 0 || indices[i] >= limit then
                Guard.fail
                    "indices"
                    (invariant $"indices must lie in 0..{limit - 1} ({what}), but indices[{i}] is {indices[i]}.")

    /// The points at the given indices, in that order, repeats allowed.
    let select (indices: int[]) (points: Points) : Points =
        checkShape indices.Length points.Dimension
        checkIndices "points" points.Count indices

        let data = Array.zeroCreate (indices.Length * points.Dimension)

        for k in 0 .. points.Dimension - 1 do
            for i in 0 .. indices.Length - 1 do
                data[k * indices.Length + i] <- points[indices[i], k]

        Points(indices.Length, points.Dimension, data)

    /// The given coordinates, in that order.
    let columns (indices: int[]) (points: Points) : Points =
        checkShape points.Count indices.Length
        checkIndices "coordinates" points.Dimension indices
        Points(points.Count, indices.Length, Array.concat [ for k in indices -> points.Coordinate(k).ToArray() ])

    /// The points followed by others of the same dimension.
    let append (a: Points) (b: Points) : Points =
        Guard.sameDimension "b" a.Dimension b.Dimension
        let n = a.Count + b.Count
        let data = Array.zeroCreate (n * a.Dimension)

        for k in 0 .. a.Dimension - 1 do
            a.Coordinate(k).CopyTo(Span(data, k * n, a.Count))
            b.Coordinate(k).CopyTo(Span(data, k * n + a.Count, b.Count))

        Points(n, a.Dimension, data)

    /// a x + b y, entry by entry; equal shapes.
    let combine (a: float) (x: Points) (b: float) (y: Points) : Points =
        Guard.sameDimension "y" x.Dimension y.Dimension
        Guard.sameLength "y" x.Count y.Count
        let data = Array.zeroCreate x.Data.Length

        for i in 0 .. data.Length - 1 do
            data[i] <- a * x.Data[i] + b * y.Data[i]

        Points(x.Count, x.Dimension, data)

    /// a x, entry by entry.
    let scale (a: float) (x: Points) : Points =
        Points(x.Count, x.Dimension, Array.map (fun v -> a * v) x.Data)

    /// Row i multiplied by factors[i].
    let scaleRows (factors: float[]) (x: Points) : Points =
        Guard.sameLength "factors" x.Count factors.Length
        Points(x.Count, x.Dimension, Array.mapi (fun p v -> factors[p % x.Count] * v) x.Data)

    /// Row-wise inner products with points of the same shape, length n.
    let rowDots (x: Points) (y: Points) : float[] =
        Guard.sameDimension "y" x.Dimension y.Dimension
        Guard.sameLength "y" x.Count y.Count
        let dots = Array.zeroCreate x.Count

        for k in 0 .. x.Dimension - 1 do
            for i in 0 .. x.Count - 1 do
                dots[i] <- dots[i] + x.Data[k * x.Count + i] * y.Data[k * x.Count + i]

        dots

    /// The mean point, length d.
    let mean (points: Points) : float[] =
        Array.init points.Dimension (fun k ->
            let mutable total = 0.0

            for v in points.Coordinate k do
                total <- total + v

            total / float points.Count)

    /// The covariance with divisor n, d x d.
    let covariance (points: Points) : float[,] =
        let m = mean points

        Array2D.init points.Dimension points.Dimension (fun a b ->
            let mutable total = 0.0

            for i in 0 .. points.Count - 1 do
                total <- total + (points[i, a] - m[a]) * (points[i, b] - m[b])

            total / float points.Count)
