namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Two points of a line, a distance apart, and the weight of a penalty.
type internal LineCase =
    {
        /// The target's point and the generator's, in eighths.
        Target: int
        Current: int
        /// Sixteenths of the penalty's weight, above 0.
        Weight: int
        Seed: int
    }

    override this.ToString() =
        $"p at {Show.number this.A}, q at {Show.number this.B}, lambda = {Show.number this.Lambda}, seed {this.Seed}"

    member this.A = float this.Target / 8.0
    member this.B = float this.Current / 8.0
    member this.Lambda = float this.Weight / 16.0
    member this.Distance = abs (this.A - this.B)

/// The claim on training MMD GANs with a penalty on the gradient of the witness: BSAG18-9.
[<RequireQualifiedAccess>]
module internal MmdGanClaims =

    /// How a critic's player is made: the gradient of its loss at parameters, on the batch of a seed.
    type private Gradient = CriticOptions -> IMeasure -> IMeasure -> Seed -> float[] -> float[]

    let private playersGradient: Gradient =
        fun options p q ->
            let flow = (Player.critic options p).Flow q

            fun seed theta ->
                let reading =
                    flow.Critic.Estimate.Value (Some flow.Functional.Value) seed (Particles.point theta)

                Points.toRowMajor (reading.Potential.Gradient(Points.ofRowMajor 1 theta.Length theta))

    // What the critic lowers on both laws whole, and its gradient.
    let private lowered (options: CriticOptions) (p: IMeasure) (q: IMeasure) (theta: float[]) : float * float[] =
        let evaluation =
            ((Player.critic options p).Flow q).Functional.Value.Evaluate(Particles.point theta)

        evaluation.Value, Points.toRowMajor evaluation.Variation.Gradient

    // The settings of the experiments by name, and the weights of the penalties printed.
    let private settings =
        let network outputs =
            Network.multilayer [ 2; 3; outputs ] Activation.Tanh

        [
            "rq*", (CriticOptions.mmd (Kernel.add Kernel.rqPaper Kernel.dot) (network 16), [ 1.0; 1.0 ])
            "dist", (CriticOptions.energyDistance (network 256), [ 10.0; 1e-4 ])
            "WGAN-GP", (CriticOptions.wganGp (network 1), [ 10.0 ])
            "Cramer GAN", (CriticOptions.cramer (network 256), [ 10.0 ])
        ]

    let private printed (change: CriticOptions -> CriticOptions) : Law =
        Law.forEach
            {
                Name = "mmd-gan-settings"
                Statement =
                    "The settings are those printed: batches of 64, 5 steps of the critic, rate 1e-4, penalties on the witness of 1 for MMD and of "
                    + "10 for the distance kernel, WGAN-GP and the Cramer GAN, penalties on activations of 1 and 1e-4 for the first two."
                Source = "BSAG18-9"
                Judge = Judge.Exact
            }
            "the four models"
            (List.map fst settings)
            (fun name ->
                let options, weights = settings |> List.find (fst >> (=) name) |> snd
                let options = change options

                let names =
                    List.zip
                        weights
                        (List.truncate weights.Length [ CriticPenalty.witnessGradient; CriticPenalty.activations ])
                    |> List.map (fun (weight, make: float -> CriticPenalty) -> (make weight).Name)

                [
                    Equation.scalar $"batch of {name}" 1.0 (float options.Batch) 64.0
                    Equation.scalar $"steps of {name}" 1.0 (float options.Steps) 5.0
                    Equation.scalar $"rate of {name}" 1.0 options.Optimiser.Rate 1e-4
                    Equation.condition
                        $"penalties of {name}"
                        (CriticPenalty.name options.Penalties = String.concat " + " names)
                    Equation.condition $"fresh batches of {name}" options.DrawsAnew
                ])

    // Two and three atoms of the plane, in weights that differ.
    let private small (seed: int) : IMeasure * IMeasure =
        let law label (masses: float[]) =
            Particles.weighted
                (masses |> Array.map (fun m -> m / Array.sum masses))
                (Seed.gaussian masses.Length 2 (Seed.split label (Seed.create seed)))
            :> IMeasure

        law "p" [| 1.0; 2.0 |], law "q" [| 3.0; 1.0; 2.0 |]

    // 100 seeds give 200 points on segments.
    let private seeds = 100

    let private mean (gradient: Gradient) (loss: AdversarialLoss) (penalty: CriticPenalty) : Law =
        Law.forEach
            {
                Name = "witness-penalty-mean"
                Statement =
                    "The mean over draws of the gradient of the critic's loss with its penalty is that of the loss plus lambda sum_ij p_i q_j int_0^1 "
                    + "(|grad f(t x_i + (1 - t) y_j)| - 1)^2 dt, by all pairs of atoms."
                Source = "BSAG18-9"
                Judge = Judge.Statistical 1e-9
            }
            loss.Name
            [ 1; 2 ]
            (fun seed ->
                let p, q = small seed
                let network = Network.multilayer [ 2; 2; defaultArg loss.Outputs 2 ] Activation.Tanh
                let theta = Seed.normals (Network.parameterCount network) (Seed.create seed)

                let options =
                    { CriticOptions.create loss network with
                        Penalties = [ penalty ]
                    }

                let drawn = [| for s in 1..seeds -> gradient options p q (Seed.create s) theta |]

                let inputs =
                    { CriticScenes.inputs (Seed.create 0) network p q (Array.zeroCreate 2) with
                        Theta = theta
                    }

                // One point on a segment at a time.
                let at =
                    let input = Tensor.input "theta" [| theta.Length |]

                    let constant (values: float[]) =
                        Tensor.constant [| values.Length |] values

                    let points (measure: IMeasure) =
                        Tensor.constant [| measure.Nodes.Count; 2 |] (Points.toRowMajor measure.Nodes)

                    let between = Tensor.input "between" [| 1; 2 |]

                    let batch =
                        {
                            TargetPoints = points p
                            CurrentPoints = points q
                            TargetWeights = constant inputs.TargetWeights
                            CurrentWeights = constant inputs.CurrentWeights
                            TargetLayers = network.Layers input (points p)
                            CurrentLayers = network.Layers input (points q)
                            At = network.Apply input
                            Between = lazy between
                        }

                    let none = 0.0 * Tensor.sum between

                    let program =
                        Engine.compile
                            Engine.managed
                            [ input; between ]
                            [
                                Differentiate.gradient (loss.Critic batch + none) input
                                Differentiate.gradient ((CriticPenalty.witnessGradient 1.0).Value loss batch) input
                            ]

                    fun (point: float[]) -> program.Evaluate [| theta; point |]

                let ofLoss = (at [| 0.0; 0.0 |])[0]

                let ofPenalty =
                    [
                        for i in 0 .. p.Nodes.Count - 1 do
                            for j in 0 .. q.Nodes.Count - 1 do
                                for struct (t, weight) in GaussLegendre.rule 24 0.0 1.0 do
                                    let point =
                                        Array.map2 (fun a b -> t * a + (1.0 - t) * b) (p.Nodes.Row i) (q.Nodes.Row j)

                                    (at point)[1] |> Array.map (fun g -> p.Weights[i] * q.Weights[j] * weight * g)
                    ]
                    |> List.reduce (Array.map2 (+))

                let average k = drawn |> Array.averageBy (Array.item k)

                let error k =
                    let m = average k
                    let n = float drawn.Length

                    sqrt ((drawn |> Array.sumBy (fun g -> (g[k] - m) * (g[k] - m))) / (n * (n - 1.0)))

                [
                    for k in 0 .. theta.Length - 1 do
                        // Where nothing is drawn, rounding.
                        Equation.scalar
                            $"entry {k} of the mean gradient"
                            (error k + 1e-12 * (1.0 + abs ofLoss[k]))
                            (average k)
                            (ofLoss[k] + ofPenalty[k])
                ])

    let private lines: Arbitrary<LineCase> =
        let generate =
            gen {
                let! target = Gen.choose (-32, 32)
                let! gap = Gen.elements [ -1; 1 ]
                let! length = Gen.choose (1, 32)
                let! weight = Gen.choose (1, 320)
                let! seed = Gen.choose (0, 9999)

                return
                    {
                        Target = target
                        Current = target + gap * length
                        Weight = weight
                        Seed = seed
                    }
            }

        Arb.fromGen generate

    // Two points in one place, as many as unbiased estimates ask for.
    let private point (x: float) : IMeasure =
        Particles.ofPoints (Points.ofValues [| x; x |])

    // The loss of each model on a line with h(x) = w x + c, the slope w that is best, and what the generator sees per unit of the
    // witness.
    let private models (case: LineCase) =
        let slope = 1.0 + case.Distance / (2.0 * case.Lambda)
        let towards = float (sign (case.A - case.B))

        [
            AdversarialLoss.wgan, towards * slope, 1.0
            // f(t) = w^2 (a - b) t.
            AdversarialLoss.mmd Kernel.dot, sqrt (slope / case.Distance), 2.0
        ]

    let private best (penalised: float -> CriticPenalty) : Law =
        Law.forAll
            {
                Name = "penalised-critic-on-a-line"
                Statement =
                    "With p at a, q at b and penalty lambda the best affine critics of WGAN-GP and of the MMD GAN with k(u, v) = u v have "
                    + "witnesses of slope 1 + |a - b|/(2 lambda) and the value |a - b| + |a - b|^2/(4 lambda); the generator sees this slope, and "
                    + "twice it."
                Source = "BSAG18-9"
                Judge = Judge.Relative(1e-10, "a few products, at slopes of up to 33 and square roots of them")
            }
            "affine critics"
            lines
            (fun case ->
                let p, q = point case.A, point case.B
                let network = Network.affine 1 1
                let slope = 1.0 + case.Distance / (2.0 * case.Lambda)
                let value = case.Distance + case.Distance * case.Distance / (4.0 * case.Lambda)

                [
                    for loss, w, factor in models case do
                        let options =
                            { CriticOptions.create loss network with
                                Penalties = [ penalised case.Lambda ]
                            }

                        let theta = [| w; 0.5 |]
                        let least, gradient = lowered options p q theta
                        // Sums of the outputs' products.
                        let size =
                            (1.0 + value + case.Lambda + slope * slope)
                            * (1.0 + w * w * (case.A * case.A + case.B * case.B + 1.0))

                        Equation.vector $"the gradient of {loss.Name} at its best" size gradient [| 0.0; 0.0 |]
                        Equation.scalar $"the value of {loss.Name}" size -least value

                        let seen =
                            ((Player.generatorAgainst options Metric.wasserstein p).Flow(Particles.point theta))
                                .Functional.Value.Evaluate(Particles.ofPoints (Points.ofValues [| case.B; case.B |]))

                        Equation.vector
                            $"what the generator of {loss.Name} sees"
                            size
                            seen.Variation.Gradient.Data
                            (Array.create 2 (factor * slope * float (sign (case.B - case.A))))
                ])

    // At each node s of the rule h'(s) (a - b) - lambda (|h'(s)| - 1)^2 is at most the bound, so that the rule's error is that of
    // h(a) - h(b) = int h' alone, which is smooth.
    let private bound (penalise: (float -> float) -> float -> float) : Law =
        Law.forAll
            {
                Name = "wgan-gp-bound"
                Statement =
                    "No critic whatever, a network or not, raises E_p h - E_q h less lambda E (|h'| - 1)^2 above |a - b| + |a - b|^2/(4 lambda), p at "
                    + "a and q at b: affine ones are best."
                Source = "BSAG18-9"
                Judge =
                    Judge.AtMost(1e-7, "int h' by a Gauss rule of 64 nodes, h a perceptron of weights up to about 4")
            }
            "perceptrons"
            lines
            (fun case ->
                let network = Network.multilayer [ 1; 3; 1 ] Activation.Tanh
                let theta = Seed.normals (Network.parameterCount network) (Seed.create case.Seed)
                let h = Potential.ofNetwork network theta
                let at (x: float) = Points.ofValues [| x |]
                let slope (x: float) = (h.Gradient(at x)).Data[0]

                let penalty =
                    GaussLegendre.rule 64 0.0 1.0
                    |> Array.sumBy (fun struct (t, w) -> w * penalise slope (t * case.A + (1.0 - t) * case.B))

                let value x = (h.Value(at x))[0]
                let raised = value case.A - value case.B - case.Lambda * penalty
                let largest = case.Distance + case.Distance * case.Distance / (4.0 * case.Lambda)

                [
                    Equation.scalar
                        "what the critic raises against the bound"
                        (1.0 + largest + case.Lambda)
                        raised
                        largest
                ])

    let private cramerBlind (loss: AdversarialLoss) : Law =
        Law.forAll
            {
                Name = "cramer-surrogate-vanishes"
                Statement =
                    "The Cramer critic's surrogate loss is 0 for q at the origin and p anywhere else, h(x) = x, where the energy distance without "
                    + "its constant is 2 |a|."
                Source = "BSAG18-9"
                Judge = Judge.Relative(1e-13, "three sums of two terms")
            }
            "p at a, q at 0"
            lines
            (fun case ->
                let p, q = point case.Distance, point 0.0

                let values =
                    CriticScenes.evaluator
                        (Network.affine 1 1)
                        (2, 2, 1)
                        (fun batch -> [ loss.Critic batch; loss.Generator batch ])
                        {
                            Theta = [| 1.0; 0.0 |]
                            Target = Points.toRowMajor p.Nodes
                            Current = Points.toRowMajor q.Nodes
                            TargetWeights = p.Weights
                            CurrentWeights = q.Weights
                            Between = [| 0.0 |]
                        }
                    |> Array.map Array.head

                [
                    Equation.scalar "the surrogate" case.Distance values[0] 0.0
                    Equation.scalar "the generator's energy distance" case.Distance values[1] (2.0 * case.Distance)
                ])

    // The mean of (|grad f| - 1)^2 with the witness's batch held in theta too.
    let private heldInTheta (weight: float) : CriticPenalty =
        CriticPenalty.create "held" (fun loss batch ->
            (CriticPenalty.witnessGradient weight).Value
                loss
                { batch with
                    TargetLayers = List.map Tensor.detach batch.TargetLayers
                    CurrentLayers = List.map Tensor.detach batch.CurrentLayers
                })

    // At the middle of each segment, or at the points of the target.
    let private elsewhere (points: CriticBatch -> Tensor) : CriticPenalty =
        CriticPenalty.create "elsewhere" (fun loss batch ->
            (CriticPenalty.witnessGradient 1.0).Value
                loss
                { batch with
                    Between = lazy (points batch)
                })

    let private squared (slope: float -> float) (x: float) = (abs (slope x) - 1.0) ** 2.0

    /// BSAG18-9.
    let claim: Claim =
        let penalty = CriticPenalty.witnessGradient 1.0

        {
            Id = "BSAG18-9"
            Statement =
                "An MMD GAN trains a critic network h to raise the unbiased estimate of MMD^2 of k(h(x), h(y)) less lambda E (|grad f| - 1)^2, "
                + "f the witness with its batch and the norm over all coordinates, at points on segments between the laws: in the mean over draws "
                + "the gradient is that of all pairs of points. On a line, p at a and q at b, the best affine critic's witness has the slope "
                + "1 + |a - b|/(2 lambda), not 1, as WGAN-GP's among all critics."
            Hypotheses =
                [
                    "the batch of the witness is differentiated in the critic's parameters, and held in the points"
                    "both laws are taken whole where a witness holds its batch; points on segments are drawn apart from it"
                    "for the slopes on a line: p and q are points, lambda > 0, and k(u, v) = u v for the MMD GAN"
                ]
            Source = "BSAG18"
            Page = "BSAG18-9.md"
            Property =
                [
                    printed id
                    for loss in
                        [
                            AdversarialLoss.wgan
                            AdversarialLoss.mmd (Kernel.gaussian 1.0)
                            AdversarialLoss.mmd Kernel.rqPaper
                            AdversarialLoss.cramer
                        ] do
                        mean playersGradient loss penalty
                    best CriticPenalty.witnessGradient
                    bound squared
                    cramerBlind AdversarialLoss.cramer
                ]
            Necessity =
                [
                    printed (CriticOptions.penalised [ CriticPenalty.witnessGradient 5.0 ])
                    |> Law.rejects "penalties of another weight"
                    mean playersGradient AdversarialLoss.wgan (elsewhere _.TargetPoints)
                    |> Law.fails "At the points of the target alone the slopes have another mean."
                    mean playersGradient (AdversarialLoss.mmd Kernel.rqPaper) (heldInTheta 1.0)
                    |> Law.fails "A witness whose batch is held in the parameters too gives another gradient."
                    mean playersGradient (AdversarialLoss.mmd Kernel.rqPaper) (CriticPenalty.criticGradient 1.0)
                    |> Law.fails "The critic's own slopes are not those of its witness."
                    best heldInTheta
                    |> Law.fails
                        "With the batch held in the parameters the MMD critic stops at the slope 1 + |a - b|/lambda."
                    best CriticPenalty.criticGradient
                    |> Law.fails
                        "On the critic's own slope the MMD critic's loss has another optimum, and none where |a - b|^2 > lambda."
                    bound (fun slope x -> max 0.0 (abs (slope x) - 1.0) ** 2.0 - 1.0)
                    |> Law.rejects "a penalty that pays"
                    cramerBlind AdversarialLoss.cramerSurrogateLoss
                    |> Law.fails "Where the generator lowers the surrogate too, it sees no difference of the two laws."
                ]
        }
