namespace GanFlowTheory.Core

open System

/// <summary>An interval [lower, upper] in equal cells: one axis of a grid.</summary>
[<Struct>]
type GridAxis =
    internal
        {
            From: float
            To: float
            Count: int
        }

    /// The lower end.
    member this.Lower = this.From

    /// The upper end.
    member this.Upper = this.To

    /// The number of cells.
    member this.Cells = this.Count

    /// The width h of a cell.
    member this.Width = (this.To - this.From) / float this.Count

    /// The centre of cell i, counted from 0.
    member this.Centre(i: int) =
        this.From + (float i + 0.5) * this.Width

    /// "[lower, upper] in n cells".
    override this.ToString() =
        invariant $"[{this.From}, {this.To}] in {this.Count} cells"

/// <summary>A box in R^1 or R^2 in equal cells: the product of its axes. Cells are counted with the first axis running
/// fastest.</summary>
[<Sealed>]
type Grid internal (axes: GridAxis[]) =

    let count = axes |> Array.fold (fun n axis -> n * axis.Count) 1

    let strides = axes |> Array.scan (fun n axis -> n * axis.Count) 1

    let nodes =
        lazy (Points.init count axes.Length (fun i k -> axes[k].Centre(i / strides[k] % axes[k].Count)))

    /// The axes.
    member _.Axes: GridAxis[] = Array.copy axes

    /// The dimension, 1 or 2.
    member _.Dimension = axes.Length

    /// The number of cells n.
    member _.Count = count

    /// The volume of a cell: the product of the widths.
    member _.Volume = axes |> Array.fold (fun v axis -> v * axis.Width) 1.0

    /// The centres of the cells, n x d.
    member _.Centres = nodes.Value

    member internal _.Axis(k: int) = axes[k]

    /// How far apart in memory neighbours along axis k are.
    member internal _.Stride(k: int) = strides[k]

    /// The place of cell i along axis k.
    member internal _.Place (i: int) (k: int) = i / strides[k] % axes[k].Count

    /// The axes joined by "x".
    override _.ToString() =
        String.Join(" x ", axes |> Array.map string)

/// Making grids, and functions on them.
[<RequireQualifiedAccess>]
module Grid =

    // Past this a grid is surely a slip of the keyboard, and its arrays would not fit.
    let private most = 1 <<< 26

    /// The axis [lower, upper] in the given number of cells, at least 1; lower < upper, both finite.
    let axis (lower: float) (upper: float) (cells: int) : GridAxis =
        Guard.finite (nameof lower) lower
        Guard.finite (nameof upper) upper
        Guard.atLeast (nameof cells) 1 cells

        if not (lower < upper) then
            Guard.fail
                (nameof upper)
                (invariant $"the grid's upper end must lie above its lower end {lower}, but is {upper}.")

        if cells > most then
            Guard.fail (nameof cells) (invariant $"a grid has at most {most} cells, but {cells} are asked for.")

        let axis =
            {
                From = lower
                To = upper
                Count = cells
            }

        if not (axis.Width > 0.0 && lower + axis.Width > lower && upper - axis.Width < upper) then
            Guard.fail
                (nameof cells)
                (invariant $"{cells} cells of [{lower}, {upper}] are narrower than floating point resolves.")

        axis

    /// The grid on an interval of R.
    let line (lower: float) (upper: float) (cells: int) : Grid = Grid [| axis lower upper cells |]

    /// The grid on a rectangle of R^2, the product of two axes; at most 2^26 cells.
    let plane (first: GridAxis) (second: GridAxis) : Grid =
        if int64 first.Count * int64 second.Count > int64 most then
            Guard.fail
                (nameof second)
                (invariant $"a grid has at most {most} cells, but {first.Count} x {second.Count} are asked for.")

        Grid [| first; second |]

    /// Whether two grids have the same cells.
    let same (a: Grid) (b: Grid) : bool = a.Axes = b.Axes

    let internal checkSame (name: string) (expected: Grid) (actual: Grid) =
        if not (same expected actual) then
            Guard.fail name (invariant $"{name} must lie on the grid {expected}, but lies on {actual}.")

    // Cells and weights of the linear interpolation between centres along one axis, constant beyond the outer ones.
    let private between (axis: GridAxis) (x: float) : struct (int * int * float) =
        let place = (x - axis.From) / axis.Width - 0.5

        if not (place > 0.0) then
            struct (0, 0, 0.0)
        elif place >= float (axis.Count - 1) then
            struct (axis.Count - 1, axis.Count - 1, 0.0)
        else
            let low = int place
            struct (low, low + 1, place - float low)

    // A weight of zero gives nothing, whatever the value: empty cells may carry infinite ones.
    let inline private mix (weight: float) (a: float) (b: float) =
        if weight <= 0.0 then a
        elif weight >= 1.0 then b
        else (1.0 - weight) * a + weight * b

    let private interpolate (grid: Grid) (values: float[]) (points: Points) : float[] =
        Guard.sameDimension "points" grid.Dimension points.Dimension

        Array.init points.Count (fun i ->
            let struct (a, b, s) = between (grid.Axis 0) points[i, 0]

            if grid.Dimension = 1 then
                mix s values[a] values[b]
            else
                let struct (c, d, t) = between (grid.Axis 1) points[i, 1]
                let row = grid.Stride 1
                mix t (mix s values[a + row * c] values[b + row * c]) (mix s values[a + row * d] values[b + row * d]))

    /// The central differences of cell values along axis k, one-sided at the ends, 0 on a single cell; length n.
    let internal differences (grid: Grid) (values: float[]) (k: int) : float[] =
        let axis, stride = grid.Axis k, grid.Stride k

        Array.init values.Length (fun i ->
            let place = grid.Place i k
            let low = if place > 0 then i - stride else i
            let high = if place < axis.Count - 1 then i + stride else i

            if low = high then
                0.0
            else
                (values[high] - values[low]) / (axis.Width * float ((high - low) / stride)))

    /// <summary>The potential with the given values at the centres, length n: linear between centres (bilinear in the
    /// plane), constant beyond the outer ones; its gradient interpolates the central differences in the same
    /// way.</summary>
    let potential (values: float[]) (grid: Grid) : Potential =
        Guard.sameLength (nameof values) grid.Count values.Length
        let slopes = lazy (Array.init grid.Dimension (differences grid values))

        Potential.create (interpolate grid values) (fun points ->
            let columns = slopes.Value |> Array.map (fun slope -> interpolate grid slope points)
            Points.wrap points.Count grid.Dimension (Array.concat columns))
