namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of what a generator and a critic network contend for, by difference quotients of the loss evaluated outside of
/// the training.</summary>
[<RequireQualifiedAccess>]
module AdversarialLaws =

    let private rate = 1.0 / 64.0

    let private sizes (p: IMeasure) (q: IMeasure) =
        p.Nodes.Count, q.Nodes.Count, min p.Nodes.Count q.Nodes.Count

    let private seedOf (sample: RatioSample) = Seed.create sample.Seed

    // Samples with their network and the inputs of their loss; none where the loss may not be smooth.
    let private scene (networkIn: int -> Network) (sample: RatioSample) =
        let p, q = sample.P :> IMeasure, sample.Q :> IMeasure
        let network = networkIn sample.Dimension
        let seed = seedOf sample
        let between = CriticScenes.between seed p q
        let inputs = CriticScenes.inputs seed network p q between

        let segments =
            Points.ofRowMajor (between.Length / sample.Dimension) sample.Dimension between

        CriticScenes.stepAt network inputs.Theta [ p.Nodes; q.Nodes; segments ]
        |> Option.map (fun step -> p, q, network, seed, inputs, step)

    let private number (values: float[][]) : float = values[0][0]

    /// An inner step goes along minus the gradient of what the critic lowers and pays.
    let internal stepBy
        (make: CriticMaker)
        (samples: Arbitrary<RatioSample>)
        (name: string)
        (networkIn: int -> Network)
        (loss: AdversarialLoss)
        (penalties: CriticPenalty list)
        : Law =
        Law.forAll
            {
                Name = "critic-step"
                Statement =
                    "An inner step of a critic network goes along minus the gradient in its parameters of what its loss lowers and its "
                    + "penalties add, the batch that a witness holds differentiated too; rows of a batch do not mix."
                Source = "BSAG18-9"
                Judge = CriticScenes.judge
            }
            name
            samples
            (fun sample ->
                match scene networkIn sample with
                | None -> []
                | Some(p, q, network, seed, inputs, step) ->
                    let after steps =
                        CriticScenes.reading make (CriticScenes.options loss penalties network rate steps) seed p q
                        |> CriticScenes.parameters

                    let theta = after 0
                    let gradient = Array.map2 (fun a b -> (a - b) / rate) theta (after 1)

                    let lowered =
                        CriticScenes.evaluator network (sizes p q) (fun batch ->
                            [
                                penalties
                                |> List.fold
                                    (fun total penalty -> total + penalty.Value loss batch)
                                    (loss.Critic batch)
                            ])

                    let at theta =
                        number (lowered { inputs with Theta = theta })

                    let size = 1.0 + abs (at theta) + Vectors.norm gradient

                    [
                        for v in CriticScenes.patterns theta.Length do
                            let v = Array.map (fun v -> v / 8.0) v

                            match CriticScenes.derivative step size (fun e -> at (CriticScenes.moved theta e v)) with
                            | None -> ()
                            | Some slope ->
                                Equation.scalar
                                    "the step against the derivative of what is lowered"
                                    size
                                    (Vectors.inner gradient v)
                                    slope
                    ])

    /// The same for the library's critic.
    let step (name: string) (networkIn: int -> Network) (loss: AdversarialLoss) (penalties: CriticPenalty list) : Law =
        stepBy Critic.adversarial RatioSamples.any name networkIn loss penalties

    /// What the generator sees is the derivative of what it lowers.
    let internal generatorBy
        (make: CriticMaker)
        (samples: Arbitrary<RatioSample>)
        (name: string)
        (networkIn: int -> Network)
        (loss: AdversarialLoss)
        : Law =
        Law.forAll
            {
                Name = "generator-variation"
                Statement =
                    "Against a critic network the generator's plug-in value is what its loss lowers, and what it sees at its own points, times "
                    + "their weights, is the derivative of that in the points and in the weights; not in the points where the loss is "
                    + "declared detached."
                Source = "BSAG18-9"
                Judge = CriticScenes.judge
            }
            name
            samples
            (fun sample ->
                match scene networkIn sample with
                | None -> []
                | Some(p, q, network, seed, inputs, step) ->
                    let reading =
                        CriticScenes.reading make (CriticScenes.options loss [] network rate 0) seed p q

                    let seen = reading.Seen.Value

                    let lowered =
                        CriticScenes.evaluator network (sizes p q) (fun batch -> [ loss.Generator batch ])

                    let value = number (lowered inputs)
                    let slopes = Points.toRowMajor (Points.scaleRows q.Weights seen.Gradient)
                    let size = 1.0 + abs value + Vectors.norm slopes

                    let along v =
                        Vectors.inner slopes v,
                        CriticScenes.derivative step size (fun e ->
                            number (
                                lowered
                                    { inputs with
                                        Current = CriticScenes.moved inputs.Current e v
                                    }
                            ))

                    let directions =
                        CriticScenes.patterns slopes.Length |> List.map (Array.map (fun v -> v / 4.0))

                    [
                        Equation.scalar "the plug-in value" size reading.PlugIn.Value value

                        if loss.IsDetached then
                            // Where all slopes are small nothing can be told.
                            let slopes =
                                directions
                                |> List.choose (fun v ->
                                    let held, whole = along v
                                    whole |> Option.map (fun whole -> abs (held - whole), abs held + abs whole))

                            let largest = slopes |> List.map snd |> List.fold max 0.0

                            if largest > 1e-4 * size then
                                let apart = slopes |> List.map fst |> List.fold max 0.0
                                Equation.condition "a part is held" (apart > 1e-2 * largest)
                        else
                            for v in directions do
                                match along v with
                                | held, Some whole -> Equation.scalar "the derivative in the points" size held whole
                                | _ -> ()

                            for v in CriticScenes.patterns q.Weights.Length do
                                let v = Array.map (fun v -> v / 64.0) v

                                Equation.scalar
                                    "the derivative in the weights"
                                    (size + Vectors.largest seen.Values)
                                    (Vectors.inner seen.Values v)
                                    (Differences.derivative step (fun e ->
                                        number (
                                            lowered
                                                { inputs with
                                                    CurrentWeights = CriticScenes.moved inputs.CurrentWeights e v
                                                }
                                        )))
                    ])

    /// The same for the library's critic.
    let generator (name: string) (networkIn: int -> Network) (loss: AdversarialLoss) : Law =
        generatorBy Critic.adversarial RatioSamples.any name networkIn loss

    /// A loss is zero-sum exactly where it says so.
    let internal zeroSumOn (samples: Arbitrary<RatioSample>) (networkIn: int -> Network) (loss: AdversarialLoss) : Law =
        Law.forAll
            {
                Name = "adversarial-zero-sum"
                Statement =
                    "What the critic lowers is minus what the generator lowers where the loss is declared zero-sum, and is not elsewhere."
                Source = "BSAG18-9"
                Judge = Judge.Relative(1e-11, "sums of at most 250 terms of the same outputs")
            }
            loss.Name
            samples
            (fun sample ->
                match scene networkIn sample with
                | None -> []
                | Some(p, q, network, _, inputs, _) ->
                    let values =
                        CriticScenes.evaluator
                            network
                            (sizes p q)
                            (fun batch -> [ loss.Critic batch; loss.Generator batch ])
                            inputs
                        |> Array.map Array.head

                    let critic, generator = values[0], values[1]
                    let size = 1.0 + abs critic + abs generator

                    [
                        if loss.IsZeroSum then
                            Equation.scalar "the critic's against minus the generator's" size critic -generator
                        else
                            Equation.condition "the two do not cancel" (abs (critic + generator) > 1e-9 * size)
                    ])

    /// The same on any samples.
    let zeroSum (networkIn: int -> Network) (loss: AdversarialLoss) : Law =
        zeroSumOn RatioSamples.any networkIn loss

    /// A loss of single points is one of measures.
    let internal measuresOn
        (make: CriticMaker)
        (samples: Arbitrary<RatioSample>)
        (networkIn: int -> Network)
        (loss: AdversarialLoss)
        : Law =
        Law.forAll
            {
                Name = "adversarial-measures"
                Statement =
                    "A loss that takes batches of one point is one of measures: a point of weight 2w is two of weight w in the same place, and what "
                    + "the generator sees anywhere is at its own points what it sees there."
                Source = "BSAG18-9"
                Judge = Judge.Relative(1e-10, "the same sums in another order, differentiated once")
            }
            loss.Name
            samples
            (fun sample ->
                match scene networkIn sample with
                | None -> []
                | Some(p, q, network, seed, inputs, _) ->
                    let n, m, r = sizes p q

                    let values (n, m) inputs =
                        CriticScenes.evaluator
                            network
                            (n, m, r)
                            (fun batch -> [ loss.Critic batch; loss.Generator batch ])
                            inputs
                        |> Array.map Array.head

                    let d = sample.Dimension

                    // The first point twice, with half of its weight.
                    let twice (x: float[]) = Array.append x[.. d - 1] x

                    let halves (w: float[]) =
                        Array.append [| 0.5 * w[0]; 0.5 * w[0] |] w[1..]

                    let whole = values (n, m) inputs

                    let split =
                        values
                            (n + 1, m + 1)
                            { inputs with
                                Target = twice inputs.Target
                                TargetWeights = halves inputs.TargetWeights
                                Current = twice inputs.Current
                                CurrentWeights = halves inputs.CurrentWeights
                            }

                    let reading =
                        CriticScenes.reading make (CriticScenes.options loss [] network rate 0) seed p q

                    let seen = reading.Seen.Value
                    let anywhere = Potential.at q.Nodes reading.Potential
                    let size = 1.0 + abs whole[0] + abs whole[1] + Vectors.largest seen.Values

                    [
                        Equation.scalar "the critic's loss of split points" size split[0] whole[0]
                        Equation.scalar "the generator's loss of split points" size split[1] whole[1]

                        Equation.vector "what is seen anywhere, at its own points" size anywhere.Values seen.Values

                        Equation.vector
                            "its gradient"
                            (size + Vectors.largest seen.Gradient.Data)
                            anywhere.Gradient.Data
                            seen.Gradient.Data
                    ])

    /// The same for the library's critic.
    let measures (networkIn: int -> Network) (loss: AdversarialLoss) : Law =
        measuresOn Critic.adversarial RatioSamples.any networkIn loss

    /// What the generator of an integral probability metric follows is the witness.
    let internal witnessOn
        (make: CriticMaker)
        (samples: Arbitrary<RatioSample>)
        (networkIn: int -> Network)
        (constant: float)
        (loss: AdversarialLoss)
        : Law =
        Law.forAll
            {
                Name = "adversarial-witness"
                Statement =
                    "Where a loss is an integral probability metric, the gradient of what the generator sees is minus a constant times that of the "
                    + "witness, the batch held."
                Source = "BSAG18-9"
                Judge = CriticScenes.judge
            }
            $"{loss.Name}, constant {Show.number constant}"
            samples
            (fun sample ->
                match scene networkIn sample with
                | None -> []
                | Some(p, q, network, seed, inputs, _) ->
                    let reading =
                        CriticScenes.reading make (CriticScenes.options loss [] network rate 0) seed p q

                    let d = sample.Dimension
                    let n, m, _ = sizes p q

                    // Away from every point.
                    let at =
                        Points.init p.Nodes.Count d (fun i k -> p.Nodes[i, k] + 0.375 * float (k + 1))

                    match CriticScenes.stepAt network inputs.Theta [ p.Nodes; q.Nodes; at ] with
                    | None -> []
                    | Some step ->
                        let gradient = reading.Potential.Gradient at

                        let witness (points: float[][]) =
                            CriticScenes.evaluator
                                network
                                (n, m, points.Length)
                                (fun batch -> [ loss.Witness batch (batch.At batch.Between.Value) ])
                                { inputs with
                                    Between = Array.concat points
                                }
                            |> Array.head
                            |> Array.map Array.singleton

                        let slopes =
                            CriticScenes.jacobians step witness (Points.toRows at)
                            |> Array.collect Array.head

                        [
                            Equation.vector
                                "the gradient of what is seen against that of the witness"
                                (1.0 + Vectors.largest slopes)
                                (Points.toRowMajor gradient)
                                (slopes |> Array.map (fun s -> -constant * s))
                        ])

    /// The same for the library's critic.
    let witness (networkIn: int -> Network) (constant: float) (loss: AdversarialLoss) : Law =
        witnessOn Critic.adversarial RatioSamples.any networkIn constant loss

    /// Every law that a loss of any kind obeys.
    let all (networkIn: int -> Network) (loss: AdversarialLoss) : Law list =
        [
            zeroSum networkIn loss
            step loss.Name networkIn loss []
            generator loss.Name networkIn loss
            if loss.LeastBatch = 1 && not loss.IsDetached then
                measures networkIn loss
        ]
