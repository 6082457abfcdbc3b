namespace GanFlowTheory.Core

open System

/// <summary>The programs of a critic's training for one pair of batch sizes: what the critic lowers as a function of its
/// parameters, and what the generator lowers as a function of its points.</summary>
[<Sealed>]
type internal CriticProgram(options: CriticOptions, ofP: int, ofQ: int) =

    let network = options.Network
    let d = network.InputSize
    let parameters = Network.parameterCount network
    let pairs = min ofP ofQ
    let theta = Tensor.input "theta" [| parameters |]
    let x = Tensor.input "target" [| ofP; d |]
    let y = Tensor.input "current" [| ofQ; d |]
    let wp = Tensor.input "target weights" [| ofP |]
    let wq = Tensor.input "weights" [| ofQ |]
    let between = Tensor.input "between" [| pairs; d |]

    let batchOf (targetLayers: Tensor list) (currentLayers: Tensor list) : CriticBatch =
        {
            TargetPoints = x
            CurrentPoints = y
            TargetWeights = wp
            CurrentWeights = wq
            TargetLayers = targetLayers
            CurrentLayers = currentLayers
            At = network.Apply theta
            Between = lazy between
        }

    // Both laws in one pass through the network: its products are long, and theta pulls back once.
    let together =
        lazy
            (let layers = network.Layers theta (Tensor.concatenate 0 [ x; y ])

             let part first count =
                 layers |> List.map (Tensor.slice 0 first count)

             batchOf (part 0 ofP) (part ofP ofQ))

    // One pass for each law, so that the pull-back to the points of one leaves the other's alone.
    let apart = lazy (batchOf (network.Layers theta x) (network.Layers theta y))

    let number (what: string) (value: Tensor) : Tensor =
        if value.Extents.Length > 0 then
            Guard.fail
                "loss"
                (invariant
                    $"{what} of loss {options.Loss.Name} must be a number, but is {Shape.sentence value.Extents}.")

        value

    let lowered =
        lazy
            (let batch = together.Value

             options.Penalties
             |> List.map (fun penalty ->
                 penalty.Value options.Loss batch |> number (invariant $"penalty {penalty.Name}"))
             |> List.fold (+) (number "what the critic lowers" (options.Loss.Critic batch)))

    // The place of the points on segments among the inputs.
    let usesBetween = 5

    // Programs take the inputs that they use, in one order: those of the batch, then more.
    let compileWith (more: Tensor list) (outputs: Tensor list) =
        let used = Differentiate.below outputs |> Array.map _.Id |> set
        let inputs = [ theta; x; y; wp; wq; between ] @ more
        let isUsed = inputs |> List.map (fun input -> used.Contains input.Id)

        let taken =
            List.zip inputs isUsed
            |> List.choose (fun (input, isUsed) -> if isUsed then Some input else None)

        struct (List.toArray isUsed, Engine.compile network.Engine taken outputs)

    let compile (outputs: Tensor list) = compileWith [] outputs

    let velocity = lazy (compile [ -(Differentiate.gradient lowered.Value theta) ])

    let value = lazy (compile [ lowered.Value ])

    let generator =
        lazy
            (let value = number "what the generator lowers" (options.Loss.Generator apart.Value)
             compile (value :: Differentiate.gradients value [ wq; y ]))

    // The first variation of what the generator lowers at points that carry no weight, and its gradient there.
    let variationAt =
        RecentlyUsed<int, struct (bool[] * Program) * float[]>(
            4,
            fun count ->
                let t = Tensor.input "points" [| count; d |]
                let none = Tensor.input "no weights" [| count |]

                let batch =
                    batchOf (network.Layers theta x) (network.Layers theta (Tensor.concatenate 0 [ y; t ]))

                let value =
                    options.Loss.Generator
                        { batch with
                            CurrentPoints = Tensor.concatenate 0 [ y; t ]
                            CurrentWeights = Tensor.concatenate 0 [ wq; none ]
                        }

                let xi = Differentiate.gradient value none
                // With no weight the points do not see each other, so that the gradient of the sum has that of each.
                compileWith [ t; none ] [ xi; Differentiate.gradient (Tensor.sum xi) t ], Array.zeroCreate count
        )

    let slopes =
        lazy
            (let here = Tensor.detach between
             let batch = apart.Value
             let f = options.Loss.Witness batch (batch.At here)

             let squares =
                 Differentiate.gradient (Tensor.sum f) here |> Tensor.square |> Tensor.sumAlong 1

             compile [ Tensor.mean (Tensor.sqrt squares) ])

    let points: float[] = Array.zeroCreate (ofP * d)
    let current: float[] = Array.zeroCreate (ofQ * d)
    let onSegments: float[] = Array.zeroCreate (pairs * d)
    let targetWeights: float[] = Array.zeroCreate ofP
    let weights: float[] = Array.zeroCreate ofQ

    // Draws the points on segments of the batch that is there, until a program has asked for them.
    let mutable drawSegments: (unit -> unit) voption = ValueNone

    let runWith
        (more: float[] list)
        (struct (isUsed: bool[], program: Program))
        (parameters: float[])
        (targets: float[][])
        : unit =
        if isUsed[usesBetween] then
            drawSegments |> ValueOption.iter (fun draw -> draw ())
            drawSegments <- ValueNone

        let given =
            List.zip ([ parameters; points; current; targetWeights; weights; onSegments ] @ more) (List.ofArray isUsed)
            |> List.choose (fun (values, isUsed) -> if isUsed then Some values else None)

        program.Run(List.toArray given, targets)

    let run program parameters targets = runWith [] program parameters targets

    // t x + (1 - t) y for a point of each batch: rows that were drawn are independent, rows that are there whole are drawn
    // for it.
    let fillSegments (random: Random) (p: DrawnRows) (q: DrawnRows) =
        let along (rows: DrawnRows) count (values: float[]) =
            if count = rows.Count then
                let drawn = Array.zeroCreate (pairs * d)
                rows.Draw(random, drawn, 0, Array.zeroCreate pairs)
                drawn
            else
                values

        let a, b = along p ofP points, along q ofQ current

        for r in 0 .. pairs - 1 do
            let t = random.NextDouble()

            for k in r * d .. r * d + d - 1 do
                onSegments[k] <- t * a[k] + (1.0 - t) * b[k]

    /// The batch of a seed: laws with no more points than it takes are there whole.
    member _.Fill(seed: Seed, p: DrawnRows, q: DrawnRows) : unit =
        let random = lazy Seed.generator (Seed.split "batches" seed)

        if ofP = p.Count then
            p.All(points, 0, targetWeights)
        else
            p.Draw(random.Value, points, 0, targetWeights)

        if ofQ = q.Count then
            q.All(current, 0, weights)
        else
            q.Draw(random.Value, current, 0, weights)

        drawSegments <- ValueSome(fun () -> fillSegments (Seed.generator (Seed.split "segments" seed)) p q)

    /// Minus the gradient of what the critic lowers.
    member _.Velocity(theta: float[], target: float[]) : unit = run velocity.Value theta [| target |]

    /// What the critic lowers.
    member _.Loss(theta: float[]) : float =
        let target = [| 0.0 |]
        run value.Value theta [| target |]
        target[0]

    /// What the generator lowers, its derivatives in the weights of its points, and those in the points, ofQ x d
    /// row-major.
    member _.Generator(theta: float[]) : struct (float * float[] * float[]) =
        let value, inWeights, inPoints =
            [| 0.0 |], Array.zeroCreate ofQ, Array.zeroCreate (ofQ * d)

        run generator.Value theta [| value; inWeights; inPoints |]
        struct (value[0], inWeights, inPoints)

    /// The first variation of what the generator lowers at points, and its gradient, row-major.
    member _.VariationAt(theta: float[], at: Points) : struct (float[] * float[]) =
        let program, none = variationAt.For at.Count
        let values, gradient = Array.zeroCreate at.Count, Array.zeroCreate (at.Count * d)
        runWith [ Points.toRowMajor at; none ] program theta [| values; gradient |]
        struct (values, gradient)

    /// The mean of |grad f| on segments between the two batches.
    member _.WitnessSlope(theta: float[]) : float =
        let target = [| 0.0 |]
        run slopes.Value theta [| target |]
        target[0]
