namespace GanFlowTheory.Core

open System
open System.Runtime.Intrinsics
open GanFlowTheory.Core.Extending

/// <summary>Elementwise operations, prepared for operands at fixed places.</summary>
module internal ManagedElementwise =

    let private powerLoop (f: Unary) (exponent: float) : UnaryLoop =
        let k = Math.Floor(abs exponent)

        if exponent <> 0.0 && abs exponent = k && k <= 8.0 then
            let n = int exponent
            Loops.unary (fun x -> LaneMath.wholePower f n x)
        elif abs exponent = k + 0.5 && k <= 8.0 then
            let k = int k

            if exponent < 0.0 then
                Loops.unary (fun x -> LaneMath.halfPowerInverse f k x)
            else
                Loops.unary (fun x -> LaneMath.halfPower f k x)
        else
            Loops.unary (fun x -> LaneMath.power f exponent x)

    /// What an entry costs, in entries of a sum: whether other threads are worth their start.
    let weight (operation: Operation) : int =
        match operation with
        | Operation.Unary(Unary.Affine _)
        | Operation.Unary Unary.Square
        | Operation.Unary Unary.Abs
        | Operation.Unary Unary.Sign
        | Operation.Unary(Unary.LeakyRelu _)
        | Operation.Unary(Unary.LeakyStep _)
        | Operation.Binary Binary.Add
        | Operation.Binary Binary.Subtract
        | Operation.Binary Binary.Multiply
        | Operation.Binary Binary.Max -> 1
        | Operation.Unary Unary.Sqrt
        | Operation.Unary Unary.Reciprocal
        | Operation.Unary Unary.PseudoReciprocal
        | Operation.Binary Binary.Divide -> 2
        | _ -> 4

    /// The loop of a function.
    let unaryLoop (f: Unary) : UnaryLoop =
        match f with
        | Unary.Affine(scale, 0.0) ->
            let scale = LaneMath.splat scale
            Loops.unary (fun x -> scale * x)
        | Unary.Affine(1.0, shift) ->
            let shift = LaneMath.splat shift
            Loops.unary (fun x -> x + shift)
        | Unary.Affine(scale, shift) ->
            let scale, shift = LaneMath.splat scale, LaneMath.splat shift
            Loops.unary (fun x -> scale * x + shift)
        | Unary.Exp -> Loops.unary (fun x -> LaneMath.exp x)
        | Unary.Log -> Loops.unary (fun x -> LaneMath.log x)
        | Unary.Log1p -> Loops.unary (fun x -> LaneMath.log1pAll x)
        | Unary.Expm1 -> Loops.unary (fun x -> LaneMath.expm1 x)
        | Unary.Sqrt -> Loops.unary (fun x -> Vector512.Sqrt x)
        | Unary.Reciprocal -> Loops.unary (fun x -> LaneMath.splat 1.0 / x)
        | Unary.PseudoReciprocal -> Loops.unary (fun x -> LaneMath.pseudoReciprocal x)
        | Unary.Square -> Loops.unary (fun x -> x * x)
        | Unary.Power exponent -> powerLoop f exponent
        | Unary.Tanh -> Loops.unary (fun x -> LaneMath.tanh x)
        | Unary.TanhSlope -> Loops.unary (fun x -> LaneMath.tanhSlope x)
        | Unary.Sigmoid -> Loops.unary (fun x -> LaneMath.sigmoid x)
        | Unary.Softplus -> Loops.unary (fun x -> LaneMath.softplus x)
        | Unary.LogSigmoid -> Loops.unary (fun x -> LaneMath.logSigmoid x)
        | Unary.LeakyRelu slope ->
            let slope = LaneMath.splat slope
            Loops.unary (fun x -> LaneMath.leakyRelu slope x)
        | Unary.LeakyStep slope ->
            let slope = LaneMath.splat slope
            Loops.unary (fun x -> LaneMath.leakyStep slope x)
        | Unary.Sin -> Loops.unary (fun x -> LaneMath.sin x)
        | Unary.Cos -> Loops.unary (fun x -> LaneMath.cos x)
        | Unary.Abs -> Loops.unary (fun x -> Vector512.Abs x)
        | Unary.Sign -> Loops.unary (fun x -> LaneMath.sign x)

    /// y = f(x), entry by entry; y may be x.
    let unary (f: Unary) (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        let loop = unaryLoop f

        Loops.shared y.Size (weight (Operation.Unary f)) (fun first last ->
            loop.Invoke(x.Buffer, x.Offset + first, y.Buffer, y.Offset + first, last - first))

    /// The loop for the way in which both operands are walked: entry by entry, or one entry throughout.
    let binaryLoop (f: Binary) (xStride: int) (yStride: int) : BinaryLoop =
        match f, xStride, yStride with
        | Binary.Add, 1, 1 -> Loops.both (fun x y -> x + y)
        | Binary.Add, 1, _ -> Loops.withSecond (fun x y -> x + y)
        | Binary.Add, _, _ -> Loops.withFirst (fun x y -> x + y)
        | Binary.Subtract, 1, 1 -> Loops.both (fun x y -> x - y)
        | Binary.Subtract, 1, _ -> Loops.withSecond (fun x y -> x - y)
        | Binary.Subtract, _, _ -> Loops.withFirst (fun x y -> x - y)
        | Binary.Multiply, 1, 1 -> Loops.both (fun x y -> x * y)
        | Binary.Multiply, 1, _ -> Loops.withSecond (fun x y -> x * y)
        | Binary.Multiply, _, _ -> Loops.withFirst (fun x y -> x * y)
        | Binary.Divide, 1, 1 -> Loops.both (fun x y -> x / y)
        | Binary.Divide, 1, _ -> Loops.withSecond (fun x y -> x / y)
        | Binary.Divide, _, _ -> Loops.withFirst (fun x y -> x / y)
        | Binary.Max, 1, 1 -> Loops.both (fun x y -> Vector512.Max(x, y))
        | Binary.Max, 1, _ -> Loops.withSecond (fun x y -> Vector512.Max(x, y))
        | Binary.Max, _, _ -> Loops.withFirst (fun x y -> Vector512.Max(x, y))
        | Binary.XLogY, 1, 1 -> Loops.both (fun x y -> LaneMath.xLogY x y)
        | Binary.XLogY, 1, _ -> Loops.withSecond (fun x y -> LaneMath.xLogY x y)
        | Binary.XLogY, _, _ -> Loops.withFirst (fun x y -> LaneMath.xLogY x y)

    /// z = f(x, y), broadcast; z may be an operand of its own shape.
    let binary (f: Binary) (x: Operand<float[]>) (y: Operand<float[]>) (z: Operand<float[]>) : Action =
        let axes =
            Axes.create
                z.Shape
                [
                    Shape.broadcastStrides x.Shape z.Shape
                    Shape.broadcastStrides y.Shape z.Shape
                ]

        let xs, ys = axes.Strides[0], axes.Strides[1]
        let xStride, yStride = Array.last xs, Array.last ys
        let loop = binaryLoop f xStride yStride
        let inner = Axes.inner axes

        if axes.Extents.Length = 1 then
            Loops.shared inner 1 (fun first last ->
                loop.Invoke(
                    x.Buffer,
                    x.Offset + first * xStride,
                    y.Buffer,
                    y.Offset + first * yStride,
                    z.Buffer,
                    z.Offset + first,
                    last - first
                ))
        else
            Loops.shared (Axes.outer axes) inner (fun first last ->
                for row in first .. last - 1 do
                    loop.Invoke(
                        x.Buffer,
                        x.Offset + Axes.start axes xs row,
                        y.Buffer,
                        y.Offset + Axes.start axes ys row,
                        z.Buffer,
                        z.Offset + row * inner,
                        inner
                    ))

    /// Repeats x to the shape of y.
    let broadcast (x: Operand<float[]>) (y: Operand<float[]>) : Action =
        let axes = Axes.create y.Shape [ Shape.broadcastStrides x.Shape y.Shape ]
        let xs = axes.Strides[0]
        let inner = Axes.inner axes
        let copies = Array.last xs = 1

        Loops.shared (Axes.outer axes) inner (fun first last ->
            for row in first .. last - 1 do
                let from = x.Offset + Axes.start axes xs row
                let into = y.Offset + row * inner

                if copies then
                    Array.Copy(x.Buffer, from, y.Buffer, into, inner)
                else
                    Array.Fill(y.Buffer, x.Buffer[from], into, inner))
