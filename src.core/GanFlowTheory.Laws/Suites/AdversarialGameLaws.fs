namespace GanFlowTheory.Laws

open System
open System.Threading
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A generator trained against a critic network: by a flow through the critic, and as a game.
[<CustomEquality; NoComparison>]
type internal AdversarialCase =
    {
        Dimension: int
        /// Whether the generator is a network; particles otherwise.
        IsNetwork: bool
        /// Whether each step begins with fresh samples; of networks alone.
        IsFresh: bool
        /// Points of the target and of the generator's law.
        OfP: int
        OfQ: int
        /// Points of each law per inner step.
        Batch: int
        /// Whether inner steps draw the generator's samples anew.
        DrawsAnew: bool
        /// Inner steps of the critic for each step of the generator.
        Inner: int
        Steps: int
        Loss: AdversarialLoss
        Penalties: CriticPenalty list
        /// Hidden units of the critic.
        Hidden: int
        /// The optimisers of the generator and of the critic.
        Generator: string
        Critic: string
        Seed: int
    }

    member this.Draw(label: string) : Seed =
        Seed.create this.Seed |> Seed.split label

    /// The target, in weights that differ.
    member this.Target: IMeasure =
        let masses = [| for i in 0 .. this.OfP - 1 -> float (1 + (i + this.Seed) % 3) |]
        let points = Seed.gaussian this.OfP this.Dimension (this.Draw "target")
        Particles.weighted (masses |> Array.map (fun m -> m / Array.sum masses)) points

    member this.Options: CriticOptions =
        let outputs = defaultArg this.Loss.Outputs 2

        { CriticOptions.create this.Loss (Network.multilayer [ this.Dimension; this.Hidden; outputs ] Activation.Tanh) with
            Penalties = this.Penalties
            Optimiser = Optimiser.parse this.Critic
            FirstSteps = this.Inner
            Steps = this.Inner
            Batch = this.Batch
            DrawsAnew = this.DrawsAnew
        }

    override this.ToString() =
        let generator = if this.IsNetwork then "a generator of" else "particles,"
        let fresh = if this.IsFresh then ", fresh at each step" else ""
        let anew = if this.DrawsAnew then ", drawn anew" else ""

        $"{generator} {this.OfQ} points in R^{this.Dimension}{fresh} against {this.OfP} of the target, {this.Hidden} hidden units, \
          batches of {this.Batch}{anew}, {this.Steps} steps by {this.Generator} with {this.Inner} inner ones by {this.Critic}, loss \
          {this.Loss.Name}, penalties {CriticPenalty.name this.Penalties}, seed {this.Seed}"

    override this.Equals other =
        match other with
        | :? AdversarialCase as other -> string this = string other
        | _ -> false

    override this.GetHashCode() = hash (string this)

