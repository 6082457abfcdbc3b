namespace GanFlowTheory.Core

open System

/// Rows of a law that inner steps draw from.
[<Sealed>]
type internal DrawnRows(points: Points, weights: float[], kept: int[]) =

    let d = points.Dimension
    let data = points.Data
    let total = kept |> Array.sumBy (fun i -> weights[i])

    // Cumulative weights, to draw by; not needed where all are equal.
    let cumulative =
        if kept |> Array.forall (fun i -> weights[i] = weights[kept[0]]) then
            None
        else
            Some(kept |> Array.scan (fun sum i -> sum + weights[i]) 0.0 |> Array.tail)

    let copy (i: int) (into: float[]) (row: int) =
        for k in 0 .. d - 1 do
            into[row * d + k] <- data[k * points.Count + i]

    member _.Count = kept.Length

    /// All rows with their weights.
    member _.All(into: float[], first: int, w: float[]) =
        for r in 0 .. kept.Length - 1 do
            copy kept[r] into (first + r)
            w[r] <- weights[kept[r]] / total

    /// As many rows as w is long, drawn by weight.
    member _.Draw(random: Random, into: float[], first: int, w: float[]) =
        for r in 0 .. w.Length - 1 do
            let at =
                match cumulative with
                | None -> random.Next kept.Length
                | Some cumulative ->
                    let found = Array.BinarySearch(cumulative, random.NextDouble() * total)
                    min (kept.Length - 1) (if found >= 0 then found + 1 else ~~~found)

            copy kept[at] into (first + r)
            w[r] <- 1.0 / float w.Length

/// <summary>The training program for one pair of batch sizes: the loss of a discriminator's parameters on a batch, and the
/// velocity of gradient descent.</summary>
[<Sealed>]
type internal BatchProgram(options: DiscriminatorOptions, parameters: int, ofP: int, ofQ: int) =

    let d = options.Network.InputSize
    let theta = Tensor.input "theta" [| parameters |]
    let x = Tensor.input "x" [| ofP + ofQ; d |]
    let wp = Tensor.input "target weights" [| ofP |]
    let wq = Tensor.input "weights" [| ofQ |]

    let loss =
        let u = options.Network.Apply theta x

        let part first count =
            Tensor.slice 0 first count u |> Tensor.reshape [| count |]

        let classification =
            Tensor.inner wp (options.Loss.Real(part 0 ofP))
            + Tensor.inner wq (options.Loss.Fake(part ofP ofQ))

        if options.Penalty = 0.0 then
            classification
        else
            let slopes = Differentiate.gradient (Tensor.sum u) x |> Tensor.slice 0 0 ofP
            let squares = Tensor.square slopes |> Tensor.sumAlong 1
            classification + 0.5 * options.Penalty * Tensor.inner wp squares

    let compile output =
        Engine.compile options.Network.Engine [ theta; x; wp; wq ] [ output ]

    let velocity = compile -(Differentiate.gradient loss theta)
    let value = lazy (compile loss)
    let points: float[] = Array.zeroCreate ((ofP + ofQ) * d)
    let targetWeights: float[] = Array.zeroCreate ofP
    let weights: float[] = Array.zeroCreate ofQ

    /// The batch of a seed: laws with no more points than it takes are there whole.
    member _.Fill(seed: Seed, p: DrawnRows, q: DrawnRows) : unit =
        let random = lazy Seed.generator (Seed.split "batches" seed)

        if ofP = p.Count then
            p.All(points, 0, targetWeights)
        else
            p.Draw(random.Value, points, 0, targetWeights)

        if ofQ = q.Count then
            q.All(points, ofP, weights)
        else
            q.Draw(random.Value, points, ofP, weights)

    /// Minus the gradient of the loss.
    member _.Velocity(theta: float[], target: float[]) : unit =
        velocity.Run([| theta; points; targetWeights; weights |], [| target |])

    /// The loss.
    member _.Loss(theta: float[]) : float =
        let target = [| 0.0 |]
        value.Value.Run([| theta; points; targetWeights; weights |], [| target |])
        target[0]

/// <summary>The training of a discriminator on batches of two laws. Inner step k draws its batch by a seed of its own, so
/// that a player who takes the same steps draws the same.</summary>
[<Sealed>]
type internal DiscriminatorTraining(options: DiscriminatorOptions) =

    let parameters = Network.parameterCount options.Network

    let programs =
        Collections.Concurrent.ConcurrentDictionary<struct (int * int), BatchProgram>()

    let on ofP ofQ seed (p: DrawnRows) (q: DrawnRows) (action: BatchProgram -> 'result) : 'result =
        let program =
            programs.GetOrAdd(struct (ofP, ofQ), (fun struct (ofP, ofQ) -> BatchProgram(options, parameters, ofP, ofQ)))

        // Runs of one flow on several threads share the program and its points.
        Threading.Monitor.Enter program

        try
            program.Fill(seed, p, q)
            action program
        finally
            Threading.Monitor.Exit program

    /// The options.
    member _.Options = options

    /// The seed of an inner step, 0 for the first, of those of one seed.
    static member SeedOf(step: int, seed: Seed) : Seed =
        if step = 0 then seed else Seed.splitAt step seed

    /// The action on the batch of a seed.
    member _.OnBatch(seed: Seed, p: DrawnRows, q: DrawnRows, action: BatchProgram -> 'result) : 'result =
        on (min options.Batch p.Count) (min options.Batch q.Count) seed p q action

    /// The action on both laws whole.
    member _.OnAll(p: DrawnRows, q: DrawnRows, action: BatchProgram -> 'result) : 'result =
        on p.Count q.Count (Seed.create 0) p q action
