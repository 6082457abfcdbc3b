namespace GanFlowTheory.Core

open System
open System.Collections.Concurrent

/// <summary>The buffers of one worker of the pairwise engine, kept for reuse so that a sum allocates only its result.</summary>
[<Sealed>]
type internal Workspace() =

    static let pool = ConcurrentBag<Workspace>()

    let grow (buffer: float[]) (length: int) =
        if buffer.Length >= length then
            buffer
        else
            Array.zeroCreate length

    let growBlocks (blocks: float[][]) (count: int) (length: int) =
        let blocks =
            if blocks.Length >= count then
                blocks
            else
                Array.append blocks (Array.init (count - blocks.Length) (fun _ -> [||]))

        for b in 0 .. count - 1 do
            blocks[b] <- grow blocks[b] length

        blocks

    /// A workspace for one worker; give it back when done.
    static member Rent() : Workspace =
        match pool.TryTake() with
        | true, workspace -> workspace
        | _ -> Workspace()

    /// Returns the workspace to the pool.
    static member Return(workspace: Workspace) = pool.Add workspace

    /// Four rows by k: x[4 k + r], one block of rows each.
    member val X: float[][] = [||] with get, set
    /// Row by row: x[r padded + k], one block of rows each.
    member val XWide: float[][] = [||] with get, set
    /// |x_r|^2, one block of rows each.
    member val XSquares: float[][] = [||] with get, set
    /// The vector sums of each block of rows.
    member val Out: float[][] = [||] with get, set
    /// The value sums of each block of rows.
    member val Sums: float[][] = [||] with get, set
    /// The sums of the slopes of each block of rows.
    member val Slopes: float[][] = [||] with get, set
    /// The packed strip of y, coordinate-major.
    member val Y: float[] = [||] with get, set
    /// The packed strip of y, point by point.
    member val YWide: float[] = [||] with get, set
    /// |y_j|^2.
    member val YSquares: float[] = [||] with get, set
    /// The packed strip of the vectors v, coordinate-major.
    member val V: float[] = [||] with get, set
    /// The packed strip of the vectors v, point by point.
    member val VWide: float[] = [||] with get, set
    /// The packed weights.
    member val W: float[] = [||] with get, set
    /// The argument s or t of the profile.
    member val S: float[] = [||] with get, set
    /// Profile values.
    member val P: float[] = [||] with get, set
    /// Profile slopes, or second derivatives.
    member val Q: float[] = [||] with get, set
    /// Products &lt;x - y, v>.
    member val B: float[] = [||] with get, set

    /// Sizes every buffer for blocks of four rows and strips of the given width.
    member this.Prepare(blocks: int, dimension: int, padded: int, width: int) =
        this.X <- growBlocks this.X blocks (4 * dimension)
        this.XWide <- growBlocks this.XWide blocks (4 * padded)
        this.XSquares <- growBlocks this.XSquares blocks 4
        this.Out <- growBlocks this.Out blocks (4 * padded)
        this.Sums <- growBlocks this.Sums blocks 4
        this.Slopes <- growBlocks this.Slopes blocks 4
        this.Y <- grow this.Y (dimension * width)
        this.YWide <- grow this.YWide (padded * width)
        this.YSquares <- grow this.YSquares width
        this.V <- grow this.V (dimension * width)
        this.VWide <- grow this.VWide (padded * width)
        this.W <- grow this.W width
        this.S <- grow this.S (4 * width)
        this.P <- grow this.P (4 * width)
        this.Q <- grow this.Q (4 * width)
        this.B <- grow this.B (4 * width)

        for b in 0 .. blocks - 1 do
            Array.Clear this.Out[b]
            Array.Clear this.Sums[b]
            Array.Clear this.Slopes[b]
