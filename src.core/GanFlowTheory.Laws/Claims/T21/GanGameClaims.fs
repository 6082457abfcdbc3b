namespace GanFlowTheory.Laws

open System
open System.Threading
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// A GAN to be trained: by a flow through a trained discriminator, and as a game.
type internal GanGameCase =
    {
        Dimension: int
        /// Hidden units of the discriminator; 0 for a linear one.
        Hidden: int
        /// Whether the generator is a network; particles otherwise.
        IsNetwork: bool
        /// Points of the target and of the generator's law.
        OfP: int
        OfQ: int
        /// Points of each law per inner step.
        Batch: int
        /// Inner steps of the discriminator for each step of the generator.
        Inner: int
        Steps: int
        Loss: string
        Classification: string
        HasPenalty: bool
        /// The optimisers of the generator and of the discriminator.
        Generator: string
        Discriminator: string
        Seed: int
    }

    member this.Draw(label: string) : Seed =
        Seed.create this.Seed |> Seed.split label

    /// The target, in weights that differ.
    member this.Target: IMeasure =
        let masses = [| for i in 0 .. this.OfP - 1 -> float (1 + (i + this.Seed) % 3) |]
        let points = Seed.gaussian this.OfP this.Dimension (this.Draw "target")
        Particles.weighted (masses |> Array.map (fun m -> m / Array.sum masses)) points

    member this.Options: DiscriminatorOptions =
        let sizes =
            if this.Hidden = 0 then
                [ this.Dimension; 1 ]
            else
                [ this.Dimension; this.Hidden; 1 ]

        { DiscriminatorOptions.standard (Network.multilayer sizes Activation.Tanh) with
            Loss = ClassificationLoss.parse this.Classification
            Optimiser = Optimiser.parse this.Discriminator
            FirstSteps = this.Inner
            Steps = this.Inner
            Batch = this.Batch
            Penalties = if this.HasPenalty then [ CriticPenalty.r1 0.5 ] else []
            HeldOut = 0.0
            Patience = None
        }

    override this.ToString() =
        let generator = if this.IsNetwork then "a generator of" else "particles,"
        let penalty = if this.HasPenalty then ", penalty 1/2" else ""

        $"{generator} {this.OfQ} points in R^{this.Dimension} against {this.OfP} of the target, {this.Hidden} hidden units, \
          batches of {this.Batch}, {this.Steps} steps with {this.Inner} inner ones, loss {this.Loss} by {this.Generator}, \
          {this.Classification} by {this.Discriminator}{penalty}, seed {this.Seed}"

