namespace GanFlowTheory.Core

open System.Collections.Concurrent

/// <summary>The buffers of one worker of the pairwise engine, kept for reuse so that a sum allocates only its
/// result.</summary>
[<Sealed>]
type internal Workspace() =

    static let pool = ConcurrentBag<Workspace>()

    let grow (buffer: AlignedBuffer) (length: int) =
        if not (isNull buffer) && buffer.Length >= length then
            buffer
        else
            AlignedBuffer length

    /// A workspace for one worker; give it back when done.
    static member Rent() : Workspace =
        match pool.TryTake() with
        | true, workspace -> workspace
        | _ -> Workspace()

    /// Returns the workspace to the pool.
    static member Return(workspace: Workspace) = pool.Add workspace

    /// The rows, four by four: x[4 d b + 4 k + r] for row 4 b + r.
    member val X: AlignedBuffer = null with get, set
    /// The rows, one by one: x[i padded + k].
    member val XWide: AlignedBuffer = null with get, set
    /// |x_i|^2.
    member val XSquares: AlignedBuffer = null with get, set
    /// The vector sums of the rows, in the layout of X or of XWide.
    member val Out: AlignedBuffer = null with get, set
    /// The value sums of the rows.
    member val Sums: AlignedBuffer = null with get, set
    /// The sums of the slopes of the rows.
    member val Slopes: AlignedBuffer = null with get, set
    /// The packed strip of y, coordinate-major.
    member val Y: AlignedBuffer = null with get, set
    /// The packed strip of y, point by point.
    member val YWide: AlignedBuffer = null with get, set
    /// |y_j|^2.
    member val YSquares: AlignedBuffer = null with get, set
    /// The packed strip of the vectors v, coordinate-major.
    member val V: AlignedBuffer = null with get, set
    /// The packed strip of the vectors v, point by point.
    member val VWide: AlignedBuffer = null with get, set
    /// The packed weights.
    member val W: AlignedBuffer = null with get, set
    /// The argument s or t of the profile, over a panel.
    member val S: AlignedBuffer = null with get, set
    /// Profile values, over a panel.
    member val P: AlignedBuffer = null with get, set
    /// Profile slopes, or second derivatives, over a panel.
    member val Q: AlignedBuffer = null with get, set
    /// Products <x - y, v>, over a panel.
    member val B: AlignedBuffer = null with get, set
    /// The vector sums of the strip's columns, in the layout of Y or of YWide.
    member val ColumnOut: AlignedBuffer = null with get, set
    /// The value sums of the strip's columns.
    member val ColumnSums: AlignedBuffer = null with get, set
    /// The sums of the slopes of the strip's columns.
    member val ColumnSlopes: AlignedBuffer = null with get, set

    /// The value sums of a task's columns.
    member val MirrorSums: float[] = [||] with get, set
    /// The vector sums of a task's columns, coordinate-major.
    member val MirrorVectors: float[] = [||] with get, set

    /// Sizes every buffer for the rows (a multiple of four), strips of the given width and panels of so many pairs, and
    /// clears the sums of the rows.
    member this.Prepare(rows: int, dimension: int, padded: int, width: int, pairs: int) =
        this.X <- grow this.X (rows * dimension)
        this.XWide <- grow this.XWide (rows * padded)
        this.XSquares <- grow this.XSquares rows
        this.Out <- grow this.Out (rows * padded)
        this.Sums <- grow this.Sums rows
        this.Slopes <- grow this.Slopes rows
        this.Y <- grow this.Y (dimension * width)
        this.YWide <- grow this.YWide (padded * width)
        this.YSquares <- grow this.YSquares width
        this.V <- grow this.V (dimension * width)
        this.VWide <- grow this.VWide (padded * width)
        this.W <- grow this.W width
        this.S <- grow this.S pairs
        this.P <- grow this.P pairs
        this.Q <- grow this.Q pairs
        this.B <- grow this.B pairs
        this.ColumnOut <- grow this.ColumnOut (padded * width)
        this.ColumnSums <- grow this.ColumnSums width
        this.ColumnSlopes <- grow this.ColumnSlopes width
        this.Out.Span(rows * padded).Clear()
        this.Sums.Span(rows).Clear()
        this.Slopes.Span(rows).Clear()

    /// Makes room for the sums of a task's columns; arrays that are not wanted are empty.
    member this.PrepareMirror(columns: int, sums: bool, vectors: bool, dimension: int) =
        let room (array: float[]) length =
            if array.Length >= length then
                array
            else
                Array.zeroCreate length

        this.MirrorSums <- if sums then room this.MirrorSums columns else [||]

        this.MirrorVectors <-
            if vectors then
                room this.MirrorVectors (columns * dimension)
            else
                [||]

    /// Clears the sums of the columns.
    member this.ClearColumns(padded: int, width: int) =
        this.ColumnOut.Span(padded * width).Clear()
        this.ColumnSums.Span(width).Clear()
        this.ColumnSlopes.Span(width).Clear()
