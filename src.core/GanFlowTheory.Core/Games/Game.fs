namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>What is measured of one player at a state of a game.</summary>
type PlayerMeasurement =
    {
        /// The player's name.
        Name: string
        /// E(x; others); None where the player's functional has no value on its states.
        Energy: float option
        /// <summary>kappa &lt;c, K c> >= 0: the rate at which the player's own motion lowers E where it sees it
        /// exactly.</summary>
        Dissipation: float
    }

/// <summary>
/// A game of players, each of whom has a functional of all states, a metric and a clock: the dual flow
/// dx = -kappa_X K_X dE_X/dx, dy = -kappa_Y K_Y dE_Y/dy (T21, our reading). It is a flow on the product of the states
/// along the covector of each player's own first variation, which is no differential in general: no functional need
/// fall.
/// </summary>
[<NoComparison; NoEquality>]
type Game<'q> =
    {
        /// Name shown in reports.
        Name: string
        /// The players in the order of their coordinates.
        Seats: Seat<'q>[]
    }

/// Making games, and the flows that they are.
[<RequireQualifiedAccess>]
module Game =

    /// A game of players that are seated in a product, in the order of their coordinates; at least two, one of whom
    /// moves.
    let ofSeats (seats: Seat<'q> list) : Game<'q> =
        Guard.atLeast "the number of players" 2 seats.Length

        if seats |> List.forall (fun seat -> seat.Clock = 0.0) then
            Guard.fail "clocks" "a clock must be above 0 for a game to move, but all are 0."

        {
            Name = seats |> List.map _.Name |> String.concat " against "
            Seats = List.toArray seats
        }

    /// <summary>The same players on other clocks kappa >= 0, one for each, not all 0.</summary>
    let withClocks (clocks: float list) (game: Game<'q>) : Game<'q> =
        Guard.sameLength (nameof clocks) game.Seats.Length clocks.Length

        { ofSeats (List.map2 Seat.withClock clocks (List.ofArray game.Seats)) with
            Name = game.Name
        }

    let private length (x: 'x) : int when 'x :> IState<'x> = x.Coordinates.Length

    /// <summary>A game of two players, each of whom sees the other's state.</summary>
    /// <exception cref="T:System.ArgumentException">Both clocks are 0.</exception>
    let create (first: Player<'x, 'y>) (second: Player<'y, 'x>) : Game<Product<'x, 'y>> =
        ofSeats
            [
                Seat.create (fun _ -> 0) (fun q -> q.First) Product.withFirst (fun q -> q.Second) first
                Seat.create
                    (fun (q: Product<'x, 'y>) -> length q.First)
                    (fun q -> q.Second)
                    Product.withSecond
                    (fun q -> q.First)
                    second
            ]

    /// <summary>A game of three players on a product of one state and a product of two; each player sees the product of
    /// the others' states.</summary>
    /// <exception cref="T:System.ArgumentException">All clocks are 0.</exception>
    let ofThree
        (first: Player<'x, Product<'y, 'z>>)
        (second: Player<'y, Product<'x, 'z>>)
        (third: Player<'z, Product<'x, 'y>>)
        : Game<Product<'x, Product<'y, 'z>>> =
        ofSeats
            [
                Seat.create (fun _ -> 0) (fun q -> q.First) Product.withFirst (fun q -> q.Second) first
                Seat.create
                    (fun (q: Product<'x, Product<'y, 'z>>) -> length q.First)
                    (fun q -> q.Second.First)
                    (fun y q -> Product.withSecond (Product.withFirst y q.Second) q)
                    (fun q -> Product.create q.First q.Second.Second)
                    second
                Seat.create
                    (fun (q: Product<'x, Product<'y, 'z>>) -> length q.First + length q.Second.First)
                    (fun q -> q.Second.Second)
                    (fun z q -> Product.withSecond (Product.withSecond z q.Second) q)
                    (fun q -> Product.create q.First q.Second.First)
                    third
            ]

    let private shapes (q: 'q) : struct (int * int)[] when 'q :> IMeasure =
        Measure.parts q
        |> Array.map (fun law -> struct (law.Nodes.Count, law.Nodes.Dimension))

    /// Each player's own first variation at q, side by side; the seed is for critics that draw.
    let internal see (seed: Seed) (game: Game<'q>) (q: 'q) : Covector =
        game.Seats
        |> Array.mapi (fun player seat -> seat.See (Seat.seedOf player seed) q)
        |> Covector.sideBySide

    /// <summary>The metric of a game: each player's own, times its clock, on the player's own part,
    /// &lt;xi, K eta> = sum_i kappa_i &lt;xi_i, K_i eta_i>.</summary>
    let metric (game: Game<'q>) : Metric<'q> when 'q :> IState<'q> =
        {
            Name =
                game.Seats
                |> Array.map (fun seat ->
                    if seat.Clock = 1.0 then
                        seat.Name
                    else
                        (invariant $"{seat.Clock}*{seat.Name}"))
                |> String.concat " + "
            Apply =
                fun q c ->
                    let parts =
                        if c.Parts.Length = game.Seats.Length then
                            c.Parts
                        else
                            Covector.partsOf (shapes q) c

                    let tangents =
                        Array.map2 (fun (seat: Seat<'q>) c -> Seat.tangent seat q c) game.Seats parts

                    let rate: float[] = Array.zeroCreate q.Coordinates.Length
                    let mutable first = 0

                    for tangent in tangents do
                        Array.blit tangent.Rate 0 rate first tangent.Rate.Length
                        first <- first + tangent.Rate.Length

                    {
                        Rate = rate
                        Pulled =
                            if tangents |> Array.forall _.Pulled.IsSome then
                                Some(tangents |> Array.collect _.Pulled.Value)
                            else
                                None
                        Solve = tangents |> Array.tryPick _.Solve
                    }
            LogDensity = None
            Masses =
                fun q ->
                    let masses =
                        game.Seats
                        |> Array.map (fun seat ->
                            if seat.Clock > 0.0 then
                                seat.Masses q |> Option.map (Array.map (fun m -> m / seat.Clock))
                            else
                                None)

                    if Array.forall Option.isSome masses then
                        Some(masses |> Array.collect Option.get)
                    else
                        None
        }

    /// The critic of a game: each player's own first variation, as the player sees it.
    let critic (game: Game<'q>) : Critic<'q> when 'q :> IState<'q> =
        let rec critic: Critic<'q> =
            {
                Name = "each player's own"
                Estimate =
                    Some(fun _ seed q ->
                        let seen = see seed game q

                        // Elsewhere than at the nodes of its own state a player's first variation is not asked for.
                        let refuse () =
                            Guard.fail "noise" "a game takes no noise injection: its players see from their own nodes."

                        {
                            Potential = Potential.create (fun _ -> refuse ()) (fun _ -> refuse ())
                            Next = critic
                            HeldOutScore = None
                            PlugIn = None
                            Seen = Some seen
                        })
                LogDensity = 0.0
                Memory = None
            }

        critic

    /// <summary>The flow of a game on the product of its states, by explicit Euler with step 0.1 until another scheme
    /// is chosen: the dual flow.</summary>
    let flow (game: Game<'q>) : Flow<'q> when 'q :> IState<'q> =
        { Flow.createThrough game.Name (critic game) (metric game) with
            Players =
                Some(fun q ->
                    game.Seats
                    |> Array.map (fun seat ->
                        let struct (_, count) = seat.Block q
                        struct (seat.Name, count)))
        }

    /// <summary>What is measured of each player at q: E and kappa &lt;c, K c>, in the order of the players. Along the
    /// flow dE_X/dt is minus the player's dissipation, where it sees its functional exactly, plus what the others' motion
    /// adds.</summary>
    let measure (game: Game<'q>) (q: 'q) : PlayerMeasurement[] when 'q :> IState<'q> =
        let seen = game.Seats |> Array.map (fun seat -> seat.See (Seed.create 0) q)

        let back = q.PullBack(Covector.sideBySide seen)

        game.Seats
        |> Array.mapi (fun at seat ->
            let struct (first, count) = seat.Block q
            let rate = (Seat.tangent seat q seen[at]).Rate

            {
                Name = seat.Name
                Energy =
                    seat.Value q
                    |> Option.map (fun value -> value (Array.sub q.Coordinates first count))
                Dissipation = Vectors.innerOfParts back first rate 0 count
            })
