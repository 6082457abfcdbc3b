namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Entries at indices: what the raw operations mean, written by their definitions and in no particular order of speed.
type Plain = { Shape: int[]; Values: float[] }

/// A value with what its rounding is measured by: the sum of the magnitudes that went into it, and how many they were.
[<Struct>]
type Rounded =
    {
        Value: float
        Magnitude: float
        Terms: int
    }

module PlainOperations =

    /// All indices of a shape, in row-major order.
    let indices (shape: int[]) : int[][] =
        let rec below axis : int list list =
            if axis = shape.Length then
                [ [] ]
            else
                [
                    for i in 0 .. shape[axis] - 1 do
                        for rest in below (axis + 1) -> i :: rest
                ]

        below 0 |> List.map List.toArray |> List.toArray

    let private position (shape: int[]) (index: int[]) =
        Array.fold2 (fun at extent i -> at * extent + i) 0 shape index

    let private at (x: Plain) (index: int list) : float =
        x.Values[position x.Shape (List.toArray index)]

    /// The entry that an index of a shape reaches in a tensor that broadcasts to it.
    let private reached (shape: int[]) (index: int[]) : int[] =
        let missing = index.Length - shape.Length
        shape |> Array.mapi (fun axis n -> if n = 1 then 0 else index[missing + axis])

    let private exact (value: float) =
        {
            Value = value
            Magnitude = abs value
            Terms = 0
        }

    let private total (terms: float seq) =
        let terms = Seq.toArray terms

        {
            Value = Array.sum terms
            Magnitude = Array.sumBy abs terms
            Terms = terms.Length
        }

    /// The terms of an operation's result at an index, all added with weight 1.
    let private entry (operation: Operation) (x: Plain[]) (shape: int[]) (index: int[]) : Rounded =
        let reach (x: Plain) =
            x.Values[position x.Shape (reached x.Shape index)]

        let replaced axis i = Array.updateAt axis i index

        /// All (image row, filter row, output row) of one axis.
        let meetings (g: ConvolutionGeometry) image filter output =
            [
                for o in 0 .. output - 1 do
                    for f in 0 .. filter - 1 do
                        let i = o * g.Stride + f - g.Padding

                        if i >= 0 && i < image then
                            i, f, o
            ]

        match operation with
        | Operation.Unary(Unary.Affine(scale, shift) as f) ->
            let value = x[0].Values[position shape index]

            {
                Value = Scalar.unary f value
                Magnitude = abs (scale * value) + abs shift
                Terms = 0
            }
        | Operation.Unary f -> exact (Scalar.unary f x[0].Values[position shape index])
        | Operation.Binary f -> exact (Scalar.binary f (reach x[0]) (reach x[1]))
        | Operation.BroadcastTo -> exact (reach x[0])
        | Operation.Reshape
        | Operation.Detach -> exact x[0].Values[position shape index]
        | Operation.MatrixProduct(left, right) ->
            let i, j = index[0], index[1]

            total
                [
                    for p in 0 .. x[0].Shape[if left then 0 else 1] - 1 ->
                        (if left then at x[0] [ p; i ] else at x[0] [ i; p ])
                        * (if right then at x[1] [ j; p ] else at x[1] [ p; j ])
                ]
        | Operation.SumTo ->
            total
                [
                    for from in indices x[0].Shape do
                        if reached shape from = index then
                            x[0].Values[position x[0].Shape from]
                ]
        | Operation.Permute order ->
            let from = Array.zeroCreate index.Length
            order |> Array.iteri (fun axis of' -> from[of'] <- index[axis])
            exact (at x[0] (List.ofArray from))
        | Operation.Slice(axis, first) -> exact (at x[0] (List.ofArray (replaced axis (index[axis] + first))))
        | Operation.Assemble(axis, firsts) ->
            total
                [
                    for part, first in Array.zip x firsts do
                        if index[axis] >= first && index[axis] < first + part.Shape[axis] then
                            at part (List.ofArray (replaced axis (index[axis] - first)))
                ]
        | Operation.Gather -> exact (at x[0] (List.ofArray (replaced 0 (int x[1].Values[index[0]]))))
        | Operation.ScatterAdd ->
            total
                [
                    for row in 0 .. x[1].Shape[0] - 1 do
                        if int x[1].Values[row] = index[0] then
                            at x[0] (List.ofArray (replaced 0 row))
                ]
        | Operation.SquaredDistances ->
            total
                [
                    for k in 0 .. x[0].Shape[1] - 1 do
                        let difference = at x[0] [ index[0]; k ] - at x[1] [ index[1]; k ]
                        difference * difference
                ]
        | Operation.WeightedDifferences transposed ->
            let i, k = index[0], index[1]

            let weight j =
                at x[0] (if transposed then [ j; i ] else [ i; j ])

            total
                [
                    for j in 0 .. x[2].Shape[0] - 1 -> weight j * (at x[1] [ i; k ] - at x[2] [ j; k ])
                ]
        | Operation.ProjectedDifferences ->
            let i, j = index[0], index[1]

            total
                [
                    for k in 0 .. x[1].Shape[1] - 1 -> at x[0] [ i; k ] * (at x[1] [ i; k ] - at x[2] [ j; k ])
                ]
        | Operation.Convolution g ->
            total
                [
                    for c in 0 .. x[0].Shape[1] - 1 do
                        for i, a, row in meetings g x[0].Shape[2] x[1].Shape[2] shape[2] do
                            for j, b, column in meetings g x[0].Shape[3] x[1].Shape[3] shape[3] do
                                if row = index[2] && column = index[3] then
                                    at x[0] [ index[0]; c; i; j ] * at x[1] [ index[1]; c; a; b ]
                ]
        | Operation.ConvolutionTranspose g ->
            total
                [
                    for o in 0 .. x[1].Shape[0] - 1 do
                        for i, a, row in meetings g shape[2] x[1].Shape[2] x[0].Shape[2] do
                            for j, b, column in meetings g shape[3] x[1].Shape[3] x[0].Shape[3] do
                                if i = index[2] && j = index[3] then
                                    at x[0] [ index[0]; o; row; column ] * at x[1] [ o; index[1]; a; b ]
                ]
        | Operation.ConvolutionFilter g ->
            total
                [
                    for n in 0 .. x[0].Shape[0] - 1 do
                        for i, a, row in meetings g x[0].Shape[2] shape[2] x[1].Shape[2] do
                            for j, b, column in meetings g x[0].Shape[3] shape[3] x[1].Shape[3] do
                                if a = index[2] && b = index[3] then
                                    at x[0] [ n; index[1]; i; j ] * at x[1] [ n; index[0]; row; column ]
                ]
        | Operation.Fill value -> exact value
        | Operation.Constant values -> exact values[position shape index]
        | Operation.Input _ -> invalidOp "An input has no meaning of its own."

    /// The result of an operation, by its definition.
    let apply (operation: Operation) (x: Plain[]) (shape: int[]) : Rounded[] =
        indices shape |> Array.map (entry operation x shape)

    // Subnormal numbers have fewer digits: four of their steps, and in float32, whose exponentials may leave them out, all.
    let private smallest (engine: Engine) =
        match engine.Precision with
        | Precision.Float64 -> if TestEngines.roundsCorrectly engine then 0.0 else 2e-323
        | Precision.Float32 -> 1.1754944e-38

    /// <summary>What separates an engine's entry from the definition's at most, in units of its precision.</summary>
    /// <remarks>A sum of n terms in any order, each with at most three roundings of its own (distances), is within
    /// (n + 2) units of the sum of magnitudes, to first order; so is the definition's own, hence twice that, and one
    /// more for the second order. Elementwise functions that the processor or IEEE 754 rounds correctly agree to the
    /// bit with the managed engine; an engine that does not say so is within a unit in the last place, 2 units. The others are
    /// within the given units in the last place on either side. In float32 numbers of the operation are rounded too: factors,
    /// which cost a unit each, and exponents, which cost as many as the logarithm of the result.</remarks>
    let tolerance (engine: Engine) (operation: Operation) (entry: Rounded) : float =
        let isSingle = engine.Precision = Precision.Float32

        let units =
            match operation with
            | Operation.Unary f ->
                match f with
                | Unary.Exp
                | Unary.Log
                | Unary.Log1p
                | Unary.Expm1
                | Unary.Tanh
                | Unary.TanhSlope
                | Unary.Sigmoid
                | Unary.Softplus
                | Unary.LogSigmoid
                | Unary.Sin
                | Unary.Cos -> 16.0
                | Unary.Power exponent ->
                    16.0
                    + 4.0 * abs exponent
                    + (if isSingle && entry.Magnitude > 0.0 then
                           abs (log entry.Magnitude)
                       else
                           0.0)
                | Unary.Affine _
                | Unary.LeakyRelu _
                | Unary.LeakyStep _ when isSingle -> 4.0
                | Unary.Sqrt
                | Unary.Reciprocal
                | Unary.PseudoReciprocal when not (TestEngines.roundsCorrectly engine) -> 2.0
                | _ -> if isSingle then 2.0 else 0.0
            | Operation.Binary Binary.XLogY -> 16.0
            | Operation.Binary _ when isSingle -> 2.0
            | _ when entry.Terms = 0 -> 0.0
            | _ -> float (2 * entry.Terms + 5)

        units * Precision.unitRoundoff engine.Precision * entry.Magnitude
        + smallest engine

    /// Whether an entry of an engine is the definition's, within the tolerance or beyond the range of its numbers.
    let agrees (engine: Engine) (operation: Operation) (wanted: Rounded) (found: float) : bool =
        let overflows =
            engine.Precision = Precision.Float32
            && wanted.Magnitude > 3.4028234e38 / 4.0
            && not (Double.IsNaN found && wanted.Terms = 0)

        wanted.Value.Equals found
        || Double.IsFinite wanted.Value
           && (abs (wanted.Value - found) <= tolerance engine operation wanted
               || overflows && abs found > 3.4028234e38 / 8.0)

    /// Entries as an engine's precision holds them.
    let rounded (precision: Precision) (x: Plain) : Plain =
        match precision with
        | Precision.Float64 -> x
        | Precision.Float32 ->
            { x with
                Values = x.Values |> Array.map (fun v -> float (float32 v))
            }
