namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>Elementwise operations that follow one another on entries of one shape, taken as rows: they are carried out
/// part by part, so that what one leaves is in the caches when the next one reads it.</summary>
/// <remarks>Each operation treats every entry alone and alike wherever it stands: the parts do not show in any
/// bit.</remarks>
[<Sealed>]
type internal ManagedChain(steps: ManagedInstruction[]) =

    // Entries that all operands of a few operations have in the first-level cache.
    static let atOnce = 1_024

    // Entries of a row that a task takes, at most.
    static let segment = 8_192

    let shape = steps[0].Output.Shape

    let axes =
        Axes.create
            shape
            [
                Shape.strides shape

                for step in steps do
                    for input in step.Inputs do
                        Shape.broadcastStrides input.Shape shape
            ]

    let isFlat = axes.Extents.Length = 1

    // What a product makes is taken by its own rows.
    let inner =
        if isFlat && shape.Length = 2 then
            shape[1]
        else
            Axes.inner axes

    let rows = Shape.size shape / inner

    // Where the row of an operand begins, and how far its entries are apart.
    let walk (strides: int[]) : struct (int[] * int) =
        if isFlat then
            struct ([| inner * strides[0] |], strides[0])
        else
            struct (strides, strides[strides.Length - 1])

    let start (strides: int[]) (row: int) =
        if isFlat then
            row * strides[0]
        else
            Axes.start axes strides row

    // Whole rows of operands that go on without a break are one row.
    let unary (f: Unary) (x: Operand<float[]>) (y: Operand<float[]>) : MatrixPart =
        let loop = ManagedElementwise.unaryLoop f

        MatrixPart(fun firstRow lastRow first last ->
            if last - first = inner then
                let at = firstRow * inner
                loop.Invoke(x.Buffer, x.Offset + at, y.Buffer, y.Offset + at, (lastRow - firstRow) * inner)
            else
                for row in firstRow .. lastRow - 1 do
                    let at = row * inner + first
                    loop.Invoke(x.Buffer, x.Offset + at, y.Buffer, y.Offset + at, last - first))

    let binary (f: Binary) (x: Operand<float[]>) xs (y: Operand<float[]>) ys (z: Operand<float[]>) : MatrixPart =
        let struct (xRows, xStride) = walk xs
        let struct (yRows, yStride) = walk ys
        let loop = ManagedElementwise.binaryLoop f xStride yStride

        let isUnbroken (operand: Operand<float[]>) =
            operand.Size = z.Size || operand.Size = 1

        let isUnbroken = isUnbroken x && isUnbroken y

        MatrixPart(fun firstRow lastRow first last ->
            if isUnbroken && last - first = inner then
                let at = firstRow * inner

                loop.Invoke(
                    x.Buffer,
                    x.Offset + at * xStride,
                    y.Buffer,
                    y.Offset + at * yStride,
                    z.Buffer,
                    z.Offset + at,
                    (lastRow - firstRow) * inner
                )
            else
                for row in firstRow .. lastRow - 1 do
                    loop.Invoke(
                        x.Buffer,
                        x.Offset + start xRows row + first * xStride,
                        y.Buffer,
                        y.Offset + start yRows row + first * yStride,
                        z.Buffer,
                        z.Offset + row * inner + first,
                        last - first
                    ))

    let parts =
        let mutable operand = 0

        steps
        |> Array.map (fun step ->
            let strides =
                step.Inputs
                |> Array.map (fun _ ->
                    operand <- operand + 1
                    axes.Strides[operand])

            match step.Operation with
            | Operation.Unary f -> unary f step.Inputs[0] step.Output
            | Operation.Binary f -> binary f step.Inputs[0] strides[0] step.Inputs[1] strides[1] step.Output
            | operation -> invalidOp $"{operation} is not elementwise.")

    // What an entry costs, in entries of a sum.
    let weight =
        steps |> Array.sumBy (fun step -> ManagedElementwise.weight step.Operation)

    /// Carries all operations out on a part of the rows.
    member _.Run(firstRow: int, lastRow: int, first: int, last: int) : unit =
        let width = last - first
        let rowsAtOnce = max 1 (atOnce / width)
        let mutable row = firstRow

        while row < lastRow do
            let next = min lastRow (row + rowsAtOnce)
            let mutable column = first

            while column < last do
                // A narrow rest is not left for itself.
                let end' = if last - column < 2 * atOnce then last else column + atOnce

                for part in parts do
                    part.Invoke(row, next, column, end')

                column <- end'

            row <- next

    /// Carries all operations out on all rows, shared among threads.
    member this.Shared: Action =
        if inner <= segment then
            Loops.shared rows (inner * weight) (fun first last -> this.Run(first, last, 0, inner))
        else
            let segments = (inner + segment - 1) / segment

            Loops.shared (rows * segments) (segment * weight) (fun first last ->
                for task in first .. last - 1 do
                    let row, from = task / segments, task % segments * segment
                    this.Run(row, row + 1, from, min inner (from + segment)))