/// Training a GAN is the alternating scheme of a game: T21-0.
[<RequireQualifiedAccess>]
module internal GanGameClaims =

    // Each asks for the velocity where its step begins and nowhere else.
    let private optimisers =
        [
            "adam:0.05"
            "gd:0.02"
            "heavy-ball:0.02,0.5"
            "nesterov:0.02,0.5"
            "rmsprop:0.02,0.9"
            "optimistic:0.02"
        ]

    let private casesWith (generators: string list) : Arbitrary<GanGameCase> =
        let generate =
            gen {
                let! dimension = Gen.choose (1, 3)
                let! hidden = Gen.elements [ 0; 2; 5 ]
                let! isNetwork = Gen.elements [ false; true ]
                let! ofP = Gen.choose (1, 9)
                let! ofQ = Gen.choose (1, 9)
                let! batch = Gen.elements [ 1; 2; 3; 5; 10 ]
                let! inner = Gen.choose (1, 4)
                let! steps = Gen.choose (1, 4)

                let! loss =
                    Gen.elements [ "vanilla"; "non-saturating"; "logit"; "mle"; "arcsinh"; "chi2"; "jsd" ]

                let! classification = Gen.elements (ClassificationLoss.all |> List.map _.Name)
                let! hasPenalty = Gen.elements [ false; true ]
                let! generator = Gen.elements generators
                let! discriminator = Gen.elements ("extragradient:0.02" :: optimisers)
                let! seed = Gen.choose (0, 9999)

                return
                    {
                        Dimension = dimension
                        Hidden = hidden
                        IsNetwork = isNetwork
                        OfP = ofP
                        OfQ = ofQ
                        Batch = batch
                        Inner = inner
                        Steps = steps
                        Loss = loss
                        Classification = classification
                        HasPenalty = hasPenalty
                        Generator = generator
                        Discriminator = discriminator
                        Seed = seed
                    }
            }

        let shrink (case: GanGameCase) =
            seq {
                if case.Steps > 1 then
                    yield { case with Steps = 1 }

                if case.Inner > 1 then
                    yield { case with Inner = case.Inner - 1 }

                if case.Hidden > 0 then
                    yield { case with Hidden = 0 }

                if case.IsNetwork then
                    yield { case with IsNetwork = false }

                if case.HasPenalty then
                    yield { case with HasPenalty = false }

                if case.Discriminator <> optimisers.Head then
                    yield
                        { case with
                            Discriminator = optimisers.Head
                        }

                if case.Generator <> generators.Head then
                    yield
                        { case with
                            Generator = generators.Head
                        }
            }

        Arb.fromGenShrink (generate, shrink)

    let private cases = casesWith optimisers

    let private integrator (case: GanGameCase) =
        Integrator.optimised (Optimiser.parse case.Generator)

    // The generator and the discriminator's parameters after the steps of a flow that trains its critic; None where it
    // ends before.
    let private trained (metric: Metric<'q>) (start: 'q) (case: GanGameCase) : float[] option when 'q :> IState<'q> =
        let critic =
            Critic.monoFlow (RatioEstimator.discriminator case.Options) (GeneratorLoss.parse case.Loss) case.Target

        let last: Step<'q> =
            Flow.createThrough "GAN" critic metric
            |> Flow.steppedBy (integrator case)
            |> Flow.from start
            |> Flow.withSeed (case.Draw "run")
            |> Flow.trace (Horizon.afterSteps case.Steps) CancellationToken.None
            |> Seq.last

        let memory = last.Continuation.Critic.Memory.Value.Arrays()

        let parameters =
            memory |> List.find (fun array -> array.Name = Discriminator.parametersName)

        match last.Outcome with
        | Some(Outcome.CompletedSteps _) -> Some(Array.append last.State.Coordinates parameters.Values)
        | _ -> None

    /// A way to play the same: the scheme for so many inner steps, and what is done to the discriminator.
    type private Play =
        {
            Scheme: int -> GameScheme
            Discriminates: Flow<Particles> -> Flow<Particles>
        }

    let private honest =
        {
            Scheme = GameScheme.criticFirst
            Discriminates = id
        }

    let private played
        (play: Play)
        (metric: Metric<'q>)
        (start: 'q)
        (case: GanGameCase)
        : float[] option when 'q :> IState<'q> =
        let seed = case.Draw "run"
        let network = case.Options.Network
        let discriminator = Player.discriminator case.Options case.Target

        let game =
            Game.create
                (Player.generator network (GeneratorLoss.parse case.Loss) metric
                 |> Player.steppedBy (integrator case))
                { discriminator with
                    Flow = discriminator.Flow >> play.Discriminates
                }

        let path =
            game
            |> Game.from (Game.ganStart seed network start) (play.Scheme case.Inner)
            |> Flow.withSeed seed
            |> Flow.steps case.Steps

        match path.Outcome with
        | Outcome.CompletedSteps _ -> Some (path.Final :> IState<Product<'q, Particles>>).Coordinates
        | _ -> None

    let private both (play: Play) (case: GanGameCase) : float[] option * float[] option =
        if case.IsNetwork then
            let network = Network.multilayer [ 2; 3; case.Dimension ] Activation.Tanh
            let start = ParameterState.initial network case.OfQ (case.Draw "generator")
            trained Metric.euclidean start case, played play Metric.euclidean start case
        else
            let start =
                Particles.ofPoints (Seed.gaussian case.OfQ case.Dimension (case.Draw "particles"))

            trained Metric.wasserstein start case, played play Metric.wasserstein start case

    let private parityOn (cases: Arbitrary<GanGameCase>) (instance: string) (play: Play) : Law =
        Law.forAll
            {
                Name = "gan-is-a-game"
                Statement =
                    "Training a GAN with K inner steps of the discriminator and playing the alternating scheme of the game of "
                    + "its two states, K steps of the second player first, give the same parameters."
                Source = "T21-0"
                Judge = Judge.Exact
            }
            instance
            cases
            (fun case ->
                match both play case with
                | Some trained, Some played -> [ Equation.vector "trained against played" 1.0 trained played ]
                | _ -> [])

    let private parity = parityOn cases

    // The composition that the library ships, against its two players.
    let private composed (instance: string) (options: DiscriminatorOptions -> DiscriminatorOptions) : Law =
        Law.forAll
            {
                Name = "gan-composes"
                Statement = "The game of a GAN is its generator's player against its discriminator's."
                Source = "T21-0"
                Judge = Judge.Exact
            }
            instance
            cases
            (fun case ->
                let seed, network = case.Draw "run", case.Options.Network

                let start =
                    Particles.ofPoints (Seed.gaussian case.OfQ case.Dimension (case.Draw "particles"))

                let path =
                    Game.gan
                        (options case.Options)
                        (GeneratorLoss.parse case.Loss)
                        Metric.wasserstein
                        (integrator case)
                        case.Target
                    |> Game.from (Game.ganStart seed network start) (GameScheme.criticFirst case.Inner)
                    |> Flow.withSeed seed
                    |> Flow.steps case.Steps

                match played honest Metric.wasserstein start case with
                | Some played ->
                    [
                        Equation.vector "composed against its players" 1.0 (path.Final :> IState<_>).Coordinates played
                    ]
                | None -> [])

    let private drawnBy (seedOf: Seed -> Seed) (flow: Flow<Particles>) : Flow<Particles> =
        flow
        |> Flow.seenBy
            { flow.Critic with
                Estimate =
                    flow.Critic.Estimate
                    |> Option.map (fun estimate -> fun functional seed phi -> estimate functional (seedOf seed) phi)
            }

    let private staleScheme (inner: int) =
        GameScheme.ownSteps
        |> GameScheme.inOrder [ 0; 1 ]
        |> GameScheme.withInnerSteps [ 1; inner ]

    // All losses, and choices of penalties, boxes among the optimisers.
    let private adversarialCases =
        AdversarialGameLaws.cases
            Registry.adversarialLosses
            [
                []
                [ CriticPenalty.witnessGradient 1.0; CriticPenalty.activations 1.0 ]
                [ CriticPenalty.criticGradient 10.0 ]
                [ CriticPenalty.r1 0.5 ]
            ]

    let private adversarialBy instance playedBy particles generators =
        AdversarialGameLaws.parity
            adversarialCases
            _.Options
            playedBy
            instance
            (fun () -> particles AdversarialGameLaws.honest)
            (fun () -> generators AdversarialGameLaws.honest)

    // The same change of play for particles and for generators.
    let private withScheme scheme (play: AdversarialGameLaws.Play<'q>) = { play with Scheme = scheme }

    let private withFlow
        (change: Flow<Particles> -> Flow<Particles>)
        (play: AdversarialGameLaws.Play<'q>)
        : AdversarialGameLaws.Play<'q> =
        { play with
            Critic =
                fun player ->
                    { player with
                        Flow = player.Flow >> change
                    }
        }

    // The critic looks at where the generator was before its last step.
    let private stale (play: AdversarialGameLaws.Play<'q>) : AdversarialGameLaws.Play<'q> when 'q: not struct =
        let mutable now: 'q option = None
        let mutable before: 'q option = None

        let past (q: 'q) =
            match now with
            | Some here when Object.ReferenceEquals(here, q) -> ()
            | _ ->
                before <- now
                now <- Some q

            defaultArg before q

        { play with
            Critic =
                fun player ->
                    { player with
                        Flow = past >> player.Flow
                    }
        }

    let private claim: Claim =
        {
            Id = "T21-0"
            Statement =
                "A GAN trained with K inner steps of its discriminator for each step of its generator is the alternating scheme of "
                + "a game of two states, the generator's and the discriminator's parameters, on clocks 1 and K: with the same "
                + "optimisers, seeds and batches both give the same parameters to the bit."
            Hypotheses =
                [
                    "each fit of the discriminator takes the same number of inner steps, with nothing held out and none left out"
                    "the discriminator moves first, by the first variation of its loss in the Euclidean metric of its parameters"
                    "inner step k of a step draws its batch by the same seed in both"
                    "neither run ends before its steps: training ends where its discriminator has become flat, the game does not"
                    "the generator's optimiser asks for the velocity only where its step begins"
                ]
            Source = "T21"
            Page = "T21-0.md"
            Property =
                [
                    parity "particles and generators" honest
                    composed "particles" id
                    adversarialBy "critic networks" id id id
                    AdversarialGameLaws.composed adversarialCases "critic networks" id
                ]
            Necessity =
                [
                    parity "a stale critic" { honest with Scheme = staleScheme }
                    |> Law.fails "A generator that sees the discriminator before its inner steps goes elsewhere."
                    parity
                        "one batch for all"
                        { honest with
                            Discriminates = drawnBy (fun _ -> Seed.create 0)
                        }
                    |> Law.fails "Inner steps that share the seed of their batches train another discriminator."
                    parity
                        "another clock"
                        { honest with
                            Scheme = fun inner -> GameScheme.criticFirst (inner + 1)
                        }
                    |> Law.fails "K + 1 inner steps are another game."
                    parity
                        "plain descent"
                        { honest with
                            Discriminates = Flow.steppedBy (Integrator.euler 0.05)
                        }
                    |> Law.fails "Another optimiser of the discriminator trains another one."
                    composed "another penalty" (fun options ->
                        { options with
                            Penalties = CriticPenalty.r1 1.0 :: options.Penalties
                        })
                    |> Law.fails "A penalty more composes another game."
                    adversarialBy "a stale critic network" id (withScheme staleScheme) (withScheme staleScheme)
                    |> Law.fails "A generator that sees a critic network before its inner steps goes elsewhere."
                    adversarialBy "stale samples" id stale stale
                    |> Law.fails
                        "A critic network that is trained on the generator's points of before its last step ends elsewhere."
                    (let oneBatch = drawnBy (fun _ -> Seed.create 0)
                     adversarialBy "one batch for all inner steps" id (withFlow oneBatch) (withFlow oneBatch))
                    |> Law.fails "Inner steps that share the seed of their batches train another critic network."
                    (let plain = Flow.steppedBy (Integrator.euler 0.05)
                     adversarialBy "plain descent of the critic network" id (withFlow plain) (withFlow plain))
                    |> Law.fails "Another optimiser of the critic network trains another one."
                    adversarialBy
                        "another penalty of the critic network"
                        (fun options ->
                            { options with
                                Penalties = CriticPenalty.r1 1.0 :: options.Penalties
                            })
                        id
                        id
                    |> Law.fails "A critic network that pays a penalty more is another one."
                    AdversarialGameLaws.composed adversarialCases "another penalty" (fun options ->
                        { options with
                            Penalties = CriticPenalty.r1 1.0 :: options.Penalties
                        })
                    |> Law.fails "A penalty more composes another adversarial game."
                    parityOn (casesWith [ "extragradient:0.02" ]) "a generator that looks ahead" honest
                    |> Law.fails
                        "Where the generator looks ahead, training fits the discriminator anew there, and the game leaves it."
                ]
        }

    /// T21-0.
    let all: Claim list = [ claim ]
