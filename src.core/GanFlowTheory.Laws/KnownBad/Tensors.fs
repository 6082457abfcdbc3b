namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad operations on tensors and known-bad derivatives.
[<RequireQualifiedAccess>]
module internal BadTensors =

    let all: KnownBad list =
        [
            Flaw.bad
                "a transposed convolution of the negative filters"
                (TensorLaws.convolution "" Tensor.convolution (fun stride padding y w ->
                    let turned = -1.0 * w
                    Tensor.convolutionTranspose stride padding y turned))
            Flaw.bad
                "a leaky ReLU whose slope is left out of its derivative"
                (TensorLaws.elementwise
                    ""
                    (fun x ->
                        Tensor.leakyRelu 0.0 x
                        + Tensor.detach (Tensor.leakyRelu 0.2 x - Tensor.leakyRelu 0.0 x))
                    (fun v -> if v > 0.0 then v else 0.2 * v)
                    [ 1.0; -1.0 ])
            Flaw.bad
                "a power with the exponent of its derivative"
                (TensorLaws.elementwise "" (Tensor.power 2.0) (fun v -> v ** 3.0) [ 1.0; 2.0 ])
            Flaw.bad
                "a vector that is differentiated too"
                (TensorLaws.hessian "" (fun f x g ->
                    Differentiate.gradient (Tensor.inner (Differentiate.gradient f x) g) x))
            Flaw.bad
                "a product with the other matrix transposed"
                (TensorOperationLaws.operation
                    {
                        Name = ""
                        Shapes = [ [| 2; 2 |]; [| 2; 2 |] ]
                        Apply = fun x -> Tensor.matrixProduct false true x[0] x[1]
                        Definition =
                            fun x ->
                                Array.init 4 (fun p ->
                                    x[0][p % 2] * x[1][2 * (p / 2)] + x[0][2 + p % 2] * x[1][2 * (p / 2) + 1])
                        Tied = false
                    })
            Flaw.bad
                "a maximum whose derivative flows to the first alone"
                (TensorOperationLaws.operation
                    {
                        Name = ""
                        Shapes = [ [| 3 |]; [| 3 |] ]
                        Apply = fun x -> x[0] + Tensor.detach (Tensor.max x[0] x[1] - x[0])
                        Definition = fun x -> Array.map2 max x[0] x[1]
                        Tied = false
                    })
        ]
