namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>Moving blocks of entries: slices, their adjoint, rows by number, axes in another order.</summary>
module internal ManagedBlocks =

    let private outer (axis: int) (shape: int[]) = Shape.size shape[.. axis - 1]

    let private inner (axis: int) (shape: int[]) = Shape.size shape[axis + 1 ..]

    let private add = Loops.both (fun x y -> x + y)

    /// The same entries.
    let copy (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        Action(fun () -> Array.Copy(x.Buffer, x.Offset, y.Buffer, y.Offset, y.Size))

    /// The entries from first on along an axis.
    let slice (axis: int) (first: int) (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        let inner = inner axis x.Shape
        let from, length = x.Shape[axis] * inner, y.Shape[axis] * inner

        Loops.shared (outer axis x.Shape) length (fun begin' finish ->
            for block in begin' .. finish - 1 do
                Array.Copy(
                    x.Buffer,
                    x.Offset + block * from + first * inner,
                    y.Buffer,
                    y.Offset + block * length,
                    length
                ))

    /// What an assembly does with a stretch of each block, in order.
    [<RequireQualifiedAccess>]
    type private Piece =
        /// Nothing lies there.
        | Clear of first: int * length: int
        /// A part's entries, from an entry of its block on, are the only ones so far.
        | Copy of part: int * from: int * first: int * length: int
        /// A part's entries are added.
        | Add of part: int * from: int * first: int * length: int

    // Parts sorted by their places: each is copied beyond what the ones before it reach, and added below.
    let private pieces (extent: int) (firsts: int[]) (lengths: int[]) : Piece[] =
        let found = ResizeArray<Piece>()
        let mutable reached = 0

        for part in Seq.sortBy (fun part -> firsts[part]) [ 0 .. firsts.Length - 1 ] do
            let first, last = firsts[part], firsts[part] + lengths[part]

            if first > reached then
                found.Add(Piece.Clear(reached, first - reached))

            let shared = min last reached - first

            if shared > 0 then
                found.Add(Piece.Add(part, 0, first, shared))

            let from = max 0 shared

            if from < lengths[part] then
                found.Add(Piece.Copy(part, from, first + from, lengths[part] - from))

            reached <- max reached last

        if reached < extent then
            found.Add(Piece.Clear(reached, extent - reached))

        found.ToArray()

    /// Zeros with each part added at its place along an axis.
    let assemble (axis: int) (firsts: int[]) (parts: Operand<float[]>[]) (y: Operand<float[]>) : Action =
        let inner = inner axis y.Shape
        let into = y.Shape[axis] * inner
        let lengths = parts |> Array.map (fun part -> part.Shape[axis] * inner)
        let pieces = pieces into (firsts |> Array.map ((*) inner)) lengths
        let y, at = y.Buffer, y.Offset

        // The entries first .. last - 1 of a block, whose pieces are cut there: each entry has its parts in their order.
        let block (number: int) (first: int) (last: int) =
            let at = at + number * into

            for piece in pieces do
                let struct (start, length) =
                    match piece with
                    | Piece.Clear(start, length)
                    | Piece.Copy(_, _, start, length)
                    | Piece.Add(_, _, start, length) -> struct (start, length)

                let from = max first start
                let count = min last (start + length) - from

                if count > 0 then
                    let source part skipped =
                        parts[part].Offset + number * lengths[part] + skipped + from - start

                    match piece with
                    | Piece.Clear _ -> Array.Clear(y, at + from, count)
                    | Piece.Copy(part, skipped, _, _) ->
                        Array.Copy(parts[part].Buffer, source part skipped, y, at + from, count)
                    | Piece.Add(part, skipped, _, _) ->
                        add.Invoke(parts[part].Buffer, source part skipped, y, at + from, y, at + from, count)

        let blocks = outer axis parts[0].Shape

        if blocks = 1 then
            let segments = (into + Loops.Block - 1) / Loops.Block

            Loops.shared segments Loops.Block (fun first last ->
                for segment in first .. last - 1 do
                    let from = segment * Loops.Block
                    block 0 from (min into (from + Loops.Block)))
        else
            Loops.shared blocks into (fun first last ->
                for number in first .. last - 1 do
                    block number 0 into)

    let private row (indices: Operand<float[]>) (count: int) (at: int) : int =
        let value = indices.Buffer[indices.Offset + at]

        if not (value >= 0.0 && value < float count && Math.Floor value = value) then
            Guard.fail
                "indices"
                (invariant $"indices must be whole numbers in 0..{count - 1}, but indices[{at}] is {value}.")

        int value

    /// The rows of x that the indices name.
    let gather (x: Operand<float[]>) (indices: Operand<float[]>) (y: Operand<float[]>) : Action =
        let count = x.Shape[0]
        let length = x.Size / count

        Loops.sharedInOrder indices.Size length (fun first last ->
            for at in first .. last - 1 do
                let from = row indices count at
                Array.Copy(x.Buffer, x.Offset + from * length, y.Buffer, y.Offset + at * length, length))

    /// Zeros with each row of x added to the row that the indices name.
    let scatterAdd (x: Operand<float[]>) (indices: Operand<float[]>) (y: Operand<float[]>) : Action =
        let count = y.Shape[0]
        let length = y.Size / count

        // In one thread: rows may meet.
        Action(fun () ->
            Array.Clear(y.Buffer, y.Offset, y.Size)

            for at in 0 .. indices.Size - 1 do
                let into = y.Offset + row indices count at * length
                add.Invoke(x.Buffer, x.Offset + at * length, y.Buffer, into, y.Buffer, into, length))

    // The side of the squares in which two axes change places: both of their cache lines are used up.
    [<Literal>]
    let private Tile = 16

    let private transpose (x: float[]) xAt xStride (y: float[]) yAt yStride (rows: int) (columns: int) =
        let mutable left = 0

        while left < columns do
            let right = min columns (left + Tile)
            let mutable top = 0

            while top < rows do
                for i in top .. min rows (top + Tile) - 1 do
                    let from = xAt + i
                    let into = yAt + i * yStride

                    for j in left .. right - 1 do
                        y[into + j] <- x[from + j * xStride]

                top <- top + Tile

            left <- right

    /// Axes in another order.
    let permute (order: int[]) (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        let own = Shape.strides x.Shape
        let walked = order |> Array.map (fun axis -> own[axis])
        let axes = Axes.create y.Shape [ walked; Shape.strides y.Shape ]
        let xs, ys = axes.Strides[0], axes.Strides[1]
        let inner = Axes.inner axes
        let lastAxis = xs.Length - 1

        if xs[lastAxis] = 1 then
            Loops.shared (Axes.outer axes) inner (fun first last ->
                for row in first .. last - 1 do
                    let from = x.Offset + Axes.start axes xs row
                    Array.Copy(x.Buffer, from, y.Buffer, y.Offset + row * inner, inner))
        else
            // The axis along which x is consecutive, brought next to the last one.
            let consecutive = Array.findIndex ((=) 1) xs
            let rows, rowStep = axes.Extents[consecutive], ys[consecutive]

            let others (values: int[]) =
                Array.append (Array.removeAt consecutive values[.. lastAxis - 1]) [| 1 |]

            let around =
                {
                    Extents = others axes.Extents
                    Strides = [| others xs; others ys |]
                }

            let matrices = Shape.size around.Extents

            Loops.shared matrices (rows * inner) (fun first last ->
                for matrix in first .. last - 1 do
                    transpose
                        x.Buffer
                        (x.Offset + Axes.start around around.Strides[0] matrix)
                        xs[lastAxis]
                        y.Buffer
                        (y.Offset + Axes.start around around.Strides[1] matrix)
                        rowStep
                        rows
                        inner)
