namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>A player at its place in a product of states: what it values, sees and does there, whatever the type of its
/// own state.</summary>
[<NoComparison; NoEquality>]
type Seat<'q> =
    {
        /// The player's name.
        Name: string
        /// The player's clock.
        Clock: float
        /// The first of the player's coordinates in those of the product, and how many it has.
        Block: 'q -> struct (int * int)
        /// The product with other coordinates of the player's.
        Replace: float[] -> 'q -> 'q
        /// What the player sees of its first variation at the state; the seed is for critics that draw.
        See: Seed -> 'q -> Covector
        /// K c, in the player's own coordinates; the flow of the game goes along kappa K c.
        Move: 'q -> Covector -> Tangent
        /// The player's own integrator at the state.
        Integrator: 'q -> Integrator
        /// The functional of the player's own coordinates, the others' held, where it has a value.
        Value: 'q -> (float[] -> float) option
        /// <summary>The masses of the player's own coordinates, with d^2 = sum_p m_p (a_p - b_p)^2 in its metric; None
        /// where its metric is not Euclidean there.</summary>
        Masses: 'q -> float[] option
        /// <summary>The player's coordinates nearest to where it stands of the law that given ones are: sorted
        /// quantiles.</summary>
        Nearest: 'q -> float[] -> float[]
        /// The name of the player's metric at the state.
        Metric: 'q -> string
    }

/// Seating players.
[<RequireQualifiedAccess>]
module Seat =

    // What a player's flow may not have: the game has it, or nobody.
    let private checkFlow (player: Player<'x, 'others>) (flow: Flow<'x>) : Flow<'x> =
        let refuse what instead =
            Guard.fail "player" (invariant $"player {player.Name} {what}; {instead}.")

        if flow.Noise.IsSome then
            refuse "has noise injection of its own" "give it to the flow of the game"
        elif flow.Renewal.IsSome then
            refuse "draws its samples anew by itself" "let the flow of the game renew its state"
        elif flow.Persistence.IsSome || flow.Scheme.IsSome then
            refuse "has a scheme of its own" "the scheme belongs to the game"
        elif flow.Critic.LogDensity > 0.0 then
            refuse
                (invariant $"sees through critic {flow.Critic.Name}, which leaves log q to the metric")
                "take a critic that estimates log q"
        elif flow.Critic.Memory.IsSome then
            refuse
                (invariant $"sees through critic {flow.Critic.Name}, which remembers what it was trained on")
                "a critic that learns is a player of its own"

        flow

    /// <summary>A player of state 'x in a product 'q: how its state is taken from the product and put back, the first
    /// of its coordinates there, and the others' state as it sees it.</summary>
    let create
        (first: 'q -> int)
        (own: 'q -> 'x)
        (put: 'x -> 'q -> 'q)
        (others: 'q -> 'others)
        (player: Player<'x, 'others>)
        : Seat<'q> when 'x :> IState<'x> =
        let flowAt (q: 'q) =
            checkFlow player (player.Flow(others q))

        let see (seed: Seed) (q: 'q) =
            let flow, x = flowAt q, own q

            match flow.Critic.Estimate, flow.Functional with
            | None, Some functional ->
                let e = functional.Evaluate x

                Covector.named (invariant $"the first variation of functional '{functional.Name}'") x.Nodes e.Variation
            | Some estimate, functional ->
                let reading = estimate functional seed x

                let seen =
                    match reading.Seen with
                    | Some seen -> seen
                    | None -> Potential.at x.Nodes reading.Potential

                Covector.named (invariant $"critic '{flow.Critic.Name}'") x.Nodes seen
            | None, None ->
                Guard.fail "player" (invariant $"player {player.Name} has neither a functional nor a critic that sees.")

        let move (q: 'q) (c: Covector) =
            Metric.applied (flowAt q).Metric (own q) c

        {
            Name = player.Name
            Clock = player.Clock
            Block = fun q -> struct (first q, (own q).Coordinates.Length)
            Replace = fun coordinates q -> put ((own q).At coordinates) q
            See = see
            Move = move
            Integrator = fun q -> (flowAt q).Integrator
            Value =
                fun q ->
                    let x = own q

                    (flowAt q).Functional
                    |> Option.map (fun functional -> fun coordinates -> functional.Value(x.At coordinates))
            Masses = fun q -> (flowAt q).Metric.Masses(own q)
            Nearest = fun q -> FlatState.nearest (own q)
            Metric = fun q -> (flowAt q).Metric.Name
        }

    /// The same player on another clock kappa >= 0.
    let withClock (kappa: float) (seat: Seat<'q>) : Seat<'q> =
        Guard.nonNegative (nameof kappa) kappa
        { seat with Clock = kappa }

    /// The seed of a player by its number: no two players draw the same. The second, the critic of a game of two, draws
    /// by the seed itself, as a critic without a game does.
    let internal seedOf (player: int) (seed: Seed) : Seed =
        if player = 1 then
            seed
        else
            Seed.splitAt player (Seed.split "player" seed)

    /// kappa K c: what the player adds to the tangent of the game.
    let internal tangent (seat: Seat<'q>) (q: 'q) (c: Covector) : Tangent =
        let tangent = seat.Move q c

        if seat.Clock = 1.0 then
            tangent
        else
            { tangent with
                Rate = tangent.Rate |> Array.map (fun v -> seat.Clock * v)
            }

    /// The player's velocity -kappa K c, in its own coordinates.
    let velocity (seed: Seed) (seat: Seat<'q>) (q: 'q) : float[] =
        (tangent seat q (seat.See seed q)).Rate |> Array.map (fun v -> -v)
