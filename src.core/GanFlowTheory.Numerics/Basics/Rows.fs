namespace GanFlowTheory.Core

open System
open System.Numerics
open System.Runtime.InteropServices

/// Where blocks of rows come from; arguments are checked by whoever reads.
[<AbstractClass>]
type internal RowSource() =

    /// Fills the span with whole rows from the first on.
    abstract Read: first: int * rows: Span<float> -> unit

    /// The same in float32, which rounds what is stored as float64.
    abstract ReadSingle: first: int * rows: Span<float32> -> unit

    default this.ReadSingle(first, rows) =
        let wide = Array.zeroCreate<float> rows.Length
        this.Read(first, Span wide)

        for i in 0 .. wide.Length - 1 do
            rows[i] <- float32 wide[i]

    /// The points that the rows are, where they are points.
    abstract Points: Points voption
    default _.Points = ValueNone

    abstract Dispose: unit -> unit
    default _.Dispose() = ()

    interface IDisposable with
        member this.Dispose() = this.Dispose()

/// <summary>n points in R^d that are read row by row and may exceed memory: an array of float64 or float32, points, a file
/// read in blocks, or a function that gives blocks.</summary>
/// <remarks>Reading is safe from several threads at once. A NaN or infinity is refused, with its row and column; in a file
/// and from a function when its block is read.</remarks>
[<Sealed; AllowNullLiteral(false)>]
type Rows internal (count: int, dimension: int, isSingle: bool, source: RowSource) =

    let check (first: int) (length: int) =
        if length % dimension <> 0 then
            Guard.fail "rows" (invariant $"rows must hold whole rows of {dimension} numbers, but has {length} entries.")

        let wanted = length / dimension

        if first < 0 || int64 first + int64 wanted > int64 count then
            Guard.fail "first" (invariant $"first must leave {wanted} rows to read in 0..{count - 1}, but is {first}.")

    /// Number of rows n.
    member _.Count = count

    /// Dimension d, the number of columns.
    member _.Dimension = dimension

    /// Whether the numbers are stored as float32: then they can be read as such without a loss.
    member _.IsSingle = isSingle

    /// Fills the span, k d numbers, with the k rows from the first on (counted from 0), one after the other.
    member _.Read(first: int, rows: Span<float>) : unit =
        check first rows.Length
        source.Read(first, rows)

    /// Fills the span with rows as float32: rounded, where the numbers are stored as float64.
    member _.ReadSingle(first: int, rows: Span<float32>) : unit =
        check first rows.Length
        source.ReadSingle(first, rows)

    member internal _.Source = source

    /// "n x d rows".
    override _.ToString() = invariant $"{count} x {dimension} rows"

    interface IDisposable with
        /// Closes the file, where there is one.
        member _.Dispose() = source.Dispose()

/// Checks of whole blocks.
module internal FiniteRows =

    /// Refuses a bad number of a block that begins at the given row.
    let refuse (name: string) (first: int) (dimension: int) (at: int) (value: float) =
        Guard.fail
            name
            (invariant
                $"{name} must be finite, but row {first + at / dimension + 1}, column {at % dimension + 1} is {value}.")

/// Rows that are points.
[<Sealed>]
type private PointsSource(points: Points) =
    inherit RowSource()

    override _.Points = ValueSome points

    override _.Read(first, rows) =
        let n, d, data = points.Count, points.Dimension, points.Data
        let count = rows.Length / d

        for k in 0 .. d - 1 do
            for i in 0 .. count - 1 do
                rows[i * d + k] <- data[k * n + first + i]

/// Rows in an array of float64.
[<Sealed>]
type private ArraySource(dimension: int, values: float[]) =
    inherit RowSource()

    override _.Read(first, rows) =
        ReadOnlySpan(values, first * dimension, rows.Length).CopyTo rows

/// Rows in an array of float32.
[<Sealed>]
type private SinglesSource(dimension: int, values: float32[]) =
    inherit RowSource()

    override _.Read(first, rows) =
        let from = first * dimension

        for i in 0 .. rows.Length - 1 do
            rows[i] <- float values[from + i]

    override _.ReadSingle(first, rows) =
        ReadOnlySpan(values, first * dimension, rows.Length).CopyTo rows

/// Rows from a function.
[<Sealed>]
type private FunctionSource(dimension: int, read: int -> int -> float[]) =
    inherit RowSource()

    override _.Read(first, rows) =
        let block = read first (rows.Length / dimension)

        if isNull (box block) || block.Length <> rows.Length then
            let found = if isNull (box block) then 0 else block.Length

            Guard.fail
                "read"
                (invariant
                    $"read must return {rows.Length / dimension} rows of {dimension} numbers from row {first + 1} on, but returned {found} numbers.")

        let bad = FiniteNumbers.firstBad (ReadOnlySpan block)

        if bad >= 0 then
            FiniteRows.refuse "read" first dimension bad block[bad]

        ReadOnlySpan(block).CopyTo rows

