namespace GanFlowTheory.Core.Tests

open Microsoft.FSharp.Reflection
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// A raw operation on inputs of given shapes and entries. Derivatives are taken in those inputs that are marked so.
type OperationCase =
    {
        Operation: Operation
        Inputs: Plain list
        Shape: int[]
        /// Whether each input is a variable; the row numbers of Gather are not.
        Differentiable: bool list
    }

    override this.ToString() =
        let inputs =
            this.Inputs |> List.map (fun x -> Shape.sentence x.Shape) |> String.concat ", "

        $"{this.Operation} of {inputs}"

/// At least one case for every raw operation and every elementwise function.
module OperationCases =

    /// Entries in [low, high) that no formula prefers.
    let entries (low: float) (high: float) (label: string) (shape: int[]) : Plain =
        {
            Shape = shape
            Values =
                Seed.uniforms (Shape.size shape) (Seed.create 4 |> Seed.split label)
                |> Array.map (fun u -> low + (high - low) * u)
        }

    let private entry name shape = entries -1.5 1.5 name shape

    let private case operation inputs shape =
        {
            Operation = operation
            Inputs = inputs
            Shape = shape
            Differentiable = inputs |> List.map (fun _ -> true)
        }

    let private unary low high f =
        case (Operation.Unary f) [ entries low high (string f) [| 2; 3 |] ] [| 2; 3 |]

    // Away from 0 on both sides, for functions with a kink or a pole there.
    let private split f =
        let x = entries 0.75 2.0 (string f) [| 2; 3 |]

        case
            (Operation.Unary f)
            [
                { x with
                    Values = x.Values |> Array.mapi (fun i v -> if i % 2 = 0 then v else -v)
                }
            ]
            [| 2; 3 |]

    let private binary f a b shape =
        // Denominators away from 0.
        case (Operation.Binary f) [ entry "a" a; entries 1.0 2.0 "b" b ] shape

    let private geometries =
        [
            { Stride = 1; Padding = 0 }
            { Stride = 1; Padding = 1 }
            { Stride = 2; Padding = 1 }
            { Stride = 3; Padding = 2 }
        ]

    let private convolutions =
        [
            for g in geometries do
                let images, filters = [| 2; 2; 4; 5 |], [| 3; 2; 3; 2 |]

                let positions extent size =
                    (extent + 2 * g.Padding - size) / g.Stride + 1

                let outputs = [| 2; 3; positions 4 3; positions 5 2 |]
                case (Operation.Convolution g) [ entry "images" images; entry "filters" filters ] outputs
                case (Operation.ConvolutionTranspose g) [ entry "outputs" outputs; entry "filters" filters ] images
                case (Operation.ConvolutionFilter g) [ entry "images" images; entry "outputs" outputs ] filters
        ]

    // One image of one pixel and channel; strides that leave pixels out, which no position of the filter sees.
    let private cornerConvolutions =
        [
            for g, images, filters, outputs in
                [
                    { Stride = 1; Padding = 0 }, [| 1; 1; 1; 1 |], [| 1; 1; 1; 1 |], [| 1; 1; 1; 1 |]
                    { Stride = 2; Padding = 2 }, [| 1; 1; 1; 1 |], [| 2; 1; 3; 3 |], [| 1; 2; 2; 2 |]
                    { Stride = 3; Padding = 0 }, [| 1; 2; 5; 6 |], [| 1; 2; 1; 2 |], [| 1; 1; 2; 2 |]
                ] do
                case (Operation.Convolution g) [ entry "images" images; entry "filters" filters ] outputs
                case (Operation.ConvolutionTranspose g) [ entry "outputs" outputs; entry "filters" filters ] images
                case (Operation.ConvolutionFilter g) [ entry "images" images; entry "outputs" outputs ] filters
        ]

    let private rows (values: float list) =
        {
            Shape = [| values.Length |]
            Values = List.toArray values
        }

    /// The cases: small, so that whole Jacobians and Hessians can be taken.
    let all: OperationCase list =
        [
            unary -2.0 2.0 (Unary.Affine(-1.7, 0.3))
            unary -2.0 2.0 Unary.Exp
            unary 0.75 2.5 Unary.Log
            unary -0.25 1.5 Unary.Log1p
            unary -2.0 2.0 Unary.Expm1
            unary 0.75 2.5 Unary.Sqrt
            split Unary.Reciprocal
            split Unary.PseudoReciprocal
            unary -2.0 2.0 Unary.Square
            split (Unary.Power 3.0)
            split (Unary.Power -2.0)
            unary 0.75 2.5 (Unary.Power 0.5)
            unary 0.75 2.5 (Unary.Power -1.5)
            unary 0.75 2.5 (Unary.Power 2.3)
            unary 0.75 2.5 (Unary.Power 0.3)
            unary -2.0 2.0 Unary.Tanh
            unary -2.0 2.0 Unary.TanhSlope
            unary -3.0 3.0 Unary.Sigmoid
            unary -3.0 3.0 Unary.Softplus
            unary -3.0 3.0 Unary.LogSigmoid
            split (Unary.LeakyRelu 0.2)
            split (Unary.LeakyStep 0.2)
            unary -3.0 3.0 Unary.Sin
            unary -3.0 3.0 Unary.Cos
            split Unary.Abs
            split Unary.Sign

            for f in
                [
                    Binary.Add
                    Binary.Subtract
                    Binary.Multiply
                    Binary.Divide
                    Binary.Max
                    Binary.XLogY
                ] do
                binary f [||] [||] [||]
                binary f [| 2; 3 |] [| 2; 3 |] [| 2; 3 |]
                binary f [| 2; 3 |] [||] [| 2; 3 |]
                binary f [| 3 |] [| 2; 3 |] [| 2; 3 |]
                binary f [| 2; 1 |] [| 1; 3 |] [| 2; 3 |]
                binary f [| 2; 1; 2 |] [| 3; 1 |] [| 2; 3; 2 |]

            for left in [ false; true ] do
                for right in [ false; true ] do
                    case
                        (Operation.MatrixProduct(left, right))
                        [
                            entry "a" (if left then [| 4; 2 |] else [| 2; 4 |])
                            entry "b" (if right then [| 3; 4 |] else [| 4; 3 |])
                        ]
                        [| 2; 3 |]

            for shape in [ [||]; [| 3 |]; [| 2; 1 |]; [| 1; 3 |]; [| 1; 1 |]; [| 4; 1; 1 |] ] do
                let whole = if shape.Length = 3 then [| 4; 2; 3 |] else [| 2; 3 |]
                case Operation.SumTo [ entry "x" whole ] shape
                case Operation.BroadcastTo [ entry "x" shape ] whole

            case Operation.Reshape [ entry "x" [| 2; 3 |] ] [| 3; 1; 2 |]
            case (Operation.Permute [| 1; 0 |]) [ entry "x" [| 2; 3 |] ] [| 3; 2 |]
            case (Operation.Permute [| 2; 0; 1 |]) [ entry "x" [| 2; 3; 4 |] ] [| 4; 2; 3 |]
            case (Operation.Slice(0, 1)) [ entry "x" [| 4; 2 |] ] [| 2; 2 |]
            case (Operation.Slice(1, 1)) [ entry "x" [| 2; 4; 2 |] ] [| 2; 2; 2 |]
            // Parts that leave a gap, that overlap, and in any order.
            case (Operation.Assemble(0, [| 3; 0 |])) [ entry "x" [| 2; 2 |]; entry "y" [| 2; 2 |] ] [| 6; 2 |]
            case (Operation.Assemble(1, [| 0; 1; 1 |])) [ for n in "xyz" -> entry (string n) [| 2; 3 |] ] [| 2; 5 |]
            { case Operation.Gather [ entry "x" [| 3; 2 |]; rows [ 2.0; 0.0; 2.0; 2.0 ] ] [| 4; 2 |] with
                Differentiable = [ true; false ]
            }
            { case Operation.ScatterAdd [ entry "x" [| 4; 2 |]; rows [ 2.0; 0.0; 2.0; 2.0 ] ] [| 3; 2 |] with
                Differentiable = [ true; false ]
            }
            case Operation.SquaredDistances [ entry "x" [| 3; 2 |]; entry "y" [| 4; 2 |] ] [| 3; 4 |]
            case Operation.SquaredDistances [ entry "x" [| 1; 1 |]; entry "y" [| 1; 1 |] ] [| 1; 1 |]
            for n, m, d in [ 3, 4, 2; 1, 1, 1; 2, 9, 3 ] do
                let x, y = entry "x" [| n; d |], entry "y" [| m; d |]
                case (Operation.WeightedDifferences false) [ entry "g" [| n; m |]; x; y ] [| n; d |]
                case (Operation.WeightedDifferences true) [ entry "g" [| m; n |]; x; y ] [| n; d |]
                case Operation.ProjectedDifferences [ entry "h" [| n; d |]; x; y ] [| n; m |]

            case (Operation.MatrixProduct(false, false)) [ entry "a" [| 1; 1 |]; entry "b" [| 1; 1 |] ] [| 1; 1 |]
            yield! convolutions
            yield! cornerConvolutions
            case Operation.Detach [ entry "x" [| 2; 3 |] ] [| 2; 3 |]
        ]

    let private caseName (value: obj) (unionType: System.Type) =
        (FSharpValue.GetUnionFields(value, unionType) |> fst).Name

    /// "Unary.Exp", "MatrixProduct": the name of a raw operation, elementwise functions told apart.
    let name (operation: Operation) : string =
        match operation with
        | Operation.Unary f -> "Unary." + caseName f typeof<Unary>
        | Operation.Binary f -> "Binary." + caseName f typeof<Binary>
        | _ -> caseName operation typeof<Operation>

    /// The names of all raw operations that have inputs, as the types declare them.
    let names: string list =
        let cases (t: System.Type) =
            FSharpType.GetUnionCases t |> Array.map _.Name |> Array.toList

        [
            for case in cases typeof<Operation> do
                match case with
                | "Input"
                | "Constant"
                | "Fill" -> ()
                | "Unary" -> yield! cases typeof<Unary> |> List.map (fun f -> "Unary." + f)
                | "Binary" -> yield! cases typeof<Binary> |> List.map (fun f -> "Binary." + f)
                | _ -> case
        ]
