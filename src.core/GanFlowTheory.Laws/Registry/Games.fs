namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The games that laws are run on.
[<AutoOpen>]
module RegisteredGames =

    // A point made of the first node.
    let internal points: StateKind<Particles> =
        {
            Name = "points"
            Of = fun _ x -> Particles.point (x.Row 0)
            Speed = StateKind.nodeSpeed
        }

    // The linear function <slope, z>.
    let internal linear (name: string) (slope: float[]) : Functional<Particles> =
        Functional.potential
            name
            (Potential.ofPointwise (fun z -> Array.fold2 (fun total a b -> total + a * b) 0.0 slope z) (fun _ -> slope))

    // sum_k sin(z_k - c), with slopes of either sign.
    let private wave (c: float) : Functional<'q> when 'q :> IMeasure =
        Functional.potential
            "wave"
            (Potential.ofPointwise (Array.sumBy (fun v -> sin (v - c))) (Array.map (fun v -> cos (v - c))))

    let private gaussian = Kernel.gaussian 1.0
    let private inverse = Kernel.inverseMultiquadric 1.0 0.5

    let private matrix (pattern: int[]) (d: int) (x: float[]) : float[] =
        Array.init d (fun i -> Seq.sum (Seq.init d (fun k -> Scene.Entry pattern i k * x[k])))

    // E_X = x^T A y, E_Y = -x^T B y: zero-sum where B = A only.
    let internal bilinear (clocks: float * float) : GameKind<Product<Particles, Particles>> =
        GameKind.between
            $"two points in a bilinear game, clocks {fst clocks} and {snd clocks}"
            points
            points
            (fun scene ->
                let d = scene.Q.Dimension

                Player.ofFunctional
                    "x"
                    (fun (y: Particles) -> linear "x^T A y" (matrix scene.First d (y.Nodes.Row 0)))
                    Metric.wasserstein
                |> Player.withClock (fst clocks),
                Player.ofFunctional
                    "y"
                    (fun (x: Particles) ->
                        linear "-x^T B y" (matrix scene.Second d (x.Nodes.Row 0) |> Array.map (fun v -> -v)))
                    Metric.wasserstein
                |> Player.withClock (snd clocks))

    // Each chases the other, in metrics of different kinds.
    let private clouds: GameKind<Product<Particles, Particles>> =
        GameKind.between "two clouds that chase each other" StateKind.particles StateKind.particles (fun scene ->
            Player.ofFunctional "x" (fun (y: Particles) -> Functional.mmd gaussian y) Metric.wasserstein
            |> Player.withClock 0.5,
            Player.ofFunctional
                "y"
                (fun (x: Particles) ->
                    Functional.add
                        (Functional.scale -0.75 (Functional.mmd inverse x))
                        (Functional.mmd gaussian scene.P.Measure))
                (Metric.stein inverse)
            |> Player.withClock 2.0)

    // One player's weights move too; the other is a Gaussian.
    let private weighted: GameKind<Product<WeightedParticles, GaussianState>> =
        GameKind.between
            "weighted particles against a Gaussian"
            StateKind.weightedParticles
            StateKind.gaussians
            (fun _ ->
                Player.ofFunctional
                    "x"
                    (fun (y: GaussianState) -> Functional.add (Functional.mmd gaussian y) (wave y.Mean[0]))
                    (Metric.wassersteinFisherRao 1.0 0.5),
                Player.ofFunctional "y" (fun (x: WeightedParticles) -> Functional.mmd inverse x) Metric.wasserstein
                |> Player.withClock 3.0)

    // A generator that is moved in its own metric, and particles that flee from it.
    let private generators: GameKind<Product<ParameterState, Particles>> =
        GameKind.between "a generator against particles" ParameterKind.affine StateKind.particles (fun scene ->
            Player.ofFunctional
                "generator"
                (fun (y: Particles) -> Functional.mmd gaussian y)
                (Metric.kernelized gaussian 0.1),
            Player.ofFunctional
                "particles"
                (fun (x: ParameterState) ->
                    Functional.add
                        (Functional.scale -0.5 (Functional.mmd gaussian x))
                        (Functional.mmd inverse scene.P.Measure))
                Metric.wasserstein
            |> Player.withClock 0.25)

    let private three: GameKind<Product<Particles, Product<Particles, GaussianState>>> =
        GameKind.ofThree "three players" (fun _ ->
            Player.ofFunctional
                "x"
                (fun (others: Product<Particles, GaussianState>) -> Functional.mmd gaussian others.First)
                Metric.wasserstein,
            Player.ofFunctional
                "y"
                (fun (others: Product<Particles, GaussianState>) ->
                    Functional.add
                        (Functional.mmd inverse others.Second)
                        (Functional.scale -1.0 (Functional.mmd gaussian others.First)))
                (Metric.stein gaussian)
            |> Player.withClock 2.0,
            Player.ofFunctional
                "z"
                (fun (others: Product<Particles, Particles>) -> let mean = Measure.mean others.Second in wave mean[0])
                Metric.wasserstein
            |> Player.withClock 0.5)

    // A point of network parameters between -1 and 1, for points of the scene's dimension.
    let private critics (network: int -> Network) : StateKind<Particles> =
        {
            Name = "network critics"
            Of =
                fun w x ->
                    let count = Network.parameterCount (network x.Dimension)
                    Particles.point (Array.init count (fun p -> sin (float (3 * p) + w[0])))
            Speed = StateKind.nodeSpeed
        }

    let private hidden = 3

    let private tanhOf d =
        Network.multilayer [ d; hidden; 1 ] Activation.Tanh

    // A GAN on laws that no batch is smaller than, so that its players see their functionals exactly.
    let private againstNetwork
        (name: string)
        (kind: StateKind<'q>)
        (loss: GeneratorLoss)
        (penalty: float)
        (metric: Metric<'q>)
        : GameKind<Product<'q, Particles>> when 'q :> IState<'q> =
        let game =
            GameKind.between $"{name} against a network critic" kind (critics tanhOf) (fun scene ->
                let network = tanhOf scene.P.Dimension

                let options =
                    { DiscriminatorOptions.standard network with
                        Batch = 1000
                        Penalties = [ CriticPenalty.r1 penalty ]
                    }

                Player.generator network loss metric,
                Player.discriminator options scene.P.Measure |> Player.withClock 2.0)

        // The arguments of tanh, and what the network gives, count as lengths in units of the spread: they change with
        // the nodes, by the weights W1, and with the parameters, by the nodes x; |tanh| is at most 1.
        { game with
            Speed =
                fun scene q rate ->
                    let network = tanhOf scene.P.Dimension
                    let count = (q.First :> IState<'q>).Coordinates.Length
                    let rate, critic = rate[.. count - 1], rate[count..]
                    let theta = q.Second.Nodes.Row 0

                    let norm name values =
                        Vectors.norm (Network.values name network values)

                    let nodes = kind.Speed q.First rate scene.Q.Spread

                    let reach =
                        [ q.First.Nodes; scene.P.Points ]
                        |> List.map (fun x -> sqrt (Array.max (Points.rowDots x x)))
                        |> List.max

                    let inner =
                        norm "0/bias" critic
                        + norm "0/weight" critic * (1.0 + reach)
                        + norm "0/weight" theta * nodes

                    let outer =
                        norm "2/bias" critic
                        + norm "2/weight" critic * sqrt (float hidden)
                        + norm "2/weight" theta * inner

                    nodes + scene.Q.Spread * (inner + outer)
        }

    let private particlesAgainstNetwork =
        againstNetwork "particles" StateKind.particles GeneratorLoss.nonSaturating 0.5 Metric.wasserstein

    let private generatorAgainstNetwork =
        againstNetwork "a generator" ParameterKind.perceptrons GeneratorLoss.vanilla 0.0 Metric.euclidean

    // Two states of different dimensions side by side, one of them a product itself.
    let private sideBySide: StateKind<Product<WeightedParticles, Product<Particles, GaussianState>>> =
        {
            Name = "products"
            Of =
                fun w x ->
                    let mean = Array.init x.Dimension (fun k -> x[0, k])

                    Product.create
                        (WeightedParticles.weighted w x)
                        (Product.create
                            (Particles.point (Array.append mean [| 0.5; -1.0 |]))
                            (StateKind.gaussians.Of w x))
            Speed =
                fun q rate spread ->
                    let first = (q.First :> IState<WeightedParticles>).Coordinates.Length
                    let second = first + q.Second.First.Nodes.Data.Length

                    StateKind.weightedParticles.Speed q.First rate[.. first - 1] spread
                    + StateKind.particles.Speed q.Second.First rate[first .. second - 1] spread
                    + StateKind.gaussians.Speed q.Second.Second rate[second..] spread
        }

    // The named games, each from states near a start of its own.
    let private named: Law list =
        let near name game start =
            GameLaws.all Scenes.any (GameKind.near name game start)

        let points x y =
            Product.create (Particles.point x) (Particles.point y)

        let coupling = array2D [ [ 1.0; -0.5; 0.25 ]; [ 0.5; 2.0; -1.0 ] ]

        let quadratic =
            LinearQuadratic.create
                (array2D [ [ 1.0; 0.25 ]; [ 0.25; 0.5 ] ])
                coupling
                [| 0.5; -1.0 |]
                (array2D [ [ 2.0; 0.0; 0.5 ]; [ 0.0; 1.0; 0.0 ]; [ 0.5; 0.0; 1.5 ] ])
                (array2D [ [ 1.0; 0.0 ]; [ -0.5; 1.0 ]; [ 0.25; 3.0 ] ])
                [| 1.0; 0.0; -0.5 |]

        let x, y = [| 1.0; -0.75 |], [| 0.5; 1.0; -1.0 |]
        let particles = Particles.ofPoints (Points.ofValues [| -1.0; 0.25; 1.5 |])
        let target = Empirical.ofPoints (Points.ofValues [| -2.0; 0.5; 2.0; 3.0 |])

        [
            yield! near "Game.bilinear" (Game.bilinear coupling) (points x y)
            yield! near "Game.linearQuadratic" (Game.linearQuadratic quadratic) (points x y)

            for loss in [ GeneratorLoss.vanilla; GeneratorLoss.nonSaturating ] do
                for gamma in [ 0.0; 0.5 ] do
                    yield!
                        near
                            $"Game.dirac of {loss.Name}, gamma = {gamma}"
                            (Game.dirac loss gamma)
                            (points [| 1.0; 0.5 |] [| -0.5; 1.0 |])

            yield!
                near
                    "Game.diracAgainst"
                    (Game.diracAgainst ClassificationLoss.crossEntropy GeneratorLoss.nonSaturating 0.25)
                    (points [| 1.0 |] [| -0.5 |])

            let network = tanhOf 1

            yield!
                near
                    "Game.gan"
                    (Game.gan
                        { DiscriminatorOptions.standard network with
                            Penalties = [ CriticPenalty.r1 0.5 ]
                        }
                        GeneratorLoss.nonSaturating
                        Metric.wasserstein
                        (Integrator.euler 0.1)
                        target)
                    (Game.ganStart (Seed.create 1) network particles)

            for loss, outputs in
                [
                    AdversarialLoss.mmd gaussian, 2
                    AdversarialLoss.scaledMmd 1.0 gaussian, 2
                    AdversarialLoss.wgan, 1
                    AdversarialLoss.nonSaturating, 1
                ] do
                let critic = Network.multilayer [ 1; hidden; outputs ] Activation.Tanh

                yield!
                    near
                        $"Game.adversarial of {loss.Name}"
                        (Game.adversarial
                            { CriticOptions.create loss critic with
                                Penalties = [ CriticPenalty.r1 0.5; CriticPenalty.activations 0.25 ]
                            }
                            Metric.wasserstein
                            (Integrator.euler 0.1)
                            target)
                        (Game.ganStart (Seed.create 1) critic particles)

            yield!
                near
                    "Game.featureWitness"
                    (Game.featureWitness 2.0 Features.moments 0.5 Metric.wasserstein target)
                    (Product.create particles (Particles.point [| 0.5; -0.25 |]))
        ]

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The laws of games on every registered game, and those of products as states.
        let games: Law list =
            [
                yield! GameLaws.all Scenes.any (bilinear (1.0, 3.0))
                yield! GameLaws.all Scenes.any (bilinear (0.0, 2.0))
                yield! GameLaws.all Scenes.any clouds
                yield! GameLaws.all Scenes.upToThree weighted
                yield! GameLaws.all Scenes.upToThree generators
                yield! GameLaws.all Scenes.upToThree three
                yield! GameLaws.all Scenes.upToThree particlesAgainstNetwork
                yield! GameLaws.all Scenes.upToThree generatorAgainstNetwork
                GameLaws.movementOrder Scenes.any StateKind.quantiles
                yield! named

                for loss in
                    [
                        GeneratorLoss.vanilla
                        GeneratorLoss.nonSaturating
                        GeneratorLoss.logit
                        GeneratorLoss.arcsinh
                    ] do
                    for gamma in [ 0.0; 0.5 ] do
                        GameLaws.diracRadius $"{loss.Name}, gamma = {gamma}" gamma (Game.dirac loss gamma)

                MetricLaws.chart Scenes.upToThree sideBySide
            ]
