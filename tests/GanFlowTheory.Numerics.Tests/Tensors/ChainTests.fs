module GanFlowTheory.Core.Tests.ChainTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

// The same operations, each carried out for itself.
let private oneByOne = Engine.create (ManagedEngine())

/// Layers, products, distances, broadcasts and sums at random, over a few shapes, so that chains of elementwise operations come in all
/// sorts: after products and distances or not, over the memory of what they read, past operations of other shapes.
let private graph (seed: int) : Tensor list * Tensor list =
    let random = Seed.generator (Seed.create seed)

    let pick (items: 'a list) =
        List.item (random.Next items.Length) items

    // Wide enough for products by parts, and for rows that are cut into segments.
    let m, n = pick [ 129, 130; 3, 20_000; 300, 70; 40, 2 ], pick [ 130; 257 ]
    let rows, inner = m

    let inputs =
        [
            for shape in
                [
                    [| rows; inner |]
                    [| inner |]
                    [| rows; 1 |]
                    [||]
                    [| inner; 130 |]
                    [| 130 |]
                    [| 2; 130 |]
                ] -> Tensor.input "x" shape
        ]

    let x, row, column, number, weights, bias, few =
        inputs[0], inputs[1], inputs[2], inputs[3], inputs[4], inputs[5], inputs[6]

    let functions =
        [
            Tensor.tanh
            Tensor.leakyRelu 0.2
            Tensor.sigmoid
            Tensor.softplus
            Tensor.square
            fun t -> Tensor.power -1.5 (2.0 + Tensor.square t)
            fun t -> 0.5 * t + 0.25
            Tensor.abs
        ]

    let mutable wide = x
    let mutable narrow = Tensor.dot x weights / float inner
    let mutable outer = column * bias

    let step () =
        match random.Next 11 with
        | 0
        | 1 -> wide <- pick functions wide
        | 2 -> wide <- pick [ wide + row; wide * column; wide - number; row * wide; wide + x ]
        | 3 -> narrow <- pick functions narrow
        | 4 -> narrow <- pick [ narrow + bias; narrow * column; number - narrow; narrow * outer ]
        | 5 -> narrow <- Tensor.dot (pick functions wide) weights / float inner
        | 6 -> narrow <- Tensor.dot (Tensor.slice 1 0 2 wide) few + bias
        | 7 -> wide <- wide + Tensor.matrixProduct false true narrow weights / 130.0
        | 8 -> wide <- wide * Tensor.power -0.5 (1.0 + Tensor.squaredDistances narrow weights)
        | 9 -> wide <- wide + Tensor.tanh (Tensor.projectedDifferences (narrow / 130.0) outer weights)
        | _ -> outer <- Tensor.tanh (outer + narrow)

    for _ in 1 .. n / 10 do
        step ()

    let loss =
        Tensor.mean (Tensor.tanh wide) + Tensor.mean (Tensor.tanh (narrow * outer))

    inputs, [ loss; wide; outer ] @ Differentiate.gradients loss [ weights; row; bias ]

[<Fact>]
let ``operations in chains give the bits that each gives for itself, on any number of threads and again`` () =
    for seed in 1..40 do
        let inputs, outputs = graph seed

        let given =
            inputs
            |> List.mapi (fun i input -> Seed.normals input.Size (Seed.create seed |> Seed.splitAt i))
            |> List.toArray

        let expected = (Engine.compile oneByOne inputs outputs).Evaluate given
        let program = Engine.compile Engine.managed inputs outputs

        for threads in [ 1; 2; 5; 2 ] do
            Array.iteri2
                (fun at wanted found ->
                    if Testing.bits wanted <> Testing.bits found then
                        Assert.Fail $"seed {seed}, {threads} threads: output {at} differs.")
                expected
                (Parallelism.withThreadCount threads (fun () -> program.Evaluate given))

// The operands of an instruction in one buffer, by where they begin and how many there are.
let private buffer: float[] = Array.zeroCreate 100

let private at (first: int) (shape: int[]) : Operand<float[]> =
    {
        Buffer = buffer
        Offset = first
        Shape = shape
        Size = Shape.size shape
    }

let private instruction (operation: Operation) inputs output : ManagedInstruction =
    {
        Operation = operation
        Inputs = List.toArray inputs
        Output = output
    }

let private square from into =
    instruction (Operation.Unary Unary.Square) [ at from [| 10 |] ] (at into [| 10 |])

[<Fact>]
let ``memory that two operations share entry by entry lets one follow the other by parts, and no other`` () =
    let follows a b = ManagedInstruction.mayFollowByParts a b

    Assert.True(follows (square 0 10) (square 10 20))
    Assert.True(follows (square 0 10) (square 10 10))
    // It writes what the first has read there.
    Assert.True(follows (square 0 10) (square 20 0))
    Assert.True(follows (square 0 10) (square 30 40))
    // Other entries than those that the first has reached.
    Assert.False(follows (square 0 10) (square 11 20))
    Assert.False(follows (square 0 10) (square 30 5))
    Assert.False(follows (square 0 10) (square 30 15))
    // One number of what the first writes goes into all entries.
    let shifted =
        instruction (Operation.Binary Binary.Add) [ at 30 [| 10 |]; at 12 [||] ] (at 40 [| 10 |])

    Assert.False(follows (square 0 10) shifted)
    // A product reads all of its factors for every entry.
    let product =
        instruction (Operation.MatrixProduct(false, false)) [ at 0 [| 2; 5 |]; at 10 [| 5; 5 |] ] (at 40 [| 2; 5 |])

    Assert.True(follows product (square 40 50))
    Assert.False(follows product (square 40 0))

[<Fact>]
let ``operations change places where neither writes what the other touches`` () =
    Assert.True(ManagedInstruction.areIndependent (square 0 10) (square 0 20))
    Assert.False(ManagedInstruction.areIndependent (square 0 10) (square 10 20))
    Assert.False(ManagedInstruction.areIndependent (square 0 10) (square 20 0))
    Assert.False(ManagedInstruction.areIndependent (square 0 10) (square 20 10))
