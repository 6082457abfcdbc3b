namespace GanFlowTheory.Core

/// Stepping the flows of games.
[<AutoOpen>]
module GameRuns =

    /// Games, and the flows that they are.
    [<RequireQualifiedAccess>]
    module Game =

        /// <summary>The flow of a game stepped by a scheme, from a start: a run of the one loop of the
        /// library.</summary>
        /// <exception cref="T:System.ArgumentException">A movement needs a metric that is Euclidean in the player's
        /// coordinates, steps by the players' own integrators need Euler or optimisers, and turns must name each
        /// player.</exception>
        let from (start: 'q) (scheme: GameScheme) (game: Game<'q>) : Run<'q> when 'q :> IState<'q> =
            let byScheme scheme =
                Game.flow game |> Flow.steppedByScheme scheme

            let byIntegrator integrator =
                Game.flow game |> Flow.steppedBy integrator

            match scheme with
            | GameScheme.Simultaneous tau -> byIntegrator (Integrator.euler tau)
            | GameScheme.Integrated integrator -> byIntegrator integrator
            | GameScheme.Alternating(tau, turns) -> byScheme (TurnSteps.alternating tau turns game)
            | GameScheme.OwnSteps turns -> byScheme (TurnSteps.own turns start game)
            | GameScheme.Jacobi tau -> byScheme (GameMovements.jacobi tau game)
            | GameScheme.GaussSeidel(tau, turns) -> byScheme (GameMovements.gaussSeidel tau turns game)
            | GameScheme.Joint tau -> byScheme (GameMovements.joint tau game)
            |> Flow.from start
