namespace GanFlowTheory.Core

/// <summary>Best responses of players, and the Nikaido-Isoda gap.</summary>
[<AutoOpen>]
module BestResponses =

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        // The proximal point method with steps so long that each is almost the minimum itself: the distance to it falls
        // by a factor of lambda tau a step where the functional is lambda-convex.
        let private least (problem: ProximalProblem) : float option =
            let rec go (problem: ProximalProblem) (before: float) left =
                let found = Proximal.solve problem

                if found.Failure.IsSome then
                    None
                elif before - found.Value <= 1e-15 * (abs before + abs found.Value) then
                    Some found.Value
                elif left = 0 then
                    None
                else
                    go { problem with Start = found.Point } found.Value (left - 1)

            go problem infinity 20

        /// <summary>The Nikaido-Isoda gap sum_i (E_i(q) - min over the player's own states of E_i): how much the players
        /// could win by a best response each, the others standing; 0 exactly at Nash equilibria. None where a player has
        /// no best response, has no value, or moves in a metric that is not Euclidean in its coordinates. Minima are
        /// found from the player's state: the gap is exact where every E_i is convex in the player's
        /// coordinates.</summary>
        let nikaidoIsoda (game: Game<'q>) (q: 'q) : float option when 'q :> IState<'q> =
            let win (seat: Seat<'q>) =
                // Whatever its clock: a player who does not move could still win.
                GameMovements.unclocked 1e8 seat q
                |> Option.bind (fun problem ->
                    least problem
                    |> Option.map (fun least -> max 0.0 (problem.Value problem.Start - least)))

            let wins = game.Seats |> Array.map win

            if Array.forall Option.isSome wins then
                Some(wins |> Array.sumBy Option.get)
            else
                None
