module GanFlowTheory.Core.Tests.LargeOperationTests

open System
open Xunit
open GanFlowTheory.Core
open OperationRuns
open GanFlowTheory.Core.Extending

/// Operations large enough to be shared among threads.
let private large: (Operation * int[] list * int[]) list =
    [
        Operation.Unary Unary.Tanh, [ [| 300; 301 |] ], [| 300; 301 |]
        Operation.Binary Binary.Multiply, [ [| 300; 301 |]; [| 301 |] ], [| 300; 301 |]
        Operation.Binary Binary.Multiply, [ [| 300; 301 |]; [| 300; 1 |] ], [| 300; 301 |]
        Operation.Binary Binary.Add, [ [| 300; 301 |]; [| 300; 301 |] ], [| 300; 301 |]
        Operation.BroadcastTo, [ [| 301 |] ], [| 300; 301 |]
        Operation.SumTo, [ [| 300; 301 |] ], [||]
        Operation.SumTo, [ [| 300; 301 |] ], [| 301 |]
        Operation.SumTo, [ [| 300; 301 |] ], [| 300; 1 |]
        Operation.SumTo, [ [| 40; 50; 60 |] ], [| 50; 1 |]
        Operation.Permute [| 1; 0 |], [ [| 300; 301 |] ], [| 301; 300 |]
        Operation.SquaredDistances, [ [| 200; 5 |]; [| 301; 5 |] ], [| 200; 301 |]
        Operation.WeightedDifferences false, [ [| 200; 301 |]; [| 200; 5 |]; [| 301; 5 |] ], [| 200; 5 |]
        Operation.WeightedDifferences true, [ [| 301; 200 |]; [| 200; 5 |]; [| 301; 5 |] ], [| 200; 5 |]
        Operation.WeightedDifferences false, [ [| 200; 301 |]; [| 200; 19 |]; [| 301; 19 |] ], [| 200; 19 |]
        Operation.WeightedDifferences true, [ [| 301; 200 |]; [| 200; 19 |]; [| 301; 19 |] ], [| 200; 19 |]
        Operation.ProjectedDifferences, [ [| 200; 5 |]; [| 200; 5 |]; [| 301; 5 |] ], [| 200; 301 |]
        Operation.MatrixProduct(false, true), [ [| 150; 90 |]; [| 110; 90 |] ], [| 150; 110 |]
        Operation.Convolution { Stride = 1; Padding = 1 }, [ [| 9; 3; 10; 10 |]; [| 4; 3; 3; 3 |] ], [| 9; 4; 10; 10 |]
        Operation.ConvolutionTranspose { Stride = 2; Padding = 1 },
        [ [| 9; 4; 5; 5 |]; [| 4; 3; 4; 4 |] ],
        [| 9; 3; 10; 10 |]
        Operation.ConvolutionFilter { Stride = 1; Padding = 1 },
        [ [| 9; 3; 10; 10 |]; [| 9; 4; 10; 10 |] ],
        [| 4; 3; 3; 3 |]
    ]

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``large operations are their definitions`` (engineName: string) =
    let engine = TestEngines.named engineName

    // The definition's sums over all entries for each kept one are slow: those below are the ones it can afford.
    for operation, inputs, shape in large do
        if operation <> Operation.SumTo then
            agree engine operation (inputs |> List.mapi (fun i s -> OperationCases.entries -2.0 2.0 (string i) s)) shape

[<Theory; ClassData(typeof<EveryPrecision>)>]
let ``large sums are the sums of their parts`` (engineName: string) =
    let engine = TestEngines.named engineName

    for operation, inputs, shape in large do
        if operation = Operation.SumTo then
            let x =
                OperationCases.entries 1.0 2.0 "x" inputs.Head
                |> PlainOperations.rounded engine.Precision

            let sums = Array.zeroCreate (Shape.size shape)
            let strides = Shape.broadcastStrides shape x.Shape

            PlainOperations.indices x.Shape
            |> Array.iteri (fun i index ->
                let at = Array.fold2 (fun at s i -> at + s * i) 0 strides index
                sums[at] <- sums[at] + x.Values[i])

            let actual = run engine Inputs operation [ x ] shape

            for i in 0 .. sums.Length - 1 do
                // Positive terms: both sums are within (terms) units of the precision of the exact one.
                let bound =
                    2.0
                    * Precision.unitRoundoff engine.Precision
                    * float (x.Values.Length / sums.Length)
                    * abs sums[i]

                Assert.InRange(actual[i] - sums[i], -bound, bound)

[<Fact>]
let ``the number of threads shows in no bit`` () =
    let results () =
        large
        |> List.map (fun (operation, inputs, shape) ->
            run
                Engine.managed
                Inputs
                operation
                (inputs |> List.mapi (fun i s -> OperationCases.entries -2.0 2.0 (string i) s))
                shape
            |> Testing.bits)

    let alone = Parallelism.withThreadCount 1 results

    for threads in [ 2; 3; 7 ] do
        Assert.Equal<int64[] list>(alone, Parallelism.withThreadCount threads results)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``inputs and outputs of every length are copied whole`` (engineName: string) =
    let engine = TestEngines.named engineName

    // Around what threads share, and its blocks.
    for count in [ 1; 32_767; 32_768; 32_769; 40_960; 40_961; 100_003 ] do
        let x = Tensor.input "x" [| count |]
        let values = Array.init count float

        let results =
            (Engine.compile engine [ x ] [ x; Tensor.reshape [| count; 1 |] x ]).Evaluate [| values |]

        Assert.Equal<float[][]>([| values; values |], results)

[<Fact>]
let ``running a program again allocates next to nothing`` () =
    for operation, inputs, shape in large do
        let given = inputs |> List.map (fun s -> Tensor.input "x" s)

        let program =
            Engine.compile Engine.managed given [ Tensor.Create(operation, List.toArray given, shape) ]

        let entries =
            inputs
            |> List.mapi (fun i s -> (OperationCases.entries -2.0 2.0 (string i) s).Values)
            |> List.toArray

        let results = [| Array.zeroCreate (Shape.size shape) |]

        for _ in 1..10 do
            program.Run(entries, results)

        let before = GC.GetAllocatedBytesForCurrentThread()

        for _ in 1..10 do
            program.Run(entries, results)

        // This thread's share: closures of matrix products, about a kilobyte in code that is not optimised yet, for
        // each of at most 9 images. The patches of so many images would be 9 x 48 x 25 numbers, 86 kB.
        let perRun = (GC.GetAllocatedBytesForCurrentThread() - before) / 10L
        Assert.True(perRun < 20_000L, $"{operation}: {perRun} bytes")
