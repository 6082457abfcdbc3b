namespace GanFlowTheory.Laws

open FsCheck
open GanFlowTheory.Core

/// <summary>Laws of games: each player's own dissipation, and a game as a flow on the product of its states.</summary>
[<RequireQualifiedAccess>]
module GameLaws =

    // The part of a rate that is one player's own, or that of all others.
    let private split (struct (first, count): struct (int * int)) (rate: float[]) : float[] * float[] =
        let isOwn p = p >= first && p < first + count

        Array.mapi (fun p v -> if isOwn p then v else 0.0) rate, Array.mapi (fun p v -> if isOwn p then 0.0 else v) rate

    /// The law, with what is read of the players: so that a wrong reading can be put in its place.
    let internal reported
        (measure: Game<'q> -> 'q -> PlayerMeasurement[])
        (scenes: Arbitrary<Scene>)
        (kind: GameKind<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "player-dissipation"
                Statement =
                    "Along a game's flow each player's functional changes at minus its own dissipation kappa <xi, K xi> "
                    + "plus what the others' motion adds: dE_X/dt = -kappa_X <xi_X, K_X xi_X> + <dE_X/dy, dy/dt>."
                Source = "T21"
                Judge = Differences.judge
            }
            kind.Name
            scenes
            (fun scene ->
                let game, q = kind.Of scene
                let flow = Game.flow game
                let seen = (flow.Critic.Estimate.Value None (Seed.create 0) q).Seen.Value
                let rate = (flow.Metric.Apply q seen).Rate
                let fastest = kind.Speed scene q rate
                let here = measure game q
                let spread = kind.Spread scene

                let energies q =
                    Game.measure game q |> Array.map (fun player -> defaultArg player.Energy nan)

                if fastest = 0.0 then
                    [
                        for player in here do
                            Equation.scalar $"{player.Name} at rest dissipates nothing" 1.0 player.Dissipation 0.0
                    ]
                else
                    let along (u: float[]) (player: int) =
                        Differences.derivative (Differences.step spread) (fun e ->
                            (energies (Differences.along q u (-e / fastest)))[player])

                    // The terms that the energies are made of, also where they cancel.
                    let sizes =
                        [ scene.First; scene.Second ]
                        |> List.collect (fun pattern ->
                            let u = Scene.CoordinatesAt pattern rate.Length
                            [ energies q; energies (Differences.along q u spread) ])
                        |> List.reduce (Array.map2 (fun a b -> max (abs a) (abs b)))

                    [
                        for player in 0 .. game.Seats.Length - 1 do
                            let own, others = split (game.Seats[player].Block q) rate
                            let dissipation = here[player].Dissipation / fastest
                            let added = along others player
                            let terms = sizes[player] / spread + abs dissipation + abs added
                            let name = here[player].Name

                            Equation.scalar
                                $"dE/de of {name} along its own motion against its dissipation"
                                terms
                                (along own player)
                                -dissipation

                            Equation.scalar
                                $"dE/de of {name} against its dissipation and what the others add"
                                terms
                                (along rate player)
                                (added - dissipation)
                    ])

    /// dE_X/dt = -kappa_X <xi_X, K_X xi_X> + what the others' motion adds, for every player.
    let dissipation (scenes: Arbitrary<Scene>) (kind: GameKind<'q>) : Law when 'q :> IState<'q> =
        reported Game.measure scenes kind

    /// A step of a game's flow is each player's own, with the others' states as parameters.
    let internal flowOf
        (alone: Scene -> 'q -> float -> float[])
        (scenes: Arbitrary<Scene>)
        (kind: GameKind<'q>)
        : Law when 'q :> IState<'q> =
        Law.forAll
            {
                Name = "game-flow"
                Statement =
                    "A step tau of a game's flow moves each player as a step kappa tau of its own flow does, with the "
                    + "others' states as parameters: dx/dt = -kappa_X K_X dE_X/dx."
                Source = "T21"
                Judge =
                    Judge.Relative(1e-12, "the same velocities; a product with the clock and a sum in another order")
            }
            kind.Name
            scenes
            (fun scene ->
                let game, q = kind.Of scene
                let tau = 1.0 / 1024.0

                let moved =
                    (game |> Game.from q (GameScheme.simultaneous tau) |> Flow.steps 1).Final.Coordinates

                let alone = alone scene q tau
                let finite = Array.map (fun v -> if System.Double.IsFinite v then v else 0.0)
                let size = Vectors.largest (finite q.Coordinates) + Vectors.largest (finite alone)
                [ Equation.vector "after one step" size (finite moved) (finite alone) ])

    /// <summary>Of a zero-sum Dirac-GAN, E = f(&lt;theta, psi>) with the penalty gamma/2 |psi|^2, the squared radius moves by
    /// the penalty alone.</summary>
    let diracRadius (name: string) (gamma: float) (game: Game<Product<Particles, Particles>>) : Law =
        Law.forAll
            {
                Name = "dirac-radius"
                Statement =
                    "In a zero-sum Dirac-GAN d/dt (|theta|^2 + |psi|^2) = -2 gamma |psi|^2: conserved without a penalty, and "
                    + "contracting under R1."
                Source = "T21"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "two products of d terms that cancel, with the slope of the loss at one argument summed in two orders"
                    )
            }
            name
            Scenes.any
            (fun scene ->
                let theta, psi = scene.Q.Points.Row 0, scene.Apart.Nodes.Row 0
                let q = Product.create (Particles.point theta) (Particles.point psi)
                let flow = Game.flow game
                let seen = (flow.Critic.Estimate.Value None (Seed.create 0) q).Seen.Value
                let v = (flow.Metric.Apply q seen).Rate |> Array.map (fun r -> -r)
                let moved = 2.0 * Vectors.inner (Array.append theta psi) v

                let terms =
                    Array.fold2 (fun total z v -> total + abs (z * v)) 0.0 (Array.append theta psi) v
                    + gamma * Vectors.squaredNorm psi

                [
                    Equation.scalar "d/dt of the squared radius" terms moved (-2.0 * gamma * Vectors.squaredNorm psi)
                ])

    /// <summary>What a player of a game on the line pays in a movement is the squared Wasserstein-2 distance: the
    /// quantiles that a step would cross are put in order.</summary>
    let movementOrder
        (scenes: Arbitrary<Scene>)
        (kind: StateKind<'x>)
        : Law when 'x :> IState<'x> and 'x :> ITransport =
        Law.forAll
            {
                Name = "movement-order"
                Statement =
                    "A player's minimising movement on the line pays W2^2 of its laws before and after: no other pairing of "
                    + "its quantiles costs less."
                Source = "T21-3"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "sums of the same squares where quantiles are in order, and of larger ones elsewhere"
                    )
            }
            kind.Name
            scenes
            (fun scene ->
                // Eight waves in the length of the cloud: steep walls, over which long steps leap.
                let pitch = 8.0 / scene.Q.Spread

                let waves (c: float) : Functional<'x> =
                    Functional.potential
                        "waves"
                        (Potential.ofPointwise (fun z -> cos (pitch * (z[0] - c))) (fun z ->
                            [| -pitch * sin (pitch * (z[0] - c)) |]))

                let player name =
                    let others (other: 'x) =
                        let mean = Measure.mean other
                        waves mean[0]

                    Player.ofFunctional name others Metric.wasserstein

                let other = scene.Apart

                let start =
                    Product.create (StateKind.ofCloud scene.Q kind) (kind.Of other.Weights other.Nodes)

                [
                    for scheme in [ GameScheme.jacobi; GameScheme.gaussSeidel ] do
                        for length in [ 0.25; 4.0; 64.0 ] do
                            let scheme = scheme (length * scene.Q.Spread * scene.Q.Spread)

                            let path =
                                Game.create (player "x") (player "y") |> Game.from start scheme |> Flow.steps 1

                            for name, before, after in
                                [ "x", start.First, path.Final.First; "y", start.Second, path.Final.Second ] do
                                let cost (a: float[]) (b: float[]) =
                                    Array.fold2 (fun total a b -> total + (a - b) * (a - b)) 0.0 a b

                                let a, b = before.Nodes.Data, after.Nodes.Data
                                let paid = cost a b

                                Equation.scalar
                                    $"what {name} pays in {GameScheme.name scheme} against the least"
                                    paid
                                    paid
                                    (cost (Array.sort a) (Array.sort b))
                ])

    /// The laws of a kind of game.
    let all (scenes: Arbitrary<Scene>) (kind: GameKind<'q>) : Law list when 'q :> IState<'q> =
        [
            dissipation scenes kind

            match kind.Alone with
            | Some alone -> flowOf alone scenes kind
            | None -> ()
        ]
