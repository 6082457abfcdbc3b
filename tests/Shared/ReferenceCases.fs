namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core

/// One function of tensors whose values and derivatives LibTorch's own differentiation has written down.
type ReferenceCase =
    {
        /// The name, without blanks and slashes.
        Name: string
        /// The shapes of what it is given.
        Shapes: int[] list
        /// Whether what it is given is positive.
        IsPositive: bool
        /// The function, in this library's tensors.
        Apply: Tensor list -> Tensor
    }

/// The functions, and what is compared of them: f(x), the gradient of &lt;u, f(x)> in each input, and the gradient in each
/// input of what this gradient has along directions v.
module ReferenceCases =

    let private case name shapes apply =
        {
            Name = name
            Shapes = shapes
            IsPositive = false
            Apply = apply
        }

    let private one (f: Tensor -> Tensor) (x: Tensor list) = f x[0]
    let private two (f: Tensor -> Tensor -> Tensor) (x: Tensor list) = f x[0] x[1]
    let private ofVector name f = case name [ [| 7 |] ] (one f)

    let private ofPositive name f =
        { ofVector name f with
            IsPositive = true
        }

    let private picked = Tensor.constant [| 4 |] [| 2.0; 0.0; 2.0; 1.0 |]

    // Parameters of 3-4-1, tanh: a penalty on the slope of its output, as critics have it.
    let private slopePenalty (inputs: Tensor list) : Tensor =
        let x, a, b, c = inputs[0], inputs[1], inputs[2], inputs[3]
        let outputs = Tensor.dot (Tensor.tanh (Tensor.dot x a + b)) c
        let slope = Differentiate.gradient (Tensor.sum outputs) x
        Tensor.mean (Tensor.square (Tensor.normAlong 1 slope - 1.0))

    let all: ReferenceCase list =
        [
            ofVector "exp" Tensor.exp
            ofPositive "log" Tensor.log
            ofPositive "sqrt" Tensor.sqrt
            ofPositive "reciprocal" Tensor.reciprocal
            ofVector "square" Tensor.square
            ofPositive "power-1.7" (Tensor.power 1.7)
            ofVector "power-3" (Tensor.power 3.0)
            ofVector "tanh" Tensor.tanh
            ofVector "sigmoid" Tensor.sigmoid
            ofVector "softplus" Tensor.softplus
            ofVector "log-sigmoid" Tensor.logSigmoid
            ofVector "leaky-relu" (Tensor.leakyRelu 0.2)
            ofVector "sin" Tensor.sin
            ofVector "cos" Tensor.cos
            ofVector "abs" Tensor.abs
            case "add" [ [| 3; 4 |]; [| 4 |] ] (two (fun x y -> x + y))
            case "subtract" [ [| 3; 1 |]; [| 3; 4 |] ] (two (fun x y -> x - y))
            case "multiply" [ [| 3; 1 |]; [| 1; 4 |] ] (two (fun x y -> x * y))
            { case "divide" [ [| 3; 4 |]; [| 4 |] ] (two (fun x y -> x / y)) with
                IsPositive = true
            }
            case "max" [ [| 3; 4 |]; [| 4 |] ] (two Tensor.max)
            { case "x-log-y" [ [| 7 |]; [| 7 |] ] (two Tensor.xLogY) with
                IsPositive = true
            }
            case "product" [ [| 3; 4 |]; [| 4; 5 |] ] (two Tensor.dot)
            case "product-of-transposed" [ [| 4; 3 |]; [| 5; 4 |] ] (two (Tensor.matrixProduct true true))
            case "sum-of-squares" [ [| 3; 4 |] ] (one (fun x -> Tensor.sum (Tensor.square x)))
            case "mean-along" [ [| 3; 4 |] ] (one (Tensor.meanAlong 0 >> Tensor.exp))
            case "permute" [ [| 2; 3; 4 |] ] (one (Tensor.permute [| 2; 0; 1 |] >> Tensor.sin))
            case "slice" [ [| 3; 5 |] ] (one (Tensor.slice 1 2 2 >> Tensor.square))
            case "concatenate" [ [| 2; 3 |]; [| 2; 1 |] ] (fun x -> Tensor.tanh (Tensor.concatenate 1 x))
            case "gather" [ [| 3; 2 |] ] (one (Tensor.gather picked >> Tensor.square))
            case "scatter-add" [ [| 4; 2 |] ] (one (Tensor.scatterAdd 3 picked >> Tensor.square))
            case "log-sum-exp" [ [| 3; 5 |] ] (one (Tensor.logSumExpAlong 1))
            case "squared-distances" [ [| 3; 2 |]; [| 4; 2 |] ] (two Tensor.squaredDistances)
            case
                "rational-quadratic"
                [ [| 3; 2 |]; [| 4; 2 |] ]
                (two (fun x y -> Tensor.power -0.5 (1.0 + Tensor.squaredDistances x y)))
            case "convolution" [ [| 2; 2; 5; 5 |]; [| 3; 2; 3; 3 |] ] (two (Tensor.convolution 2 1))
            case
                "convolution-transpose"
                [ [| 2; 3; 3; 3 |]; [| 3; 2; 4; 4 |] ]
                (two (fun x w -> Tensor.tanh (Tensor.convolutionTranspose 2 1 x w)))
            case "slope-penalty" [ [| 5; 3 |]; [| 3; 4 |]; [| 4 |]; [| 4; 1 |] ] slopePenalty
        ]

    /// The numbers that a case is given.
    let inputs (case: ReferenceCase) : float[] list =
        case.Shapes
        |> List.mapi (fun at shape ->
            let normals =
                Seed.normals (Array.fold (*) 1 shape) (Seed.split $"{case.Name} {at}" (Seed.create 20261127))

            if case.IsPositive then
                normals |> Array.map (fun v -> 0.25 + abs v)
            else
                normals)

    /// u, and the directions v.
    let adjoint (case: ReferenceCase) (size: int) : float[] =
        Seed.normals size (Seed.split $"adjoint {case.Name}" (Seed.create 20261127))

    let directions (case: ReferenceCase) : float[] list =
        case.Shapes
        |> List.mapi (fun at shape ->
            Seed.normals (Array.fold (*) 1 shape) (Seed.split $"direction {case.Name} {at}" (Seed.create 20261127)))

    /// The entries of an archive under a case: its value, first and second derivatives in order.
    let entries (case: ReferenceCase) : string list =
        [
            $"{case.Name}.value"
            for at in 0 .. case.Shapes.Length - 1 do
                $"{case.Name}.first{at}"
            for at in 0 .. case.Shapes.Length - 1 do
                $"{case.Name}.second{at}"
        ]

    /// The same by this library on an engine.
    let computed (engine: Engine) (case: ReferenceCase) : float[] list =
        let inputs = inputs case
        let x = case.Shapes |> List.mapi (fun at shape -> Tensor.input $"x{at}" shape)
        let value = case.Apply x
        let u = Tensor.constant value.Shape (adjoint case value.Size)
        let first = Differentiate.gradients (Tensor.sum (u * value)) x

        let along =
            List.map2 (fun (g: Tensor) v -> Tensor.sum (g * Tensor.constant g.Shape v)) first (directions case)
            |> List.reduce (+)

        let second = Differentiate.gradients along x
        // Every program takes all inputs.
        let none = x |> List.map (fun x -> 0.0 * Tensor.sum x) |> List.reduce (+)
        use program = Engine.compile engine x (value :: none :: first @ second)
        let results = program.Evaluate(List.toArray inputs) |> List.ofArray
        results.Head :: results.Tail.Tail
