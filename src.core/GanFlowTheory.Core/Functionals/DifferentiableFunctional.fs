namespace GanFlowTheory.Core

open System.Collections.Generic

/// What evaluation needs of a value on n nodes in R^d, compiled when it is asked for.
[<Sealed>]
type private ValuePrograms(engine: Engine, name: string, value: Tensor -> Tensor -> Tensor, n: int, d: int) =

    let valueAt (nodes: Tensor) (weights: Tensor) : Tensor =
        let number = value nodes weights

        if number.Extents.Length > 0 then
            Guard.fail
                (nameof value)
                (invariant $"the value of functional '{name}' must be a number, but is {Shape.sentence number.Extents}.")

        number

    let nodes = Tensor.input "nodes" [| n; d |]
    let weights = Tensor.input "weights" [| n |]
    let number = lazy (valueAt nodes weights)
    let value' = lazy (Engine.compile engine [ nodes; weights ] [ number.Value ])

    let variation =
        lazy
            (Engine.compile
                engine
                [ nodes; weights ]
                (number.Value :: Differentiate.gradients number.Value [ weights; nodes ]))

    let blocks = Dictionary<int, Program>()

    let compileBlock (count: int) : Program =
        let points = Tensor.input "points" [| count; d |]
        let none = Tensor.input "no weights" [| count |]

        let number =
            valueAt (Tensor.concatenate 0 [ nodes; points ]) (Tensor.concatenate 0 [ weights; none ])

        let xi = Differentiate.gradient number none
        // With no weight the points do not see each other, so that the gradient of the sum has that of each in its row.
        Engine.compile engine [ nodes; weights; points; none ] [ xi; Differentiate.gradient (Tensor.sum xi) points ]

    /// [ F ].
    member _.Value = value'.Value

    /// [ F; dF/dw; dF/dx ].
    member _.Variation = variation.Value

    /// [ xi; grad xi ] at so many points that carry no weight.
    member _.Block(count: int) : Program =
        lock blocks (fun () ->
            match blocks.TryGetValue count with
            | true, program -> program
            | _ ->
                let program = compileBlock count
                blocks[count] <- program
                program)

/// <summary>Functionals given by their value alone: the first variation comes from differentiation.</summary>
/// <remarks>
/// With F(x, w) the value on the nodes x and the weights w, the first variation is xi(x_i) = dF/dw_i up to a constant,
/// and w_i grad xi(x_i) = dF/dx_i. At any other point x it is the derivative in the weight of a further node at x, at
/// weight 0, and its gradient is the derivative of that in x.
/// </remarks>
[<AutoOpen>]
module DifferentiableFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        // Node counts used by turns (a sample, its mini-batch, a test sample) beyond these are compiled anew.
        let private kept = 4

        // Below this, dF/dx_i / w_i is a quotient of numbers near the least normal one.
        let private leastWeight = 1e-150

        // Points pass in blocks of a power of two, so that few sizes are compiled; the work of a functional of pairs is
        // least for blocks as large as the nodes.
        let private blockSize (nodes: int) (left: int) : int =
            let mutable size = 1

            while size < left && size < max 64 (min 1024 nodes) do
                size <- 2 * size

            size

        /// The functional of a value as ofValue makes it, run by the given engine.
        let ofValueOn
            (engine: Engine)
            (name: string)
            (value: Tensor -> Tensor -> Tensor)
            : Functional<'q> when 'q :> IMeasure =
            let recent =
                RecentlyUsed<struct (int * int), ValuePrograms>(
                    kept,
                    fun (struct (n, d)) -> ValuePrograms(engine, name, value, n, d)
                )

            let programsFor (q: IMeasure) : ValuePrograms =
                recent.For(struct (q.Nodes.Count, q.Nodes.Dimension))

            // xi and its gradient at points, row-major, by blocks; the last is filled up with its first point.
            let at (q: IMeasure) (points: Points) : float[] * float[] =
                let d = q.Nodes.Dimension
                Guard.sameDimension (nameof points) d points.Dimension
                let programs = programsFor q
                let nodes, given = Points.toRowMajor q.Nodes, Points.toRowMajor points
                let values = Array.zeroCreate points.Count
                let gradient = Array.zeroCreate (points.Count * d)

                // Blocks of one size from the first point up to the last, filled up; the nodes are copied once for all of them.
                let runBlocks (size: int) (from: int) (upTo: int) =
                    let program = programs.Block size
                    let block = Array.zeroCreate (size * d)
                    let result = [| Array.zeroCreate size; Array.zeroCreate (size * d) |]

                    program.Exclusively(fun () ->
                        program.Input(0).Set nodes
                        program.Input(1).Set q.Weights
                        program.Input(3).Set(Array.zeroCreate<float> size)

                        for first in from..size .. upTo - 1 do
                            let count = min size (upTo - first)

                            for p in 0 .. size * d - 1 do
                                block[p] <- given[(first + (if p / d < count then p / d else 0)) * d + p % d]

                            program.Input(2).Set block
                            program.Run result
                            Array.blit result[0] 0 values first count
                            Array.blit result[1] 0 gradient (first * d) (count * d))

                let size = blockSize q.Nodes.Count points.Count
                let whole = points.Count / size * size

                if whole > 0 then
                    runBlocks size 0 whole

                if whole < points.Count then
                    runBlocks (blockSize q.Nodes.Count (points.Count - whole)) whole points.Count

                values, gradient

            let potential (q: IMeasure) : Potential =
                Potential.ofBoth (fun x -> fst (at q x)) (fun x ->
                    let values, gradient = at q x
                    struct (values, Points.ofRowMajor x.Count x.Dimension gradient))

            let gradientAtNodes (q: IMeasure) (inNodes: float[]) : Points =
                let n, d = q.Nodes.Count, q.Nodes.Dimension
                let w = q.Weights
                let light = [| 0 .. n - 1 |] |> Array.filter (fun i -> w[i] < leastWeight)

                let gradient =
                    Array.init (n * d) (fun p ->
                        if w[p / d] < leastWeight then
                            0.0
                        else
                            inNodes[p] / w[p / d])

                if light.Length > 0 then
                    let _, ofLight = at q (Points.select light q.Nodes)

                    light
                    |> Array.iteri (fun at i -> Array.blit ofLight (at * d) gradient (i * d) d)

                Points.ofRowMajor n d gradient

            {
                Name = name
                Value =
                    fun q ->
                        let result =
                            (programsFor q).Value.Evaluate [| Points.toRowMajor q.Nodes; q.Weights |]

                        result[0][0]
                FirstVariation = fun q -> potential q
                Evaluate =
                    fun q ->
                        let result =
                            (programsFor q).Variation.Evaluate [| Points.toRowMajor q.Nodes; q.Weights |]

                        {
                            Value = result[0][0]
                            Variation = Covector(lazy result[1], lazy (gradientAtNodes q result[2]))
                        }
            }

        /// <summary>The functional of a value, a differentiable expression; <c>Laws.functional</c> tells whether it is
        /// one of measures.</summary>
        /// <param name="name">The name shown in reports.</param>
        /// <param name="value">F from the nodes, n x d, and their weights, n, to a number, for any n. It must see the
        /// measure only: not the order of the nodes, nor nodes of weight 0, nor whether a node of weight 2w is given as
        /// two of weight w. What it does with weights that do not sum to one shifts the first variation by a
        /// constant.</param>
        let ofValue (name: string) (value: Tensor -> Tensor -> Tensor) : Functional<'q> when 'q :> IMeasure =
            ofValueOn Engine.standard name value
