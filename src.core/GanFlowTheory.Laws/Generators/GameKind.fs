namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>A kind of game: how a generated scene becomes one, with the states where the players stand.</summary>
[<NoComparison; NoEquality>]
type GameKind<'q> =
    {
        /// Name shown with the law.
        Name: string
        /// The game of the scene, and where it stands.
        Of: Scene -> Game<'q> * 'q
        /// The unit of length of the scene, > 0.
        Spread: Scene -> float
        /// An upper bound of the speed of nodes, and of log-weights in units of the spread, at a coordinate rate.
        Speed: Scene -> 'q -> float[] -> float
        /// Where each player is after a short time, moved by its own flow alone while the others stand, by explicit
        /// Euler; None where the players' flows are not known apart from the game.
        Alone: (Scene -> 'q -> float -> float[]) option
    }

/// Kinds of games.
[<RequireQualifiedAccess>]
module GameKind =

    // A player's coordinates after one step of its own flow, as long as its clock says.
    let private alone
        (player: Player<'x, 'others>)
        (x: 'x)
        (others: 'others)
        (tau: float)
        : float[] when 'x :> IState<'x> =
        if player.Clock = 0.0 then
            x.Coordinates
        else
            let path =
                player.Flow others
                |> Flow.steppedBy (Integrator.euler (player.Clock * tau))
                |> Flow.from x
                |> Flow.steps 1

            path.Final.Coordinates

    /// <summary>A game of two players, on a state of the scene's measure and on one of its target moved by half a cell of
    /// the grid, so that no node of one is one of the other.</summary>
    let between
        (name: string)
        (first: StateKind<'x>)
        (second: StateKind<'y>)
        (players: Scene -> Player<'x, 'y> * Player<'y, 'x>)
        : GameKind<Product<'x, 'y>> when 'x :> IState<'x> and 'y :> IState<'y> =
        {
            Name = name
            Of =
                fun scene ->
                    let other = scene.Apart

                    players scene ||> Game.create,
                    Product.create (StateKind.ofCloud scene.Q first) (second.Of other.Weights other.Nodes)
            Spread = fun scene -> scene.Q.Spread
            Alone =
                Some(fun scene q tau ->
                    let x, y = players scene
                    Array.append (alone x q.First q.Second tau) (alone y q.Second q.First tau))
            Speed =
                fun scene q rate ->
                    let count = q.First.Coordinates.Length
                    let spread = scene.Q.Spread

                    first.Speed q.First rate[.. count - 1] spread
                    + second.Speed q.Second rate[count..] spread
        }

    /// <summary>A game of three players, on the scene's measure, on its target and on a Gaussian with the moments of
    /// both.</summary>
    let ofThree
        (name: string)
        (players:
            Scene
                -> Player<Particles, Product<Particles, GaussianState>> *
                    Player<Particles, Product<Particles, GaussianState>> *
                    Player<GaussianState, Product<Particles, Particles>>)
        : GameKind<Product<Particles, Product<Particles, GaussianState>>> =
        {
            Name = name
            Of =
                fun scene ->
                    let first, second, third = players scene
                    let other = scene.Apart

                    Game.ofThree first second third,
                    Product.create
                        (StateKind.ofCloud scene.Q StateKind.particles)
                        (Product.create
                            (StateKind.particles.Of other.Weights other.Nodes)
                            (StateKind.ofCloud scene.P StateKind.gaussians))
            Spread = fun scene -> scene.Q.Spread
            Alone =
                Some(fun scene q tau ->
                    let first, second, third = players scene
                    let x, y, z = q.First, q.Second.First, q.Second.Second

                    Array.concat
                        [
                            alone first x (Product.create y z) tau
                            alone second y (Product.create x z) tau
                            alone third z (Product.create x y) tau
                        ])
            Speed =
                fun scene q rate ->
                    let spread = scene.Q.Spread
                    let x, y, z = q.First, q.Second.First, q.Second.Second
                    let first = x.Nodes.Data.Length
                    let second = first + y.Nodes.Data.Length

                    StateKind.particles.Speed x rate[.. first - 1] spread
                    + StateKind.particles.Speed y rate[first .. second - 1] spread
                    + StateKind.gaussians.Speed z rate[second..] spread
        }

    /// <summary>A game of your own, standing near a start: its coordinates pushed by a sixteenth of the largest of them,
    /// or of 1 where all are 0.</summary>
    let near (name: string) (game: Game<'q>) (start: 'q) : GameKind<'q> when 'q :> IState<'q> =
        let largest = Vectors.largest start.Coordinates
        let spread = if largest > 0.0 then largest else 1.0

        let place (scene: Scene) =
            let u = Scene.CoordinatesAt scene.First start.Coordinates.Length
            start.At(Array.map2 (fun x v -> x + spread / 16.0 * v) start.Coordinates u)

        {
            Name = name
            Of = fun scene -> game, place scene
            Spread = fun _ -> spread
            Alone = None
            Speed = fun _ _ rate -> Vectors.largest rate
        }
