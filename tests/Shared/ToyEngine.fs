namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Memory of the toy engine: entries that only it can reach.
[<Sealed>]
type ToyMemory(entries: int) =
    let cells: float[] = Array.zeroCreate entries

    member _.Item
        with get (at: int) = cells[at]
        and set (at: int) (value: float) = cells[at] <- value

/// <summary>A second engine: every raw operation as one plain loop after the other on memory of its own, on one thread. It
/// shares with the managed engine what a number's elementwise functions are, and nothing else.</summary>
[<Sealed>]
type ToyEngine() =

    let mutable prepared = 0

    /// Calls f with the place of each entry of a shape, in row-major order, in it and in other layouts of its axes.
    let forEach (shape: int[]) (strides: int[][]) (f: int -> int[] -> unit) =
        let index = Array.zeroCreate shape.Length
        let places = Array.zeroCreate strides.Length

        for at in 0 .. Shape.size shape - 1 do
            for s in 0 .. strides.Length - 1 do
                let mutable place = 0

                for axis in 0 .. shape.Length - 1 do
                    place <- place + strides[s][axis] * index[axis]

                places[s] <- place

            f at places
            let mutable axis = shape.Length - 1

            while axis >= 0 do
                index[axis] <- index[axis] + 1

                if index[axis] = shape[axis] then
                    index[axis] <- 0
                    axis <- axis - 1
                else
                    axis <- -1

    let entry (x: Operand<ToyMemory>) (at: int) : float = x.Buffer[x.Offset + at]

    let put (x: Operand<ToyMemory>) (at: int) (value: float) = x.Buffer[x.Offset + at] <- value

    let add (x: Operand<ToyMemory>) (at: int) (value: float) = put x at (entry x at + value)

    let clear (x: Operand<ToyMemory>) =
        for at in 0 .. x.Size - 1 do
            put x at 0.0

    let copy (x: Operand<ToyMemory>) (y: Operand<ToyMemory>) =
        for at in 0 .. y.Size - 1 do
            put y at (entry x at)

    let matrixProduct left right (a: Operand<ToyMemory>) (b: Operand<ToyMemory>) (c: Operand<ToyMemory>) =
        let m, n = c.Shape[0], c.Shape[1]
        let inner = if left then a.Shape[0] else a.Shape[1]

        for i in 0 .. m - 1 do
            for j in 0 .. n - 1 do
                let mutable total = 0.0

                for k in 0 .. inner - 1 do
                    let u = entry a (if left then k * m + i else i * inner + k)
                    let v = entry b (if right then j * inner + k else k * n + j)
                    total <- total + u * v

                put c (i * n + j) total

    // Extents before the axis, along it, and after it.
    let around (axis: int) (shape: int[]) =
        struct (Shape.size shape[.. axis - 1], shape[axis], Shape.size shape[axis + 1 ..])

    let slice axis first (x: Operand<ToyMemory>) (y: Operand<ToyMemory>) =
        let struct (before, extent, after) = around axis y.Shape
        let whole = x.Shape[axis]

        for i in 0 .. before - 1 do
            for j in 0 .. extent - 1 do
                for k in 0 .. after - 1 do
                    put y ((i * extent + j) * after + k) (entry x ((i * whole + first + j) * after + k))

    let assemble axis (firsts: int[]) (parts: Operand<ToyMemory>[]) (y: Operand<ToyMemory>) =
        let struct (before, whole, after) = around axis y.Shape
        clear y

        for part, first in Array.zip parts firsts do
            let extent = part.Shape[axis]

            for i in 0 .. before - 1 do
                for j in 0 .. extent - 1 do
                    for k in 0 .. after - 1 do
                        add y ((i * whole + first + j) * after + k) (entry part ((i * extent + j) * after + k))

    let rowNumber (indices: Operand<ToyMemory>) (rows: int) (at: int) : int =
        let number = entry indices at

        if not (number >= 0.0 && number < float rows && number = floor number) then
            invalidArg "indices" $"indices[{at}] must be a whole number from 0 to {rows - 1}, but is {number}."

        int number

    let gather (x: Operand<ToyMemory>) (indices: Operand<ToyMemory>) (y: Operand<ToyMemory>) =
        let width = x.Size / x.Shape[0]

        for r in 0 .. indices.Size - 1 do
            let row = rowNumber indices x.Shape[0] r

            for k in 0 .. width - 1 do
                put y (r * width + k) (entry x (row * width + k))

    let scatterAdd (x: Operand<ToyMemory>) (indices: Operand<ToyMemory>) (y: Operand<ToyMemory>) =
        let width = y.Size / y.Shape[0]
        clear y

        for r in 0 .. indices.Size - 1 do
            let row = rowNumber indices y.Shape[0] r

            for k in 0 .. width - 1 do
                add y (row * width + k) (entry x (r * width + k))

    let squaredDistances (x: Operand<ToyMemory>) (y: Operand<ToyMemory>) (z: Operand<ToyMemory>) =
        let m, d = y.Shape[0], x.Shape[1]

        for i in 0 .. x.Shape[0] - 1 do
            for j in 0 .. m - 1 do
                let mutable total = 0.0

                for k in 0 .. d - 1 do
                    let difference = entry x (i * d + k) - entry y (j * d + k)
                    total <- total + difference * difference

                put z (i * m + j) total

    let weightedDifferences transposed (g: Operand<ToyMemory>) (x: Operand<ToyMemory>) (y: Operand<ToyMemory>) z =
        let n, m, d = x.Shape[0], y.Shape[0], x.Shape[1]

        for i in 0 .. n - 1 do
            for k in 0 .. d - 1 do
                let mutable total = 0.0

                for j in 0 .. m - 1 do
                    let weight =
                        if transposed then
                            entry g (j * n + i)
                        else
                            entry g (i * m + j)

                    total <- total + weight * (entry x (i * d + k) - entry y (j * d + k))

                put z (i * d + k) total

    let projectedDifferences (h: Operand<ToyMemory>) (x: Operand<ToyMemory>) (y: Operand<ToyMemory>) z =
        let m, d = y.Shape[0], x.Shape[1]

        for i in 0 .. x.Shape[0] - 1 do
            for j in 0 .. m - 1 do
                let mutable total = 0.0

                for k in 0 .. d - 1 do
                    total <- total + entry h (i * d + k) * (entry x (i * d + k) - entry y (j * d + k))

                put z (i * m + j) total

    /// Adds to one of images, filters and outputs the products of the other two that meet there: the three operations are
    /// one sum over the same terms.
    let convolution (g: ConvolutionGeometry) (images: Operand<_>) (filters: Operand<_>) (outputs: Operand<_>) take =
        let channels, height, width = images.Shape[1], images.Shape[2], images.Shape[3]
        let made, rows, columns = outputs.Shape[1], outputs.Shape[2], outputs.Shape[3]
        let tall, wide = filters.Shape[2], filters.Shape[3]

        for n in 0 .. images.Shape[0] - 1 do
            for o in 0 .. made - 1 do
                for c in 0 .. channels - 1 do
                    for r in 0 .. rows - 1 do
                        for s in 0 .. columns - 1 do
                            for a in 0 .. tall - 1 do
                                for b in 0 .. wide - 1 do
                                    let i, j = r * g.Stride + a - g.Padding, s * g.Stride + b - g.Padding

                                    if i >= 0 && i < height && j >= 0 && j < width then
                                        take
                                            (((n * channels + c) * height + i) * width + j)
                                            (((o * channels + c) * tall + a) * wide + b)
                                            (((n * made + o) * rows + r) * columns + s)

    /// How many operations it has made ready: whether a program was compiled for it.
    member _.Prepared = prepared

    interface IEngine<ToyMemory> with

        member _.Name = "toy"

        member _.Precision = Precision.Float64

        // Few, so that sums pass their points in several blocks.
        member _.PairEntries = 64

        member _.Allocate entries = ToyMemory entries

        member _.Free _ = ()

        member _.Write(values, target) =
            for at in 0 .. target.Size - 1 do
                put target at values[at]

        member _.Read(source, values) =
            for at in 0 .. source.Size - 1 do
                values[at] <- entry source at

        member _.Prepare(operation, x, y) =
            prepared <- prepared + 1

            let run: unit -> unit =
                match operation with
                | Operation.Unary f ->
                    fun () ->
                        for at in 0 .. y.Size - 1 do
                            put y at (Scalar.unary f (entry x[0] at))
                | Operation.Binary f ->
                    let strides = x |> Array.map (fun x -> Shape.broadcastStrides x.Shape y.Shape)

                    fun () ->
                        forEach y.Shape strides (fun at places ->
                            put y at (Scalar.binary f (entry x[0] places[0]) (entry x[1] places[1])))
                | Operation.MatrixProduct(left, right) -> fun () -> matrixProduct left right x[0] x[1] y
                | Operation.SumTo ->
                    let strides = [| Shape.broadcastStrides y.Shape x[0].Shape |]

                    fun () ->
                        clear y
                        forEach x[0].Shape strides (fun at places -> add y places[0] (entry x[0] at))
                | Operation.BroadcastTo ->
                    let strides = [| Shape.broadcastStrides x[0].Shape y.Shape |]
                    fun () -> forEach y.Shape strides (fun at places -> put y at (entry x[0] places[0]))
                | Operation.Permute order ->
                    let own = Shape.strides x[0].Shape
                    let strides = [| order |> Array.map (fun axis -> own[axis]) |]
                    fun () -> forEach y.Shape strides (fun at places -> put y at (entry x[0] places[0]))
                | Operation.Slice(axis, first) -> fun () -> slice axis first x[0] y
                | Operation.Assemble(axis, firsts) -> fun () -> assemble axis firsts x y
                | Operation.Gather -> fun () -> gather x[0] x[1] y
                | Operation.ScatterAdd -> fun () -> scatterAdd x[0] x[1] y
                | Operation.SquaredDistances -> fun () -> squaredDistances x[0] x[1] y
                | Operation.WeightedDifferences transposed -> fun () -> weightedDifferences transposed x[0] x[1] x[2] y
                | Operation.ProjectedDifferences -> fun () -> projectedDifferences x[0] x[1] x[2] y
                | Operation.Convolution g ->
                    fun () ->
                        clear y

                        convolution g x[0] x[1] y (fun image filter output ->
                            add y output (entry x[0] image * entry x[1] filter))
                | Operation.ConvolutionTranspose g ->
                    fun () ->
                        clear y

                        convolution g y x[1] x[0] (fun image filter output ->
                            add y image (entry x[0] output * entry x[1] filter))
                | Operation.ConvolutionFilter g ->
                    fun () ->
                        clear y

                        convolution g x[0] y x[1] (fun image filter output ->
                            add y filter (entry x[0] image * entry x[1] output))
                | Operation.Reshape
                | Operation.Detach -> fun () -> copy x[0] y
                | Operation.Input _
                | Operation.Constant _
                | Operation.Fill _ -> invalidOp "Inputs and constants are written, not computed."

            Action run
