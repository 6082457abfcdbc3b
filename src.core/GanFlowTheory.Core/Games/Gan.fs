namespace GanFlowTheory.Core

open System

/// The parts of a GAN as players of a game (T21-0).
[<AutoOpen>]
module GanPlayers =

    // The rows of the law asked for last: it moves only when its own player does.
    let private remembering () : IMeasure -> DrawnRows =
        let last: (IMeasure * DrawnRows) option ref = ref None

        fun measure ->
            match last.Value with
            | Some(before, rows) when Object.ReferenceEquals(before, measure) -> rows
            | _ ->
                let rows = AdversarialCritic.rowsOf measure
                last.Value <- Some(measure, rows)
                rows

    // A loss of parameters as a potential on R^P: its values and gradients at rows of parameters.
    let private lossOfParameters (onBatch: (CriticProgram -> unit) -> unit) : Potential =
        let row (theta: Points) i =
            if theta.Count = 1 then theta.Data else theta.Row i

        let values (theta: Points) =
            let losses = Array.zeroCreate theta.Count

            onBatch (fun batch ->
                for i in 0 .. theta.Count - 1 do
                    losses[i] <- batch.Loss(row theta i))

            losses

        let gradients (theta: Points) =
            let data: float[] = Array.zeroCreate (theta.Count * theta.Dimension)

            onBatch (fun batch ->
                if theta.Count = 1 then
                    batch.Velocity(theta.Data, data)
                else
                    let velocity: float[] = Array.zeroCreate theta.Dimension

                    for i in 0 .. theta.Count - 1 do
                        batch.Velocity(theta.Row i, velocity)

                        for k in 0 .. velocity.Length - 1 do
                            data[k * theta.Count + i] <- velocity[k])

            for p in 0 .. data.Length - 1 do
                data[p] <- -data[p]

            Points.wrap theta.Count theta.Dimension data

        Potential.create values gradients

    /// Players.
    [<RequireQualifiedAccess>]
    module Player =

        let private ofCritic
            (name: string)
            (options: CriticOptions)
            (p: IMeasure)
            : Player<Particles, 'q> when 'q :> IMeasure =
            let network = options.Network
            Guard.sameDimension "target" network.InputSize p.Nodes.Dimension
            let training = CriticTraining options
            let rowsOfP, rowsOfQ = remembering (), remembering ()

            let flow (q: 'q) : Flow<Particles> =
                Guard.sameDimension (nameof q) network.InputSize q.Nodes.Dimension

                let loss =
                    lossOfParameters (fun action -> training.OnAll(rowsOfP p, rowsOfQ q, action))

                let onBatch (seed: Seed) =
                    let current =
                        lazy (AdversarialCritic.currentOf options q (fun () -> rowsOfQ q) seed)

                    lossOfParameters (fun action -> training.OnBatch(seed, rowsOfP p, current.Value, action))

                let rec critic: Critic<Particles> =
                    {
                        Name = (invariant $"batches of {options.Batch}")
                        Estimate = Some(fun _ seed _ -> CriticReading.ofPotential critic (onBatch seed))
                        LogDensity = 0.0
                        Memory = None
                    }

                Flow.create
                    (Functional.potential (invariant $"{options.Loss.Name} of {network.Name}") loss)
                    Metric.euclidean
                |> Flow.seenBy critic
                |> Flow.steppedBy (Integrator.optimised options.Optimiser)

            Player.create name flow

        /// <summary>A critic network as a player: its parameters, a point of R^P, lower the critic's loss and its penalties
        /// in the Euclidean metric by the optimiser of the options, on batches drawn by the seed of each step (T21-0). How
        /// many inner steps it takes belongs to the scheme; what the options say of first and later steps is not
        /// asked.</summary>
        /// <exception cref="T:System.ArgumentException">The network has another number of outputs than the loss wants, does
        /// not take points of the target's dimension, or an option lies outside its range.</exception>
        let critic (options: CriticOptions) (p: IMeasure) : Player<Particles, 'q> when 'q :> IMeasure =
            ofCritic "critic" options p

        /// <summary>A discriminator network as a player: its parameters, a point of R^P, lower E_p real(u) + E_q fake(u)
        /// and the penalties in the Euclidean metric by the optimiser of the options, on batches drawn by the
        /// seed of each step (T21-0). How many inner steps it takes belongs to the scheme; what the options say of
        /// first and later steps, held-out points and patience is not asked.</summary>
        /// <exception cref="T:System.ArgumentException">The network has more than one output or does not take points of
        /// the target's dimension, or an option lies outside its range.</exception>
        let discriminator (options: DiscriminatorOptions) (p: IMeasure) : Player<Particles, 'q> when 'q :> IMeasure =
            DiscriminatorOptions.check options
            ofCritic "discriminator" (DiscriminatorOptions.toCritic options) p

        /// <summary>A generator as a player against a critic network whose parameters are the other's state: it lowers what the
        /// loss of the options says, in a metric of its own state, particles or parameters; each step sees a batch of the
        /// target p drawn by its seed, and all of its own points.</summary>
        /// <exception cref="T:System.ArgumentException">As for the critic, or the other's state is not one point of its
        /// parameters.</exception>
        let generatorAgainst
            (options: CriticOptions)
            (metric: Metric<'q>)
            (p: IMeasure)
            : Player<'q, Particles> when 'q :> IMeasure =
            let training = CriticTraining options
            Guard.sameDimension "target" options.Network.InputSize p.Nodes.Dimension
            let rowsOfP, rowsOfQ = remembering (), remembering ()

            Player.create "generator" (fun phi ->
                let theta = OnePoint.coordinates "critic" (Some training.Parameters) phi

                let view seed (q: 'q) =
                    GeneratorView(training, seed, rowsOfP p, q, lazy (rowsOfQ q), (fun () -> theta))

                let functional: Functional<'q> =
                    {
                        Name = (invariant $"{options.Loss.Name} against {options.Network.Name}")
                        Value = fun q -> (view None q).Evaluate().Value
                        FirstVariation = fun q -> (view None q).Potential
                        Evaluate = fun q -> (view None q).Evaluate()
                    }

                let rec critic: Critic<'q> =
                    {
                        Name = (invariant $"batches of {options.Batch}")
                        Estimate = Some(fun _ seed q -> (view (Some seed) q).Reading critic)
                        LogDensity = 0.0
                        Memory = None
                    }

                Flow.create functional metric |> Flow.seenBy critic)

        /// <summary>A generator as a player against a discriminator network whose parameters are the other's state: it
        /// lowers -E_q h(u), u the network's output and h the loss, in a metric of its own state, particles or
        /// parameters (YZL23).</summary>
        /// <exception cref="T:System.ArgumentException">The network has more than one output, or the other's state is
        /// not one point of its parameters.</exception>
        let generator (network: Network) (loss: GeneratorLoss) (metric: Metric<'q>) : Player<'q, Particles> =
            let parameters = Network.parameterCount network

            if network.OutputSize <> 1 then
                Guard.fail
                    (nameof network)
                    (invariant
                        $"network '{network.Name}' must have one output, the log-ratio, but has {network.OutputSize}.")

            Player.create "generator" (fun phi ->
                let theta = OnePoint.coordinates "discriminator" (Some parameters) phi
                let u = Discriminator.logRatioAt network (fun () -> theta)

                Flow.create
                    (Functional.potential (invariant $"-E {loss.Name}") (GeneratorLoss.potential loss u))
                    metric)

/// GANs as games, and their scheme.
[<AutoOpen>]
module GanGames =

    /// How the steps of a game are taken.
    [<RequireQualifiedAccess>]
    module GameScheme =

        /// So many inner steps of the critic, at least 1, then one of the generator, each by its own integrator: how
        /// GANs are trained (T21-0). The generator is the first of two players.
        let criticFirst (steps: int) : GameScheme =
            GameScheme.ownSteps
            |> GameScheme.inOrder [ 1; 0 ]
            |> GameScheme.withInnerSteps [ 1; steps ]

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>A GAN as a game: the generator, particles or parameters in a metric of theirs, against the
        /// parameters of the discriminator that the options describe (T21-0). The integrator is the generator's in
        /// GameScheme.criticFirst, Euler or an optimiser; the discriminator's optimiser is that of the options.</summary>
        /// <exception cref="T:System.ArgumentException">The network has more than one output or does not take points of
        /// the target's dimension, or an option lies outside its range.</exception>
        let gan
            (options: DiscriminatorOptions)
            (loss: GeneratorLoss)
            (metric: Metric<'q>)
            (integrator: Integrator)
            (p: IMeasure)
            : Game<Product<'q, Particles>> when 'q :> IState<'q> =
            Game.create
                (Player.generator options.Network loss metric |> Player.steppedBy integrator)
                (Player.discriminator options p)

        /// <summary>An adversarial game (BSAG18-9): the generator, particles or parameters in a metric of theirs, against the
        /// parameters of the critic network that the options describe. The integrator is the generator's in
        /// GameScheme.criticFirst, Euler or an optimiser; the critic's optimiser is that of the options.</summary>
        /// <exception cref="T:System.ArgumentException">The network has another number of outputs than the loss wants, does
        /// not take points of the target's dimension, or an option lies outside its range.</exception>
        let adversarial
            (options: CriticOptions)
            (metric: Metric<'q>)
            (integrator: Integrator)
            (p: IMeasure)
            : Game<Product<'q, Particles>> when 'q :> IState<'q> =
            Game.create
                (Player.generatorAgainst options metric p |> Player.steppedBy integrator)
                (Player.critic options p)

        /// The start of a GAN: the generator's state beside the network's initial parameters, by the seed of the run; those
        /// that a critic trained by a run of the seed begins with.
        let ganStart (seed: Seed) (network: Network) (q: 'q) : Product<'q, Particles> when 'q :> IState<'q> =
            let first = Seed.split "critic" (Seed.splitAt 0 seed)
            Product.create q (Particles.point (network.Initial(Seed.split "parameters" first)))