/// Rows of other rows, by their indices.
[<Sealed>]
type private SelectedSource(indices: int[], rows: Rows) =
    inherit RowSource()

    override _.Read(first, target) =
        let d = rows.Dimension

        for i in 0 .. target.Length / d - 1 do
            rows.Read(indices[first + i], target.Slice(i * d, d))

    override _.ReadSingle(first, target) =
        let d = rows.Dimension

        for i in 0 .. target.Length / d - 1 do
            rows.ReadSingle(indices[first + i], target.Slice(i * d, d))

/// Rows less a place.
[<Sealed>]
type private MovedSource(origin: float[], rows: Rows) =
    inherit RowSource()

    override _.Read(first, target) =
        rows.Read(first, target)
        let d = origin.Length

        for i in 0 .. target.Length / d - 1 do
            for k in 0 .. d - 1 do
                target[i * d + k] <- target[i * d + k] - origin[k]

/// Making rows.
[<RequireQualifiedAccess>]
module Rows =

    let private countOf (name: string) (dimension: int) (length: int) =
        Guard.atLeast "dimension" 1 dimension

        if length = 0 then
            Guard.fail name (invariant $"{name} must not be empty: there are no rows.")

        if length % dimension <> 0 then
            Guard.fail name (invariant $"{name} must hold whole rows of {dimension} numbers, but has {length} entries.")

        length / dimension

    /// Points as rows; nothing is copied.
    let ofPoints (points: Points) : Rows =
        new Rows(points.Count, points.Dimension, false, new PointsSource(points))

    /// Rows of d numbers, one after the other in an array, which is kept and not copied.
    let ofArray (dimension: int) (values: float[]) : Rows =
        let count = countOf (nameof values) dimension values.Length
        let bad = FiniteNumbers.firstBad (ReadOnlySpan values)

        if bad >= 0 then
            FiniteRows.refuse (nameof values) 0 dimension bad values[bad]

        new Rows(count, dimension, false, new ArraySource(dimension, values))

    /// Rows of d float32 numbers, one after the other in an array, which is kept and not copied.
    let ofSingles (dimension: int) (values: float32[]) : Rows =
        let count = countOf (nameof values) dimension values.Length
        let bad = FiniteNumbers.firstBad (ReadOnlySpan values)

        if bad >= 0 then
            FiniteRows.refuse (nameof values) 0 dimension bad (float values[bad])

        new Rows(count, dimension, true, new SinglesSource(dimension, values))

    /// <summary>n rows of d numbers from a function: <c>read first k</c> is the k rows from the first on (counted from 0), one
    /// after the other.</summary>
    /// <remarks>Blocks are asked for as often as they are needed and from several threads at once, so the function must give
    /// the same numbers every time.</remarks>
    let ofFunction (count: int) (dimension: int) (read: int -> int -> float[]) : Rows =
        Guard.atLeast (nameof count) 1 count
        Guard.atLeast (nameof dimension) 1 dimension
        new Rows(count, dimension, false, new FunctionSource(dimension, read))

    /// The rows at the given indices, in that order, repeats allowed; nothing is copied.
    let select (indices: int[]) (rows: Rows) : Rows =
        if indices.Length = 0 then
            Guard.fail (nameof indices) "indices must not be empty: there are no rows."

        indices
        |> Array.iteri (fun i index ->
            if index < 0 || index >= rows.Count then
                Guard.fail
                    (nameof indices)
                    (invariant $"indices must lie in 0..{rows.Count - 1}, but indices[{i}] is {index}."))

        new Rows(indices.Length, rows.Dimension, rows.IsSingle, new SelectedSource(Array.copy indices, rows))

    /// The rows less a place, in float64.
    let internal moved (origin: float[]) (rows: Rows) : Rows =
        new Rows(rows.Count, rows.Dimension, false, new MovedSource(origin, rows))

    /// So many consecutive rows from a first one on.
    let internal block (first: int) (count: int) (rows: Rows) : Rows =
        select (Array.init count (fun i -> first + i)) rows

    // Numbers read at a time where all rows are gone through once.
    let private blockNumbers = 65_536

    /// Calls f with the first row, the number of rows and their numbers for one block after the other.
    let internal forBlocks (rows: Rows) (f: int -> int -> float[] -> unit) : unit =
        let d = rows.Dimension
        let most = max 1 (min rows.Count (blockNumbers / d))
        let buffer = Array.zeroCreate (most * d)

        for first in 0..most .. rows.Count - 1 do
            let count = min most (rows.Count - first)
            rows.Read(first, Span(buffer, 0, count * d))
            f first count buffer

    /// The rows as points in memory.
    let toPoints (rows: Rows) : Points =
        match rows.Source.Points with
        | ValueSome points -> points
        | ValueNone ->
            let n, d = rows.Count, rows.Dimension

            if int64 n * int64 d > int64 Array.MaxLength then
                Guard.fail
                    (nameof rows)
                    (invariant $"rows must fit in memory: {n} x {d} numbers are more than {Array.MaxLength}.")

            let data = Array.zeroCreate (n * d)

            forBlocks rows (fun first count block ->
                for i in 0 .. count - 1 do
                    for k in 0 .. d - 1 do
                        data[k * n + first + i] <- block[i * d + k])

            Points.wrap n d data