/// Training against a critic network is the alternating scheme of a game.
[<RequireQualifiedAccess>]
module internal AdversarialGameLaws =

    // Each asks for the velocity where its step begins and nowhere else.
    let private optimisers =
        [
            "adam:0.05"
            "gd:0.02"
            "heavy-ball:0.02,0.5"
            "nesterov:0.02,0.5@clip:1"
            "rmsprop:0.02,0.9"
            "optimistic:0.02@cosine:5"
            "adam:0.1@box:0.25"
        ]

    /// Cases of the losses and of the choices of penalties.
    let cases (losses: AdversarialLoss list) (penalties: CriticPenalty list list) : Arbitrary<AdversarialCase> =
        let generate =
            gen {
                let! dimension = Gen.choose (1, 3)
                let! isNetwork = Gen.elements [ false; true ]
                let! isFresh = Gen.elements [ false; true ]
                let! loss = Gen.elements losses
                let! penalties = Gen.elements penalties
                let! ofP = Gen.choose (loss.LeastBatch, 9)
                let! ofQ = Gen.choose (loss.LeastBatch, 9)
                let! batch = Gen.choose (loss.LeastBatch, 10)
                let! drawsAnew = Gen.elements [ false; true ]
                let! inner = Gen.choose (1, 4)
                let! steps = Gen.choose (1, 4)
                let! hidden = Gen.choose (1, 4)
                let! generator = Gen.elements optimisers
                let! critic = Gen.elements ("extragradient:0.02@box:0.5" :: optimisers)
                let! seed = Gen.choose (0, 9999)

                return
                    {
                        Dimension = dimension
                        IsNetwork = isNetwork
                        IsFresh = isNetwork && isFresh
                        OfP = ofP
                        OfQ = ofQ
                        Batch = batch
                        DrawsAnew = drawsAnew
                        Inner = inner
                        Steps = steps
                        Loss = loss
                        Penalties = penalties
                        Hidden = hidden
                        Generator = generator
                        Critic = critic
                        Seed = seed
                    }
            }

        let shrink (case: AdversarialCase) =
            seq {
                if case.Steps > 1 then
                    yield { case with Steps = case.Steps - 1 }

                if case.Inner > 1 then
                    yield { case with Inner = case.Inner - 1 }

                if not case.Penalties.IsEmpty then
                    yield { case with Penalties = [] }

                if case.IsFresh then
                    yield { case with IsFresh = false }

                if case.IsNetwork then
                    yield
                        { case with
                            IsNetwork = false
                            IsFresh = false
                        }

                if case.DrawsAnew then
                    yield { case with DrawsAnew = false }

                if case.Critic <> optimisers.Head then
                    yield { case with Critic = optimisers.Head }

                if case.Generator <> optimisers.Head then
                    yield
                        { case with
                            Generator = optimisers.Head
                        }
            }

        Arb.fromGenShrink (generate, shrink)

    let private integrator (case: AdversarialCase) =
        Integrator.optimised (Optimiser.parse case.Generator)

    /// A way to play the same: the scheme for so many inner steps, and the critic's player, from the one that the library makes.
    type Play<'q> =
        {
            Scheme: int -> GameScheme
            Critic: Player<Particles, 'q> -> Player<Particles, 'q>
        }

    /// The library's.
    let honest<'q> : Play<'q> =
        {
            Scheme = GameScheme.criticFirst
            Critic = id
        }

    // The generator and the critic's parameters after the steps of a flow that trains its critic; None where it ends before.
    let private trained
        (options: CriticOptions)
        (renew: Flow<'q> -> Flow<'q>)
        (metric: Metric<'q>)
        (start: 'q)
        (case: AdversarialCase)
        : float[] option when 'q :> IState<'q> =
        let last: Step<'q> =
            Flow.createThrough "GAN" (Critic.adversarial options case.Target) metric
            |> Flow.steppedBy (integrator case)
            |> renew
            |> Flow.from start
            |> Flow.withSeed (case.Draw "run")
            |> Flow.trace (Horizon.afterSteps case.Steps) CancellationToken.None
            |> Seq.last

        let memory = last.Continuation.Critic.Memory.Value.Arrays()

        let parameters =
            memory |> List.find (fun array -> array.Name = AdversarialCritic.parametersName)

        match last.Outcome with
        | Some(Outcome.CompletedSteps _) -> Some(Array.append last.State.Coordinates parameters.Values)
        | _ -> None

    let private played
        (options: CriticOptions)
        (play: Play<'q>)
        (metric: Metric<'q>)
        (start: 'q)
        (case: AdversarialCase)
        : float[] option when 'q :> IState<'q> =
        let seed = case.Draw "run"

        let game =
            Game.create
                (Player.generatorAgainst options metric case.Target
                 |> Player.steppedBy (integrator case))
                (play.Critic(Player.critic options case.Target))

        let path =
            game
            |> Game.from (Game.ganStart seed options.Network start) (play.Scheme case.Inner)
            |> (if case.IsFresh then Flow.drawingAnew else id)
            |> Flow.withSeed seed
            |> Flow.steps case.Steps

        match path.Outcome with
        | Outcome.CompletedSteps _ -> Some (path.Final :> IState<Product<'q, Particles>>).Coordinates
        | _ -> None

    let private particles (case: AdversarialCase) =
        Particles.ofPoints (Seed.gaussian case.OfQ case.Dimension (case.Draw "particles"))

    let private generator (case: AdversarialCase) =
        let network = Network.multilayer [ 2; 3; case.Dimension ] Activation.Tanh
        ParameterState.initial network case.OfQ (case.Draw "generator")

    let private renewed (case: AdversarialCase) =
        if case.IsFresh then Flow.withFreshNoise else id

    let private equations trained played =
        match trained, played with
        | Some trained, Some played -> [ Equation.vector "trained against played" 1.0 trained played ]
        | _ -> []

    /// Training and playing end in the same parameters: with the options of a case, and with those that are played.
    let parity
        (cases: Arbitrary<AdversarialCase>)
        (optionsOf: AdversarialCase -> CriticOptions)
        (playedBy: CriticOptions -> CriticOptions)
        (instance: string)
        (particlesPlay: unit -> Play<Particles>)
        (generatorPlay: unit -> Play<ParameterState>)
        : Law =
        Law.forAll
            {
                Name = "adversarial-is-a-game"
                Statement =
                    "Training a generator against a critic network with K inner steps and playing the alternating scheme of the game of the two "
                    + "states, K steps of the critic first, give the same parameters, with fresh samples and without."
                Source = "T21-0"
                Judge = Judge.Exact
            }
            instance
            cases
            (fun case ->
                let options = optionsOf case
                let other = playedBy options

                if case.IsNetwork then
                    let start = generator case

                    equations
                        (trained options (renewed case) Metric.euclidean start case)
                        (played other (generatorPlay ()) Metric.euclidean start case)
                else
                    let start = particles case

                    equations
                        (trained options id Metric.wasserstein start case)
                        (played other (particlesPlay ()) Metric.wasserstein start case))

    /// The game that the library composes is that of its two players.
    let composed
        (cases: Arbitrary<AdversarialCase>)
        (instance: string)
        (optionsOf: CriticOptions -> CriticOptions)
        : Law =
        Law.forAll
            {
                Name = "adversarial-composes"
                Statement = "An adversarial game is its generator's player against its critic's."
                Source = "T21-0"
                Judge = Judge.Exact
            }
            instance
            cases
            (fun case ->
                let seed, options = case.Draw "run", case.Options
                let start = particles case

                let path =
                    Game.adversarial (optionsOf options) Metric.wasserstein (integrator case) case.Target
                    |> Game.from (Game.ganStart seed options.Network start) (GameScheme.criticFirst case.Inner)
                    |> Flow.withSeed seed
                    |> Flow.steps case.Steps

                match
                    played
                        options
                        honest
                        Metric.wasserstein
                        start
                        { case with
                            IsNetwork = false
                            IsFresh = false
                        }
                with
                | Some played ->
                    [
                        Equation.vector "composed against its players" 1.0 (path.Final :> IState<_>).Coordinates played
                    ]
                | None -> [])

    /// The same for options of your own: their network, loss, penalties, optimiser and batch.
    let ofOptions (options: CriticOptions) : Law =
        let d = options.Network.InputSize
        let least = options.Loss.LeastBatch

        let inDimension =
            let generated = cases [ options.Loss ] [ options.Penalties ]

            Arb.fromGenShrink (
                generated.Generator
                |> Gen.map (fun case ->
                    { case with
                        Dimension = d
                        OfP = max least case.OfP
                        OfQ = max least case.OfQ
                        Batch = options.Batch
                        DrawsAnew = options.DrawsAnew
                        Critic = Optimiser.name options.Optimiser
                    }),
                generated.Shrinker
            )

        let own (case: AdversarialCase) =
            { options with
                FirstSteps = case.Inner
                Steps = case.Inner
            }

        parity
            inDimension
            own
            id
            (invariant $"{options.Loss.Name} on {options.Network.Name}")
            (fun () -> honest)
            (fun () -> honest)
