namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// Steps in which players take turns, as schemes of the flow of a game.
module internal TurnSteps =

    // The seed of a player's step: the first is the one by which the loop looks at the state.
    let private seedOf (problem: SchemeProblem<'q>) (player: int) (inner: int) : Seed =
        let seed = Seat.seedOf player (Seed.split "critic" problem.Seed)
        if inner = 0 then seed else Seed.splitAt inner seed

    // The velocity of the player who moves first is the loop's own: it has seen the same state by the same seed.
    let private velocityOf
        (problem: SchemeProblem<'q>)
        (game: Game<'q>)
        (isFirst: bool)
        (player: int)
        (inner: int)
        (q: 'q)
        : float[] =
        if isFirst then
            let struct (first, count) = game.Seats[player].Block q
            Array.sub problem.Velocity.Value first count
        else
            Seat.velocity (seedOf problem player inner) game.Seats[player] q

    let private block (seat: Seat<'q>) (q: 'q) : float[] when 'q :> IState<'q> =
        let struct (first, count) = seat.Block q
        Array.sub q.Coordinates first count

    /// One player after the other by explicit Euler.
    let alternating (tau: float) (turns: Turns) (game: Game<'q>) : Scheme<'q> when 'q :> IState<'q> =
        let order, inner = GameScheme.turns game.Seats.Length turns

        {
            Name = GameScheme.name (GameScheme.Alternating(tau, turns))
            Order = 1
            FirstStep = fun _ -> tau
            Remembers = None
            Step =
                fun problem ->
                    let used = min tau problem.Limit
                    let mutable q = problem.State

                    for turn in 0 .. order.Length - 1 do
                        let player = order[turn]
                        let seat = game.Seats[player]

                        if seat.Clock > 0.0 then
                            for step in 0 .. inner[player] - 1 do
                                let v = velocityOf problem game (turn = 0 && step = 0) player step q
                                let x = block seat q

                                for p in 0 .. x.Length - 1 do
                                    x[p] <- x[p] + used * v[p]

                                q <- seat.Replace x q

                    StepResult.taken q.Coordinates used tau
        }

    let private optimiserOf (seat: Seat<'q>) (integrator: Integrator) : Optimiser =
        match integrator.Control with
        | StepControl.Optimised optimiser -> optimiser
        | StepControl.Fixed tau when integrator.Method.Stages.Length = 1 -> Optimiser.gradientDescent tau
        | _ ->
            Guard.fail
                "player"
                (invariant
                    $"player {seat.Name} must step by explicit Euler or an optimiser to take turns, but steps by \
                  {integrator.Name}.")

    // What all players' optimisers remember, in arrays as long as the coordinates: a player's part of each holds its
    // own, and 0 where it keeps fewer.
    let private pack
        (blocks: struct (int * int)[])
        (length: int)
        (kept: int)
        (memories: OptimiserMemory[])
        : float[][] =
        Array.init kept (fun at ->
            let array: float[] = Array.zeroCreate length

            for player in 0 .. blocks.Length - 1 do
                let struct (first, count) = blocks[player]

                if at < memories[player].Arrays.Length then
                    Array.blit memories[player].Arrays[at] 0 array first count

            array)

    let private unpack
        (struct (first, count): struct (int * int))
        (optimiser: Optimiser)
        (steps: int)
        (memory: OptimiserMemory)
        : OptimiserMemory =
        {
            Rule = Optimiser.ruleName optimiser
            Count = steps * memory.Count
            Arrays = Array.init (Optimiser.kept optimiser) (fun at -> Array.sub memory.Arrays[at] first count)
        }

    /// One player after the other, each by its own integrator; the players' own flows say which, where the run starts.
    let own (turns: Turns) (start: 'q) (game: Game<'q>) : Scheme<'q> when 'q :> IState<'q> =
        let order, inner = GameScheme.turns game.Seats.Length turns

        let optimisers =
            game.Seats |> Array.map (fun seat -> optimiserOf seat (seat.Integrator start))

        let rule = optimisers |> Array.map Optimiser.ruleName |> String.concat "+"
        let kept = optimisers |> Array.map Optimiser.kept |> Array.max
        let last = order[order.Length - 1]

        let rateAt (count: int) (player: int) =
            Optimiser.rateAt (inner[player] * count) optimisers[player]

        {
            Name = GameScheme.name (GameScheme.OwnSteps turns)
            Order = 1
            FirstStep = fun _ -> float inner[last] * rateAt 0 last
            Remembers = Some(struct (rule, kept))
            Step =
                fun problem ->
                    let blocks = game.Seats |> Array.map (fun seat -> seat.Block problem.State)
                    let length = problem.State.Coordinates.Length

                    let memory =
                        problem.Memory
                        |> Option.defaultWith (fun () ->
                            {
                                Rule = rule
                                Count = 0
                                Arrays = Array.init kept (fun _ -> Array.zeroCreate length)
                            })

                    let whole = float inner[last] * rateAt memory.Count last

                    if whole = 0.0 then
                        StepResult.Refused(
                            0.0,
                            (invariant
                                $"the schedule of {Optimiser.name optimisers[last]} has come down to a step of length 0")
                        )
                    else
                        let used = min whole problem.Limit
                        let share = used / whole
                        let mutable q = problem.State

                        let memories =
                            Array.mapi2
                                (fun player optimiser block -> unpack block optimiser inner[player] memory)
                                optimisers
                                blocks

                        for turn in 0 .. order.Length - 1 do
                            let player = order[turn]
                            let seat = game.Seats[player]

                            if seat.Clock > 0.0 then
                                for step in 0 .. inner[player] - 1 do
                                    let optimiser =
                                        if share = 1.0 then
                                            optimisers[player]
                                        else
                                            { optimisers[player] with
                                                Rate = share * optimisers[player].Rate
                                            }

                                    let here = q
                                    let v = velocityOf problem game (turn = 0 && step = 0) player step q

                                    let field coordinates =
                                        Seat.velocity (seedOf problem player step) seat (seat.Replace coordinates here)

                                    let struct (moved, after) =
                                        Optimiser.step optimiser memories[player] (block seat q) v field

                                    memories[player] <- after
                                    q <- seat.Replace moved q

                        StepResult.Taken
                            {
                                Coordinates = q.Coordinates
                                Length = used
                                Next = float inner[last] * rateAt (memory.Count + 1) last
                                Refused = 0
                                Memory =
                                    Some
                                        {
                                            Rule = rule
                                            Count = memory.Count + 1
                                            Arrays = pack blocks length kept memories
                                        }
                                Solve = None
                            }
        }
