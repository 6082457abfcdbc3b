module GanFlowTheory.Core.Tests.OperationTests

open System
open Xunit
open GanFlowTheory.Core
open OperationRuns
open GanFlowTheory.Core.Extending

[<Fact>]
let ``every raw operation has a case`` () =
    let covered =
        OperationCases.all
        |> List.map (fun c -> OperationCases.name c.Operation)
        |> List.distinct

    Assert.Equal<string list>([], List.except covered OperationCases.names)

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``raw operations are their definitions, wherever their operands lie`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in OperationCases.all do
        agree engine case.Operation case.Inputs case.Shape

let internal unaries =
    [
        Unary.Affine(-1.7, 0.3)
        Unary.Exp
        Unary.Log
        Unary.Log1p
        Unary.Expm1
        Unary.Sqrt
        Unary.Reciprocal
        Unary.PseudoReciprocal
        Unary.Square
        Unary.Tanh
        Unary.TanhSlope
        Unary.Sigmoid
        Unary.Softplus
        Unary.LogSigmoid
        Unary.LeakyRelu 0.2
        Unary.LeakyStep 0.2
        Unary.Sin
        Unary.Cos
        Unary.Abs
        Unary.Sign
        for exponent in [ 0.5; -0.5; 1.5; -3.5; 3.0; -2.0; 7.0; 2.3; -0.2; -1.2; 33.0; 1e-3; 40.7 ] do
            Unary.Power exponent
    ]

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``elementwise functions agree with those of one number at every magnitude and at the ends of the range``
    (engineName: string)
    =
    let engine = TestEngines.named engineName

    // Both signs of every power of two times 1, 1.3 and 1.9, around every change of formula, and the special numbers: a
    // NaN goes through, so that a run that diverges is seen.
    let values =
        [|
            for k in -1074 .. 1023 do
                for m in [ 1.0; 1.3; 1.9 ] do
                    let x = m * Math.ScaleB(1.0, k)
                    x
                    -x
            for k in -800 .. 800 do
                float k
                float k / 16.0
                0.01 * float k
            0.0
            -0.0
            Double.MaxValue
            Double.Epsilon
            infinity
            -infinity
            nan
        |]

    for f in unaries do
        agree
            engine
            (Operation.Unary f)
            [
                {
                    Shape = [| values.Length |]
                    Values = values
                }
            ]
            [| values.Length |]

/// The ways in which a tensor may broadcast to a shape: any axes of extent 1, any number of leading axes left out.
let private broadcasting (shape: int[]) : int[] list =
    [
        for mask in 0 .. (1 <<< shape.Length) - 1 do
            let ones = shape |> Array.mapi (fun i n -> if (mask >>> i) &&& 1 = 1 then 1 else n)
            ones

            for missing in 1 .. shape.Length do
                if ones[.. missing - 1] |> Array.forall ((=) 1) then
                    ones[missing..]
    ]
    |> List.distinct

let private shapes =
    [
        [||]
        [| 1 |]
        [| 5 |]
        [| 3; 5 |]
        [| 2; 9 |]
        [| 2; 3; 5 |]
        [| 2; 3; 2; 4 |]
    ]

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``binary operations broadcast in every position`` (engineName: string) =
    let engine = TestEngines.named engineName

    for shape in shapes do
        let ways = broadcasting shape

        for a in ways do
            for b in ways do
                if Shape.tryBroadcast a b = Some shape then
                    let x, y =
                        OperationCases.entries -2.0 2.0 "x" a, OperationCases.entries -2.0 2.0 "y" b

                    for f in
                        [
                            Binary.Add
                            Binary.Subtract
                            Binary.Multiply
                            Binary.Divide
                            Binary.Max
                            Binary.XLogY
                        ] do
                        agree engine (Operation.Binary f) [ x; y ] shape

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``sums and repeats work along every set of axes`` (engineName: string) =
    let engine = TestEngines.named engineName

    for shape in [| 3; 17 |] :: [| 19; 2 |] :: [| 130 |] :: [| 3; 1; 12 |] :: shapes do
        for kept in broadcasting shape do
            agree engine Operation.SumTo [ OperationCases.entries -2.0 2.0 "x" shape ] kept
            agree engine Operation.BroadcastTo [ OperationCases.entries -2.0 2.0 "x" kept ] shape

let rec private orders (axes: int list) : int list list =
    match axes with
    | [] -> [ [] ]
    | _ ->
        [
            for axis in axes do
                for rest in orders (List.except [ axis ] axes) -> axis :: rest
        ]

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``axes are taken in every order`` (engineName: string) =
    let engine = TestEngines.named engineName

    for shape in [| 40; 37 |] :: [| 3; 1; 2; 4 |] :: shapes do
        for order in orders [ 0 .. shape.Length - 1 ] do
            let order = List.toArray order

            agree
                engine
                (Operation.Permute order)
                [ OperationCases.entries -2.0 2.0 "x" shape ]
                (order |> Array.map (fun axis -> shape[axis]))

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``slices and assemblies are taken along every axis`` (engineName: string) =
    let engine = TestEngines.named engineName

    for shape in List.filter (fun (s: int[]) -> s.Length > 0) shapes do
        for axis in 0 .. shape.Length - 1 do
            for first in 0 .. shape[axis] - 1 do
                for extent in 1 .. shape[axis] - first do
                    let part = Array.updateAt axis extent shape
                    agree engine (Operation.Slice(axis, first)) [ OperationCases.entries -2.0 2.0 "x" shape ] part

                    agree
                        engine
                        (Operation.Assemble(axis, [| first; shape[axis] - extent |]))
                        [
                            OperationCases.entries -2.0 2.0 "x" part
                            OperationCases.entries -2.0 2.0 "y" part
                        ]
                        shape

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``matrix products and distances of all small shapes`` (engineName: string) =
    let engine = TestEngines.named engineName

    for m in [ 1; 2; 3; 9; 17 ] do
        for n in [ 1; 2; 8; 25 ] do
            for k in [ 1; 2; 5; 8; 19; 32 ] do
                let x = OperationCases.entries -2.0 2.0 "x" [| m; k |]
                let y = OperationCases.entries -2.0 2.0 "y" [| n; k |]
                agree engine Operation.SquaredDistances [ x; y ] [| m; n |]
                let g = OperationCases.entries -2.0 2.0 "g" [| m; n |]
                agree engine (Operation.WeightedDifferences false) [ g; x; y ] [| m; k |]
                agree engine (Operation.WeightedDifferences true) [ { g with Shape = [| n; m |] }; x; y ] [| m; k |]
                let h = OperationCases.entries -2.0 2.0 "h" [| m; k |]
                agree engine Operation.ProjectedDifferences [ h; x; y ] [| m; n |]

                for left in [ false; true ] do
                    for right in [ false; true ] do
                        let a = if left then { x with Shape = [| k; m |] } else x
                        let b = if right then y else { y with Shape = [| k; n |] }
                        agree engine (Operation.MatrixProduct(left, right)) [ a; b ] [| m; n |]

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``convolutions of all small geometries`` (engineName: string) =
    let engine = TestEngines.named engineName

    for stride in 1..3 do
        for padding in 0..2 do
            for height, width in [ 1, 1; 2, 3; 5, 4 ] do
                for a, b in [ 1, 1; 2, 3; 3, 2 ] do
                    if height + 2 * padding >= a && width + 2 * padding >= b then
                        let g = { Stride = stride; Padding = padding }

                        let positions extent size =
                            (extent + 2 * padding - size) / stride + 1

                        let shapes =
                            [
                                [| 3; 2; height; width |]
                                [| 2; 2; a; b |]
                                [| 3; 2; positions height a; positions width b |]
                            ]

                        let images, filters, outputs =
                            match shapes |> List.mapi (fun i s -> OperationCases.entries -2.0 2.0 (string i) s) with
                            | [ x; w; y ] -> x, w, y
                            | _ -> failwith "three shapes"

                        agree engine (Operation.Convolution g) [ images; filters ] outputs.Shape
                        agree engine (Operation.ConvolutionTranspose g) [ outputs; filters ] images.Shape
                        agree engine (Operation.ConvolutionFilter g) [ images; outputs ] filters.Shape

[<Theory>]
[<InlineData(-1.0)>]
[<InlineData(3.0)>]
[<InlineData(0.5)>]
[<InlineData(Double.NaN)>]
let ``a row number that names no row is an error with its place`` (number: float) =
    let x, rows = Tensor.input "x" [| 3; 2 |], Tensor.input "rows" [| 2 |]

    for engine in TestEngines.all do
        for result in [ Tensor.gather rows x; Tensor.scatterAdd 3 rows (Tensor.slice 0 0 2 x) ] do
            let program = Engine.compile engine [ x; rows ] [ result ]

            let message =
                Testing.argumentError (fun () -> program.Evaluate [| Array.zeroCreate 6; [| 0.0; number |] |])

            Assert.Contains("indices[1]", message)
