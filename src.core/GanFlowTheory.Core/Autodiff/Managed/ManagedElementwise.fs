namespace GanFlowTheory.Core

open System

/// <summary>Elementwise operations on arrays.</summary>
module internal ManagedElementwise =

    /// y = f(x), entry by entry; y may be x.
    let unary (f: Unary) (x: float[]) (xOffset: int) (y: float[]) (yOffset: int) (count: int) : unit =
        for at in 0 .. count - 1 do
            y[yOffset + at] <- Scalar.unary f x[xOffset + at]

    /// Visits the entries of a shape in row-major order with the offsets of two inputs that broadcast to it.
    let private overBroadcast (shape: int[]) (a: int[]) (b: int[]) (visit: int -> int -> int -> unit) : unit =
        let strideA, strideB =
            Shape.broadcastStrides a shape, Shape.broadcastStrides b shape

        let index = Array.zeroCreate shape.Length
        let mutable atA = 0
        let mutable atB = 0

        for at in 0 .. Shape.size shape - 1 do
            visit at atA atB
            let mutable axis = shape.Length - 1
            let mutable carrying = true

            while carrying && axis >= 0 do
                index[axis] <- index[axis] + 1
                atA <- atA + strideA[axis]
                atB <- atB + strideB[axis]

                if index[axis] = shape[axis] then
                    atA <- atA - strideA[axis] * shape[axis]
                    atB <- atB - strideB[axis] * shape[axis]
                    index[axis] <- 0
                    axis <- axis - 1
                else
                    carrying <- false

    /// z = f(x, y), broadcast.
    let binary (f: Binary) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : unit =
        overBroadcast z.Shape x.Shape y.Shape (fun at atX atY ->
            z.Buffer[z.Offset + at] <- Scalar.binary f x.Buffer[x.Offset + atX] y.Buffer[y.Offset + atY])

    /// Repeats x to the shape of y.
    let broadcast (x: Operand<float[]>) (y: Operand<float[]>) : unit =
        overBroadcast y.Shape x.Shape x.Shape (fun at atX _ -> y.Buffer[y.Offset + at] <- x.Buffer[x.Offset + atX])

    /// Sums x over the axes along which y is repeated.
    let sumTo (x: Operand<float[]>) (y: Operand<float[]>) : unit =
        Array.Clear(y.Buffer, y.Offset, y.Size)

        overBroadcast x.Shape y.Shape y.Shape (fun at atY _ ->
            y.Buffer[y.Offset + atY] <- y.Buffer[y.Offset + atY] + x.Buffer[x.Offset + at])

    /// Axes in another order.
    let permute (order: int[]) (x: Operand<float[]>) (y: Operand<float[]>) : unit =
        let strides = Shape.strides x.Shape
        let index = Array.zeroCreate y.Shape.Length

        for at in 0 .. y.Size - 1 do
            let mutable from = x.Offset

            for axis in 0 .. order.Length - 1 do
                from <- from + index[axis] * strides[order[axis]]

            y.Buffer[y.Offset + at] <- x.Buffer[from]
            let mutable axis = y.Shape.Length - 1

            while axis >= 0 do
                index[axis] <- index[axis] + 1

                if index[axis] = y.Shape[axis] then
                    index[axis] <- 0
                    axis <- axis - 1
                else
                    axis <- -1
