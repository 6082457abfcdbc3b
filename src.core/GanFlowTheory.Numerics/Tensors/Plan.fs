namespace GanFlowTheory.Core.Extending

open GanFlowTheory.Core

open System.Collections.Generic

/// <summary>Where the entries of a tensor lie while a program runs: row-major and contiguous in a buffer.</summary>
[<NoComparison>]
type Place =
    {
        /// The number of the buffer.
        Buffer: int
        /// The first entry.
        Offset: int
        /// The extents.
        Shape: int[]
    }

/// <summary>One raw operation of a plan.</summary>
[<NoComparison>]
type Instruction =
    {
        /// The operation.
        Operation: Operation
        /// Where its inputs lie.
        Inputs: Place[]
        /// Where its result goes: where an input of its own shape lies only for elementwise operations.
        Output: Place
    }

/// <summary>The instructions that compute tensors from inputs, in order, over buffers that are reused as soon as their
/// contents are no longer needed.</summary>
[<NoComparison>]
type Plan =
    {
        /// The number of entries of each buffer.
        BufferSizes: int[]
        /// The names of the inputs.
        InputNames: string[]
        /// Where the inputs are to be written.
        Inputs: Place[]
        /// Entries that are written once, before the first run.
        Constants: (Place * float[])[]
        /// The operations, in order.
        Instructions: Instruction[]
        /// Where the results lie at the end.
        Outputs: Place[]
    }

