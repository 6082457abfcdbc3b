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
        // 1/(2 sqrt x), and 0 at 0.
        | Unary.Sqrt -> Some(g * (0.5 * apply Unary.PseudoReciprocal y))
        | Unary.Reciprocal
        | Unary.PseudoReciprocal -> Some(-(g * Tensor.square y))
        | Unary.Square -> Some(g * (2.0 * x))
        | Unary.Power exponent -> Some(g * (exponent * Tensor.power (exponent - 1.0) x))
        | Unary.Tanh -> Some(g * (1.0 - Tensor.square y))
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
            let n, m = x.Extents[0], y.Extents[0]

            [|
                Some(2.0 * (Tensor.sumTo [| n; 1 |] g * x - Tensor.dot g y))
                Some(
                    2.0
                    * (Tensor.reshape [| m; 1 |] (Tensor.sumTo [| 1; m |] g) * y
                       - Tensor.matrixProduct true false g x)
                )
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
