namespace GanFlowTheory.Core

open System

/// <summary>Moving blocks of entries: slices, their adjoint, rows by number.</summary>
module internal ManagedBlocks =

    let private outer (axis: int) (shape: int[]) = Shape.size shape[.. axis - 1]

    let private inner (axis: int) (shape: int[]) = Shape.size shape[axis + 1 ..]

    /// The entries from first on along an axis.
    let slice (axis: int) (first: int) (x: Operand<float[]>) (y: Operand<float[]>) : unit =
        let inner = inner axis x.Shape
        let from, length = x.Shape[axis] * inner, y.Shape[axis] * inner

        for block in 0 .. outer axis x.Shape - 1 do
            Array.Copy(x.Buffer, x.Offset + block * from + first * inner, y.Buffer, y.Offset + block * length, length)

    /// Zeros with each part added at its place along an axis.
    let assemble (axis: int) (firsts: int[]) (parts: Operand<float[]>[]) (y: Operand<float[]>) : unit =
        let inner = inner axis y.Shape
        let into = y.Shape[axis] * inner
        Array.Clear(y.Buffer, y.Offset, y.Size)

        for p in 0 .. parts.Length - 1 do
            let part = parts[p]
            let length = part.Shape[axis] * inner

            for block in 0 .. outer axis y.Shape - 1 do
                let from = ReadOnlySpan(part.Buffer, part.Offset + block * length, length)
                let target = Span(y.Buffer, y.Offset + block * into + firsts[p] * inner, length)

                for at in 0 .. length - 1 do
                    target[at] <- target[at] + from[at]

    let private row (indices: Operand<float[]>) (count: int) (at: int) : int =
        let value = indices.Buffer[indices.Offset + at]

        if not (value >= 0.0 && value < float count && Math.Floor value = value) then
            Guard.fail "indices" $"indices must be whole numbers in 0..{count - 1}, but indices[{at}] is {value}."

        int value

    /// The rows of x that the indices name.
    let gather (x: Operand<float[]>) (indices: Operand<float[]>) (y: Operand<float[]>) : unit =
        let length = x.Size / x.Shape[0]

        for at in 0 .. indices.Size - 1 do
            let from = row indices x.Shape[0] at
            Array.Copy(x.Buffer, x.Offset + from * length, y.Buffer, y.Offset + at * length, length)

    /// Zeros with each row of x added to the row that the indices name.
    let scatterAdd (x: Operand<float[]>) (indices: Operand<float[]>) (y: Operand<float[]>) : unit =
        let length = y.Size / y.Shape[0]
        Array.Clear(y.Buffer, y.Offset, y.Size)

        for at in 0 .. indices.Size - 1 do
            let into = row indices y.Shape[0] at

            for k in 0 .. length - 1 do
                y.Buffer[y.Offset + into * length + k] <-
                    y.Buffer[y.Offset + into * length + k] + x.Buffer[x.Offset + at * length + k]

    /// |x_i - y_j|^2 between rows.
    let squaredDistances (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : unit =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]

        for i in 0 .. n - 1 do
            for j in 0 .. m - 1 do
                let mutable total = 0.0

                for k in 0 .. d - 1 do
                    let difference = x.Buffer[x.Offset + i * d + k] - y.Buffer[y.Offset + j * d + k]
                    total <- total + difference * difference

                z.Buffer[z.Offset + i * m + j] <- total