/// Laying out programs.
[<RequireQualifiedAccess>]
module internal Plan =

    let private isTranspose (node: Tensor) =
        match node.Operation with
        | Operation.Permute [| 1; 0 |] -> true
        | _ -> false

    /// An operation that reads a transpose, as one that reads the matrix itself.
    let private untransposed (operation: Operation) (inputs: Tensor[]) : Operation * Tensor[] =
        let read at =
            if isTranspose inputs[at] then
                true, inputs[at].Inputs[0]
            else
                false, inputs[at]

        match operation with
        | Operation.MatrixProduct(left, right) ->
            let (isLeft, a), (isRight, b) = read 0, read 1
            Operation.MatrixProduct(left <> isLeft, right <> isRight), [| a; b |]
        | Operation.WeightedDifferences transposed ->
            let isTransposed, weights = read 0
            Operation.WeightedDifferences(transposed <> isTransposed), [| weights; inputs[1]; inputs[2] |]
        | _ -> operation, inputs

    /// Whether a matrix is its own transpose by the way in which it is made: one number everywhere, distances of rows to
    /// themselves, and what elementwise operations make of those and of numbers.
    let private isSymmetric (symmetric: HashSet<int64>) (node: Tensor) =
        match node.Operation with
        | Operation.SquaredDistances -> node.Inputs[0].Id = node.Inputs[1].Id
        | Operation.Fill _ -> node.Extents.Length = 2 && node.Extents[0] = node.Extents[1]
        | Operation.BroadcastTo ->
            node.Extents.Length = 2
            && node.Extents[0] = node.Extents[1]
            && node.Inputs[0].Size = 1
        | Operation.Unary _
        | Operation.Binary _
        | Operation.Detach -> node.Inputs |> Array.forall (fun x -> x.Size = 1 || symmetric.Contains x.Id)
        | _ -> false

    /// <summary>Equal sub-expressions are computed once, and transposes only where no operation can read the matrix itself:
    /// the expressions to compute, inputs first, and which of them stands for each that was given.</summary>
    let private simplified (outputs: Tensor list) : Tensor[] * Dictionary<int64, Tensor> =
        let known =
            Dictionary<struct (Operation * string * string), Tensor>(HashIdentity.Structural)

        let canonical = Dictionary<int64, Tensor>()
        let symmetric = HashSet<int64>()

        for node in Differentiate.below outputs do
            let operation, inputs =
                node.Inputs
                |> Array.map (fun input -> canonical[input.Id])
                |> untransposed node.Operation

            canonical[node.Id] <-
                match operation with
                | Operation.Input _
                | Operation.Constant _ -> node
                | Operation.Permute [| 1; 0 |] when symmetric.Contains inputs[0].Id -> inputs[0]
                | operation ->
                    let ids = inputs |> Array.map (fun input -> string input.Id) |> String.concat ","
                    let key = struct (operation, ids, Shape.sentence node.Extents)

                    match known.TryGetValue key with
                    | true, same -> same
                    | _ ->
                        let kept = Tensor.Create(operation, inputs, node.Extents)
                        known[key] <- kept

                        if isSymmetric symmetric kept then
                            symmetric.Add kept.Id |> ignore

                        kept

        // A transpose that nothing reads any more is left out.
        Differentiate.below (outputs |> List.map (fun output -> canonical[output.Id])), canonical

    /// The offset within its input of a tensor whose entries lie there already.
    let private viewOffset (node: Tensor) : int option =
        match node.Operation with
        | Operation.Detach
        | Operation.Reshape -> Some 0
        | Operation.BroadcastTo
        | Operation.SumTo when node.Size = node.Inputs[0].Size -> Some 0
        | Operation.Slice(axis, first) ->
            let whole = node.Inputs[0].Extents

            if Array.forall ((=) 1) whole[.. axis - 1] then
                Some(first * Shape.size whole[axis + 1 ..])
            else
                None
        | _ -> None

    let private isElementwise (operation: Operation) =
        match operation with
        | Operation.Unary _
        | Operation.Binary _ -> true
        | _ -> false

    /// The plan of the outputs from the inputs; an input of the expressions that is not among
    /// them is an argument error.
    let create (inputs: Tensor list) (outputs: Tensor list) : Plan =
        let names =
            inputs
            |> List.map (fun x ->
                match x.Operation with
                | Operation.Input name -> name
                | operation ->
                    Guard.fail
                        (nameof inputs)
                        (invariant $"inputs must be made by Tensor.input, but one is {operation}."))

        let nodes, canonical = simplified outputs
        let given = HashSet(inputs |> List.map _.Id)

        for node in nodes do
            match node.Operation with
            | Operation.Input name when not (given.Contains node.Id) ->
                Guard.fail
                    (nameof inputs)
                    (invariant $"inputs must contain the input '{name}' that the outputs depend on.")
            | _ -> ()

        // Storage: each node has a root, the node that owns its buffer, and an offset there.
        let roots = Dictionary<int64, struct (Tensor * int)>()

        for node in nodes do
            roots[node.Id] <-
                match viewOffset node with
                | Some offset ->
                    let struct (root, before) = roots[node.Inputs[0].Id]
                    struct (root, before + offset)
                | None -> struct (node, 0)

        let lastUse = Dictionary<int64, int>()

        nodes
        |> Array.iteri (fun at node ->
            if (viewOffset node).IsNone then
                for input in node.Inputs do
                    let struct (root, _) = roots[input.Id]
                    lastUse[root.Id] <- at)

        let pinned = HashSet<int64>()

        for output in outputs do
            let struct (root, _) = roots[canonical[output.Id].Id]
            pinned.Add root.Id |> ignore

        let sizes = ResizeArray<int>()
        let free = ResizeArray<int>()
        let buffers = Dictionary<int64, int>()
        let constants = ResizeArray<Place * float[]>()
        let instructions = ResizeArray<Instruction>()

        let allocate size =
            sizes.Add size
            sizes.Count - 1

        let place (node: Tensor) =
            let struct (root, offset) = roots[node.Id]

            {
                Buffer = buffers[root.Id]
                Offset = offset
                Shape = node.Extents
            }

        let inputPlaces =
            inputs
            |> List.map (fun x ->
                buffers[x.Id] <- allocate x.Size
                pinned.Add x.Id |> ignore
                roots[x.Id] <- struct (x, 0)
                place x)

        // The smallest buffer that is free and large enough, unless it would waste more than it holds.
        let reuse (size: int) =
            let mutable best = -1

            for at in 0 .. free.Count - 1 do
                let capacity = sizes[free[at]]

                if
                    capacity >= size
                    && capacity <= 2 * size
                    && (best < 0 || capacity < sizes[free[best]])
                then
                    best <- at

            if best >= 0 then
                let buffer = free[best]
                free.RemoveAt best
                buffer
            else
                allocate size

        for at in 0 .. nodes.Length - 1 do
            let node = nodes[at]

            match node.Operation with
            | Operation.Input _ -> ()
            | Operation.Constant values ->
                buffers[node.Id] <- allocate node.Size
                pinned.Add node.Id |> ignore
                constants.Add((place node, values))
            | Operation.Fill value ->
                buffers[node.Id] <- allocate node.Size
                pinned.Add node.Id |> ignore
                constants.Add((place node, Array.create node.Size value))
            | _ when (viewOffset node).IsSome -> ()
            | operation ->
                let dying =
                    node.Inputs
                    |> Array.map (fun input ->
                        let struct (root, _) = roots[input.Id]
                        root)
                    |> Array.distinctBy _.Id
                    |> Array.filter (fun root -> not (pinned.Contains root.Id) && lastUse[root.Id] = at)

                let inPlace =
                    if isElementwise operation then
                        node.Inputs
                        |> Array.tryPick (fun input ->
                            let struct (root, _) = roots[input.Id]

                            // The whole buffer's contents, entry over entry: no other input may be a part of it.
                            let alone =
                                node.Inputs
                                |> Array.forall (fun other ->
                                    let struct (otherRoot, _) = roots[other.Id]
                                    otherRoot.Id <> root.Id || other.Extents = node.Extents)

                            if
                                alone
                                && input.Extents = node.Extents
                                && root.Size = node.Size
                                && Array.exists (fun (d: Tensor) -> d.Id = root.Id) dying
                            then
                                Some root
                            else
                                None)
                    else
                        None

                match inPlace with
                | Some root -> buffers[node.Id] <- buffers[root.Id]
                | None -> buffers[node.Id] <- reuse node.Size

                instructions.Add
                    {
                        Operation = operation
                        Inputs = node.Inputs |> Array.map place
                        Output = place node
                    }

                for root in dying do
                    if buffers[root.Id] <> buffers[node.Id] then
                        free.Add buffers[root.Id]

        {
            BufferSizes = sizes.ToArray()
            InputNames = List.toArray names
            Inputs = List.toArray inputPlaces
            Constants = constants.ToArray()
            Instructions = instructions.ToArray()
            Outputs = outputs |> List.map (fun output -> place canonical[output.Id]) |> List.toArray
        }
