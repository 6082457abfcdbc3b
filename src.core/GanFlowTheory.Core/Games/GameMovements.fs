namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// Minimising movements of the players of a game, as schemes of its flow.
module internal GameMovements =

    let private seed = Seed.create 0

    let private blockOf (seat: Seat<'q>) (q: 'q) : float[] when 'q :> IState<'q> =
        let struct (first, count) = seat.Block q
        Array.sub q.Coordinates first count

    // The movement of one player from its coordinates x, the others standing as in the state; None where its distance or
    // its functional is not known.
    let private tryProblem (tau: float) (seat: Seat<'q>) (x: float[]) (q: 'q) : ProximalProblem option =
        Option.map2
            (fun masses value ->
                {
                    Start = x
                    Masses = masses
                    Tau = tau
                    Value = value
                    Velocity =
                        fun coordinates ->
                            let moved = seat.Replace coordinates q
                            (seat.Move moved (seat.See seed moved)).Rate |> Array.map (fun v -> -v)
                    Nearest = seat.Nearest q
                })
            (seat.Masses q)
            (seat.Value q)

    /// The movement of one player from where it stands, whatever its clock.
    let unclocked (tau: float) (seat: Seat<'q>) (q: 'q) : ProximalProblem option when 'q :> IState<'q> =
        tryProblem tau seat (blockOf seat q) q

    // As far as the player's clock goes in a step of length tau.
    let private problem (tau: float) (seat: Seat<'q>) (x: float[]) (q: 'q) : ProximalProblem =
        match tryProblem (seat.Clock * tau) seat x q with
        | Some problem -> problem
        | None when (seat.Value q).IsNone ->
            Guard.fail "player" (invariant $"player {seat.Name} has no functional to be least; take a scheme of steps.")
        | None ->
            Guard.fail
                "player"
                (invariant
                    $"metric {seat.Metric q} of player {seat.Name} is not Euclidean in its coordinates, so that its distance \
                  is not known here; take a metric that is, or a scheme of explicit steps.")

    let private failed (used: float) (seat: Seat<'q>) (failure: string) : StepResult =
        StepResult.Refused(
            used,
            (invariant
                $"the movement of {used:G3} of player {seat.Name} finds no minimiser: {failure}; take a shorter step")
        )

    let private worst (reports: SolveReport list) : SolveReport option =
        if reports.IsEmpty then
            None
        else
            Some(reports |> List.maxBy _.Residual)

    let private taken (coordinates: float[]) (used: float) (tau: float) (reports: SolveReport list) : StepResult =
        StepResult.Taken
            {
                Coordinates = coordinates
                Length = used
                Next = tau
                Refused = 0
                Memory = None
                Solve = worst reports
            }

    let private scheme name tau step : Scheme<'q> =
        {
            Name = name
            Order = 1
            FirstStep = fun _ -> tau
            Remembers = None
            Step = fun problem -> step (min tau problem.Limit) problem.State
        }

    // The players' movements in turn; each sees the state that seen gives of the old and the present one.
    let private inTurn
        (tau: float)
        (order: int[])
        (inner: int[])
        (seen: 'q -> 'q -> 'q)
        (game: Game<'q>)
        (used: float)
        (start: 'q)
        : StepResult when 'q :> IState<'q> =
        let mutable q = start
        let mutable reports = []
        let mutable failure = None

        for player in order do
            let seat = game.Seats[player]

            for _ in 1 .. inner[player] do
                if failure.IsNone && seat.Clock > 0.0 then
                    let found = problem used seat (blockOf seat q) (seen start q) |> Proximal.solve

                    match found.Failure with
                    | Some reason -> failure <- Some(seat, reason)
                    | None ->
                        reports <- MinimisingMovement.report found :: reports
                        q <- seat.Replace found.Point q

        match failure with
        | Some(seat, reason) -> failed used seat reason
        | None -> taken q.Coordinates used tau reports

    /// Each player against the others' old states.
    let jacobi (tau: float) (game: Game<'q>) : Scheme<'q> when 'q :> IState<'q> =
        let count = game.Seats.Length

        scheme
            (GameScheme.name (GameScheme.Jacobi tau))
            tau
            (inTurn tau [| 0 .. count - 1 |] (Array.create count 1) (fun start _ -> start) game)

    /// One player after the other.
    let gaussSeidel (tau: float) (turns: Turns) (game: Game<'q>) : Scheme<'q> when 'q :> IState<'q> =
        let order, inner = GameScheme.turns game.Seats.Length turns

        scheme
            (GameScheme.name (GameScheme.GaussSeidel(tau, turns)))
            tau
            (inTurn tau order inner (fun _ now -> now) game)

    // What keeps a stationary state from being an equilibrium: a player who would do better to stay or by the same law
    // nearer, or whose objective falls to both sides.
    let private objection (used: float) (game: Game<'q>) (start: 'q) (found: 'q) : string option when 'q :> IState<'q> =
        game.Seats
        |> Array.tryPick (fun seat ->
            if seat.Clock = 0.0 then
                None
            else
                let x, moved = blockOf seat start, blockOf seat found
                let problem = problem used seat x found
                let stay, go = problem.Value x, Proximal.objective problem moved

                if go > stay + 1e-9 * (abs stay + abs go) then
                    Some(invariant $"player {seat.Name} would do better to stay")
                elif Array.exists2 (<>) moved (problem.Nearest moved) then
                    Some(invariant $"player {seat.Name} would do better nearer, with its quantiles in order")
                elif not (Proximal.isMinimiser problem moved) then
                    Some(invariant $"player {seat.Name} stands at a saddle of its objective")
                else
                    None)

    /// Each player against the others' new states.
    let joint (tau: float) (game: Game<'q>) : Scheme<'q> when 'q :> IState<'q> =
        let field (start: 'q) (coordinates: float[]) =
            let q = start.At coordinates
            game.Seats |> Array.collect (fun seat -> Seat.velocity seed seat q)

        let refused used reason =
            StepResult.Refused(
                used,
                (invariant
                    $"the joint movement of {used:G3} does not exist: {reason}; the game is not monotone there, take a shorter \
                  step")
            )

        scheme (GameScheme.name (GameScheme.Joint tau)) tau (fun used start ->
            let problem: StepProblem =
                {
                    Coordinates = start.Coordinates
                    Velocity = field start start.Coordinates
                    Field = field start
                    Merit = None
                    Memory = None
                }

            match ImplicitStep.step ImplicitRule.Euler problem tau used with
            | StepResult.Refused(_, reason) -> refused used reason
            | StepResult.Taken step as result ->
                match objection used game start (start.At step.Coordinates) with
                | Some reason -> refused used reason
                | None -> result)
