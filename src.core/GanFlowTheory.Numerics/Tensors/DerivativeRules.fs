namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>The derivative of each raw operation, written once: how the adjoint of its result carries back to its
/// inputs, as expressions of raw operations again.</summary>
module internal DerivativeRules =

    let private unary (f: Unary) (x: Tensor) (y: Tensor) (g: Tensor) : Tensor option =
        let apply f x = Tensor.unary f x

        match f with
        | Unary.Affine(scale, _) -> Some(scale * g)
        | Unary.Exp -> Some(g * y)
        | Unary.Log -> Some(g / x)
        | Unary.Log1p -> Some(g / (1.0 + x))
        | Unary.Expm1 -> Some(g * Tensor.exp x)
        // 1/(2 sqrt x), and 0 at 0.
        | Unary.Sqrt -> Some(g * (0.5 * apply Unary.PseudoReciprocal y))
        | Unary.Reciprocal
        | Unary.PseudoReciprocal -> Some(-(g * Tensor.square y))
        | Unary.Square -> Some(g * (2.0 * x))
        // Infinite at 0, where the minimal-norm choice is 0, as for the square root.
        | Unary.Power exponent when exponent > 0.0 && exponent < 1.0 ->
            Some(g * (exponent * apply Unary.PseudoReciprocal (Tensor.power (1.0 - exponent) x)))
        | Unary.Power exponent -> Some(g * (exponent * Tensor.power (exponent - 1.0) x))
        // 1 - y^2 would lose all digits for large x.
        | Unary.Tanh -> Some(g * apply Unary.TanhSlope x)
        | Unary.TanhSlope -> Some(g * (-2.0 * (Tensor.tanh x * y)))
        // sigmoid(x) sigmoid(-x): y (1 - y) would lose all digits for large x.
        | Unary.Sigmoid -> Some(g * (y * Tensor.sigmoid -x))
        | Unary.Softplus -> Some(g * Tensor.sigmoid x)
        | Unary.LogSigmoid -> Some(g * Tensor.sigmoid -x)
        | Unary.LeakyRelu slope -> Some(g * apply (Unary.LeakyStep slope) x)
        | Unary.Sin -> Some(g * Tensor.cos x)
        | Unary.Cos -> Some(-(g * Tensor.sin x))
        | Unary.Abs -> Some(g * apply Unary.Sign x)
        | Unary.LeakyStep _
        | Unary.Sign -> None

    /// The contributions to the inputs' adjoints, from the adjoint g of the result: None where nothing flows.
    let pullBack (node: Tensor) (g: Tensor) : Tensor option[] =
        let inputs = node.Inputs

        let back (x: Tensor) (contribution: Tensor) =
            Some(Tensor.sumTo x.Extents contribution)

        match node.Operation with
        | Operation.Input _
        | Operation.Constant _
        | Operation.Fill _ -> [||]
        | Operation.Detach -> [| None |]
        | Operation.Unary f -> [| unary f inputs[0] node g |]
        | Operation.Binary f ->
            let x, y = inputs[0], inputs[1]

            match f with
            | Binary.Add -> [| back x g; back y g |]
            | Binary.Subtract -> [| back x g; back y -g |]
            | Binary.Multiply -> [| back x (g * y); back y (g * x) |]
            | Binary.Divide -> [| back x (g / y); back y (-(g * node / y)) |]
            // Equal entries share.
            | Binary.Max ->
                let first = 0.5 + 0.5 * Tensor.unary Unary.Sign (x - y)
                [| back x (g * first); back y (g * (1.0 - first)) |]
            // Nothing flows where g is 0, be the logarithm infinite; and x/y is 0 at 0.
            | Binary.XLogY ->
                [|
                    back x (Tensor.binary Binary.XLogY g y)
                    back y (g * (x * Tensor.unary Unary.PseudoReciprocal y))
                |]
        | Operation.MatrixProduct(left, right) ->
            let a, b = inputs[0], inputs[1]

            [|
                Some(
                    if left then
                        Tensor.matrixProduct right true b g
                    else
                        Tensor.matrixProduct false (not right) g b
                )
                Some(
                    if right then
                        Tensor.matrixProduct true left g a
                    else
                        Tensor.matrixProduct (not left) false a g
                )
            |]
        | Operation.SumTo -> [| Some(Tensor.broadcastTo inputs[0].Extents g) |]
        | Operation.BroadcastTo -> [| back inputs[0] g |]
        | Operation.Reshape -> [| Some(Tensor.reshape inputs[0].Extents g) |]
        | Operation.Permute order ->
            let inverse = Array.init order.Length (fun axis -> Array.findIndex ((=) axis) order)
            [| Some(Tensor.permute inverse g) |]
        | Operation.Slice(axis, first) -> [| Some(Tensor.assemble axis inputs[0].Extents[axis] [ first, g ]) |]
        | Operation.Assemble(axis, firsts) ->
            Array.map2 (fun first (part: Tensor) -> Some(Tensor.slice axis first part.Extents[axis] g)) firsts inputs
        | Operation.Gather -> [| Some(Tensor.scatterAdd inputs[0].Extents[0] inputs[1] g); None |]
        | Operation.ScatterAdd -> [| Some(Tensor.gather inputs[1] g); None |]
        | Operation.SquaredDistances ->
            let x, y = inputs[0], inputs[1]

            [|
                Some(2.0 * Tensor.weightedDifferences g x y)
                Some(2.0 * Tensor.weightedDifferences (Tensor.transpose g) y x)
            |]
        | Operation.WeightedDifferences transposed ->
            let turned (weights: Tensor) =
                if transposed then Tensor.transpose weights else weights

            let weights, x, y = turned inputs[0], inputs[1], inputs[2]

            [|
                Some(turned (Tensor.projectedDifferences g x y))
                Some(Tensor.sumTo [| x.Extents[0]; 1 |] weights * g)
                Some(-(Tensor.matrixProduct true false weights g))
            |]
        | Operation.ProjectedDifferences ->
            let h, x, y = inputs[0], inputs[1], inputs[2]

            [|
                Some(Tensor.weightedDifferences g x y)
                Some(Tensor.sumTo [| x.Extents[0]; 1 |] g * h)
                Some(-(Tensor.matrixProduct true false g h))
            |]
        | Operation.Convolution geometry ->
            let x, w = inputs[0], inputs[1]

            [|
                Some(Tensor.convolutionAdjoint geometry x.Extents g w)
                Some(Tensor.convolutionFilter geometry w.Extents x g)
            |]
        | Operation.ConvolutionTranspose geometry ->
            let outputs, w = inputs[0], inputs[1]

            [|
                Some(Tensor.convolutionOf geometry g w)
                Some(Tensor.convolutionFilter geometry w.Extents g outputs)
            |]
        | Operation.ConvolutionFilter geometry ->
            let x, outputs = inputs[0], inputs[1]

            [|
                Some(Tensor.convolutionAdjoint geometry x.Extents outputs g)
                Some(Tensor.convolutionOf geometry x g)
            |]
