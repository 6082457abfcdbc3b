module GanFlowTheory.Core.Tests.PlanTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

let private x, y = Tensor.input "x" [| 2; 3 |], Tensor.input "y" [| 3 |]
let private xs, ys = [| 1.0 .. 6.0 |], [| 10.0; 20.0; 30.0 |]

/// A random expression graph: its inputs, and all its nodes.
let private graph (seed: int) : Tensor list * Tensor[] =
    let random = Seed.generator (Seed.create seed)

    let pick (items: 'a seq) =
        Seq.item (random.Next(Seq.length items)) items

    let inputs =
        [
            for shape in [ [| 2; 3 |]; [| 3 |]; [||]; [| 2; 1 |]; [| 4; 3 |] ] -> Tensor.input "x" shape
        ]

    let nodes = ResizeArray inputs

    // Bounded functions, so that no value leaves the range.
    let add (node: Tensor) =
        if node.Size <= 64 then
            nodes.Add node

    while nodes.Count < 40 do
        let a = pick nodes

        match random.Next 12 with
        | 0 -> add (pick [ Tensor.tanh; Tensor.sigmoid; Tensor.sin; Tensor.cos ] a)
        | 1 -> add (Tensor.leakyRelu 0.2 a)
        | 2
        | 3
        | 4 ->
            let partners =
                nodes |> Seq.filter (fun b -> (Shape.tryBroadcast a.Extents b.Extents).IsSome)

            let b = pick partners
            add (pick [ (fun () -> a + b); (fun () -> a - b); (fun () -> Tensor.tanh (a * b)) ] ())
        | 5 when a.Extents.Length = 2 ->
            let partners =
                nodes
                |> Seq.filter (fun b -> b.Extents.Length = 2 && b.Extents[1] = a.Extents[1])

            let b = pick partners
            add (Tensor.tanh (Tensor.matrixProduct false true a b))
        | 6 -> add (Tensor.reshape [| a.Size |] a)
        | 7 when a.Extents.Length > 0 ->
            let axis = random.Next a.Extents.Length
            let first = random.Next a.Extents[axis]
            add (Tensor.slice axis first (1 + random.Next(a.Extents[axis] - first)) a)
        | 8 when a.Extents.Length > 0 -> add (Tensor.sumAlong (random.Next a.Extents.Length) a)
        | 9 -> add (Tensor.broadcastTo (Array.append [| 2 |] a.Extents) a)
        | 10 when a.Extents.Length = 2 -> add (Tensor.transpose a)
        | 11 when a.Extents.Length > 0 -> add (Tensor.concatenate 0 [ a; Tensor.sin a; a ])
        | _ -> add (Tensor.detach a)

    inputs, nodes.ToArray()

let private values (seed: int) (inputs: Tensor list) =
    inputs
    |> List.mapi (fun i input -> (OperationCases.entries -1.5 1.5 $"{seed}.{i}" input.Extents).Values)
    |> List.toArray

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``programs that share buffers compute what each expression alone computes, to the bit`` (engineName: string) =
    let engine = TestEngines.named engineName

    for seed in 1..300 do
        let inputs, nodes = graph seed
        let given = values seed inputs
        let random = Seed.generator (Seed.create seed |> Seed.split "outputs")

        let outputs =
            [
                for node in nodes do
                    if random.Next 5 = 0 then
                        node
                nodes[nodes.Length - 1]
            ]

        let program = Engine.compile engine inputs outputs
        let together = program.Evaluate given
        // Again: what the first run left in the buffers must not show.
        let again = program.Evaluate given

        outputs
        |> List.iteri (fun at node ->
            let alone = (Engine.compile engine inputs [ node ]).Evaluate(given)[0]
            Assert.Equal<int64[]>(Testing.bits alone, Testing.bits together[at])
            Assert.Equal<int64[]>(Testing.bits alone, Testing.bits again[at]))

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``programs compute what the operations mean, one after the other`` (engineName: string) =
    let engine = TestEngines.named engineName

    for seed in 1..100 do
        let inputs, nodes = graph seed
        let given = values seed inputs
        let all = Differentiate.below (List.ofArray nodes)
        let meaning = Collections.Generic.Dictionary<int64, Plain>()

        List.iteri
            (fun i (input: Tensor) ->
                meaning[input.Id] <-
                    {
                        Shape = input.Extents
                        Values = given[i]
                    })
            inputs

        for node in all do
            if not (meaning.ContainsKey node.Id) then
                let operands = node.Inputs |> Array.map (fun input -> meaning[input.Id])

                meaning[node.Id] <-
                    {
                        Shape = node.Extents
                        Values = PlainOperations.apply node.Operation operands node.Extents |> Array.map _.Value
                    }

        let outputs = (Engine.compile engine inputs (List.ofArray nodes)).Evaluate given

        Array.iter2
            (fun (node: Tensor) (actual: float[]) ->
                let expected = meaning[node.Id].Values
                // Forty operations deep, each with derivative at most some 6 (sums of up to 4 entries, products): the
                // rounding of the first may have grown a millionfold, and values of sums up to hundreds.
                let scale = 1.0 + (expected |> Array.map abs |> Array.max)
                Array.iter2 (fun (e: float) a -> Assert.InRange(a - e, -1e-9 * scale, 1e-9 * scale)) expected actual)
            nodes
            outputs

[<Fact>]
let ``equal expressions are computed once`` () =
    let twice = Tensor.exp (x + y) + Tensor.exp (x + y)
    let plan = Plan.create [ x; y ] [ twice ]
    Assert.Equal(3, plan.Instructions.Length)

[<Fact>]
let ``a transpose is not computed where what reads it can read the matrix itself`` () =
    let a, b = Tensor.input "a" [| 3; 4 |], Tensor.input "b" [| 3; 5 |]
    let product = Tensor.dot (Tensor.transpose a) b
    let plan = Plan.create [ a; b ] [ product ]
    Assert.Equal<Operation[]>([| Operation.MatrixProduct(true, false) |], plan.Instructions |> Array.map _.Operation)

    // Each derivative of distances, by what it reads; the weights of the second are the transpose.
    let x, y = Tensor.input "x" [| 3; 2 |], Tensor.input "y" [| 4; 2 |]

    let gradients =
        Differentiate.gradients (Tensor.sum (Tensor.exp -(Tensor.squaredDistances x y))) [ x; y ]

    let operations =
        (Plan.create [ x; y ] gradients).Instructions |> Array.map _.Operation

    Assert.Contains(Operation.WeightedDifferences false, operations)
    Assert.Contains(Operation.WeightedDifferences true, operations)
    Assert.DoesNotContain(Operation.Permute [| 1; 0 |], operations)

    // What others read of it stays.
    let both = Plan.create [ a; b ] [ product; Tensor.exp (Tensor.transpose a) ]
    Assert.Contains(Operation.Permute [| 1; 0 |], both.Instructions |> Array.map _.Operation)

[<Fact>]
let ``what is made entry by entry of the distances of rows to themselves is its own transpose, and nothing else is``
    ()
    =
    let x, y = Tensor.input "x" [| 3; 2 |], Tensor.input "y" [| 3; 2 |]

    let isTransposed (matrix: Tensor) =
        let plan = Plan.create [ x; y ] [ matrix; Tensor.transpose matrix ]

        plan.Instructions
        |> Array.exists (fun i -> i.Operation = Operation.Permute [| 1; 0 |])

    let own = Tensor.squaredDistances x x
    Assert.False(isTransposed (Tensor.exp own * own + Tensor.sum x))
    Assert.False(isTransposed (own * Tensor.broadcastTo [| 3; 3 |] (Tensor.sum y)))
    Assert.True(isTransposed (Tensor.squaredDistances x y))
    Assert.True(isTransposed (own * Tensor.sumAlong 0 own))
    Assert.True(isTransposed (own + Tensor.dot x (Tensor.transpose y)))
    Assert.True(isTransposed (Tensor.broadcastTo [| 3; 2 |] (Tensor.sum y) + 0.0 * x))

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``gradients through distances of rows to themselves are those through two equal matrices`` (engineName: string) =
    let engine = TestEngines.named engineName

    let loss a b =
        Tensor.sum (Tensor.square (Tensor.power -0.5 (1.0 + Tensor.squaredDistances a b)))

    let own = Differentiate.gradient (loss x x) x
    let z = Tensor.input "z" [| 2; 3 |]
    let apart = Differentiate.gradients (loss x z) [ x; z ]
    let xs = xs |> Array.map (fun v -> 0.3 * v)
    let found = (Engine.compile engine [ x ] [ own ]).Evaluate([| xs |])[0]
    let parts = (Engine.compile engine [ x; z ] apart).Evaluate [| xs; xs |]

    for i in 0..5 do
        // A few roundings of numbers up to 1.
        Assert.InRange(found[i] - (parts[0][i] + parts[1][i]), -1e-14, 1e-14)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``different constants are not taken for each other`` (engineName: string) =
    let engine = TestEngines.named engineName

    let scaled = [ 2.0; 3.0 ] |> List.map (fun s -> s * Tensor.exp x)
    let shifted = Tensor.exp x + 2.0
    let program = Engine.compile engine [ x ] (shifted :: scaled)

    let at = program.Evaluate [| xs |] |> Array.map Array.head
    Assert.InRange(at[0] - (exp 1.0 + 2.0), -1e-14, 1e-14)
    Assert.InRange(at[1] - 2.0 * exp 1.0, -1e-14, 1e-14)
    Assert.InRange(at[2] - 3.0 * exp 1.0, -1e-14, 1e-14)

[<Fact>]
let ``buffers of a long chain are reused`` () =
    let longChain = Seq.fold (fun z _ -> Tensor.tanh (z + y)) x [ 1..50 ]
    let plan = Plan.create [ x; y ] [ longChain ]
    Assert.Equal(100, plan.Instructions.Length)
    Assert.InRange(plan.BufferSizes.Length, 3, 4)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``outputs may be inputs, views of them, fixed entries, and listed twice`` (engineName: string) =
    let engine = TestEngines.named engineName

    let row = Tensor.slice 0 1 1 x
    let fixedEntries = Tensor.constant [| 2 |] [| 7.0; 8.0 |]
    let sum = x + y

    let results =
        (Engine.compile engine [ x; y ] [ x; row; sum; sum; fixedEntries; Tensor.fill [| 2 |] 3.0; y ])
            .Evaluate([| xs; ys |])

    let total = [| 11.0; 22.0; 33.0; 14.0; 25.0; 36.0 |]

    Assert.Equal<float[][]>([| xs; [| 4.0; 5.0; 6.0 |]; total; total; [| 7.0; 8.0 |]; [| 3.0; 3.0 |]; ys |], results)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``a view of a result that is itself overwritten later keeps its entries`` (engineName: string) =
    let engine = TestEngines.named engineName

    let z = Tensor.exp x
    let first = Tensor.slice 0 0 1 z

    let later =
        Tensor.exp (Tensor.reshape [| 3 |] first)
        + Tensor.reshape [| 3 |] (Tensor.slice 0 1 1 z)

    let program = Engine.compile engine [ x ] [ later; first ]
    let results = program.Evaluate [| xs |]

    for i in 0..2 do
        let z0, z1 = exp xs[i], exp xs[3 + i]
        Assert.InRange(results[1][i] / z0 - 1.0, -1e-14, 1e-14)
        // exp of z0 carries the relative rounding of z0 z0-fold.
        Assert.InRange(results[0][i] / (exp z0 + z1) - 1.0, -1e-13, 1e-13)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``constants survive runs, and inputs are not written`` (engineName: string) =
    let engine = TestEngines.named engineName

    let c = Tensor.constant [| 3 |] [| 1.0; 2.0; 3.0 |]
    let z = Tensor.exp (c * y) + Tensor.tanh c
    let program = Engine.compile engine [ y ] [ z; c ]
    let first = program.Evaluate [| [| 0.1; 0.2; 0.3 |] |]
    let second = program.Evaluate [| [| 0.1; 0.2; 0.3 |] |]
    Assert.Equal<float[][]>(first, second)
    Assert.Equal<float[]>([| 1.0; 2.0; 3.0 |], second[1])
    let copy = Array.copy xs

    (Engine.compile engine [ x ] [ Tensor.exp x ]).Evaluate [| xs |] |> ignore

    Assert.Equal<float[]>(copy, xs)

[<Fact>]
let ``an input that is not given is named`` () =
    let message =
        Testing.argumentError (fun () -> Engine.compile Engine.managed [ x ] [ x + y ])

    Assert.Contains("'y'", message)

[<Fact>]
let ``only inputs can be given`` () =
    let message =
        Testing.argumentError (fun () -> Engine.compile Engine.managed [ Tensor.exp x ] [ x ])

    Assert.Contains("Tensor.input", message)

[<Fact>]
let ``entries of another number are refused with the shape`` () =
    let program = Engine.compile Engine.managed [ x; y ] [ x + y ]
    let message = Testing.argumentError (fun () -> program.Evaluate [| xs; xs |])
    Assert.Contains("inputs[1]", message)
    Assert.Contains("has 6", message)

    let outputs =
        Testing.argumentError (fun () -> program.Run([| xs; ys |], [| Array.zeroCreate 5 |]))

    Assert.Contains("2 x 3", outputs)
    Assert.Contains("outputs[0]", outputs)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``a program runs from several threads, one after the other`` (engineName: string) =
    let engine = TestEngines.named engineName

    let program = Engine.compile engine [ x; y ] [ Tensor.exp (x * y / 100.0) ]
    let expected = program.Evaluate [| xs; ys |]

    let results = Array.Parallel.init 64 (fun _ -> program.Evaluate [| xs; ys |])

    for result in results do
        Assert.Equal<float[][]>(expected, result)
