namespace GanFlowTheory.Core

open System
open GanFlowTheory.Core.Extending

/// <summary>How players take turns where they do not move at once: their order, and how many steps each takes before
/// the next one.</summary>
type Turns =
    {
        /// The numbers of the players in the order in which they move, 0 for the first; empty for the order in which
        /// they are seated.
        Order: int list
        /// The steps of each player, by its number, at least 1; empty for one each. K steps are a clock K times as
        /// fast.
        Inner: int list
    }

/// <summary>How the steps of a game are taken.</summary>
[<RequireQualifiedAccess; NoComparison>]
type GameScheme =
    /// Every player at once from the old state, by explicit Euler: x+ = x + tau v(x, y), y+ = y + tau v(x, y). Order 1.
    | Simultaneous of tau: float
    /// One player after the other, by explicit Euler, each from where the earlier ones are by then. Order 1.
    | Alternating of tau: float * turns: Turns
    /// One player after the other, each by its own integrator, a fixed step or an optimiser; time advances by the step
    /// of the last. A GAN with K steps of the discriminator for one of the generator (T21-0).
    | OwnSteps of turns: Turns
    /// An integrator of the product's coordinates.
    | Integrated of Integrator
    /// Minimising movements, each player against the others' old states. Order 1.
    | Jacobi of tau: float
    /// Minimising movements, one player after the other, each against the others' states by then. Order 1.
    | GaussSeidel of tau: float * turns: Turns
    /// The joint minimising movement: each player's new state is optimal against the others' new states (a Nash
    /// equilibrium of the penalised game). Order 1.
    | Joint of tau: float

/// Schemes of games.
[<RequireQualifiedAccess>]
module GameScheme =

    let private seated = { Order = []; Inner = [] }

    /// Every player at once, by explicit Euler with step tau. Order 1.
    let simultaneous (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Simultaneous tau

    /// One player after the other in the order of their seats, by explicit Euler with step tau. Order 1.
    let alternating (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Alternating(tau, seated)

    /// Minimising movements of length tau, each player against the others' old states. Order 1.
    let jacobi (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Jacobi tau

    /// Minimising movements of length tau, one player after the other in the order of their seats, each against the
    /// others' states by then. Order 1.
    let gaussSeidel (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.GaussSeidel(tau, seated)

    /// The joint minimising movement of length tau: each player's new state is optimal against the others' new states.
    /// Order 1.
    let joint (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Joint tau

    /// The implicit midpoint rule with step tau: it keeps the invariants of rotations. Order 2.
    let midpoint (tau: float) : GameScheme =
        GameScheme.Integrated(Integrator.midpoint tau)

    /// Extragradient with step tau: x+ = x + tau v(x + tau v(x)). Order 1.
    let extragradient (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Integrated(Integrator.optimised (Optimiser.extragradient tau))

    /// Optimistic steps of length tau: x+ = x + tau (2 v - v of the step before). Order 1.
    let optimistic (tau: float) : GameScheme =
        Guard.positive (nameof tau) tau
        GameScheme.Integrated(Integrator.optimised (Optimiser.optimistic tau))

    /// One player after the other, each by its own integrator.
    let ownSteps: GameScheme = GameScheme.OwnSteps seated

    /// An integrator of the coordinates of all players at once.
    let integrated (integrator: Integrator) : GameScheme = GameScheme.Integrated integrator

    let private withTurns (change: Turns -> Turns) (scheme: GameScheme) : GameScheme =
        match scheme with
        | GameScheme.Alternating(tau, turns) -> GameScheme.Alternating(tau, change turns)
        | GameScheme.OwnSteps turns -> GameScheme.OwnSteps(change turns)
        | GameScheme.GaussSeidel(tau, turns) -> GameScheme.GaussSeidel(tau, change turns)
        | GameScheme.Simultaneous _
        | GameScheme.Integrated _
        | GameScheme.Jacobi _
        | GameScheme.Joint _ -> Guard.fail "scheme" "players take turns only where one moves after the other."

    /// In this order of the players, each once, 0 for the first. Schemes without turns are an argument error.
    let inOrder (order: int list) (scheme: GameScheme) : GameScheme =
        if List.sort order <> [ 0 .. order.Length - 1 ] then
            let text = order |> List.map string |> String.concat ", "
            Guard.fail (nameof order) (invariant $"order must name every player once, from 0 on, but is {text}.")

        scheme |> withTurns (fun turns -> { turns with Order = order })

    /// With so many steps of each player, by its number, at least 1, before the next one moves. Schemes without turns
    /// are an argument error.
    let withInnerSteps (steps: int list) (scheme: GameScheme) : GameScheme =
        steps |> List.iter (Guard.atLeast (nameof steps) 1)
        scheme |> withTurns (fun turns -> { turns with Inner = steps })

    let private invariant (text: FormattableString) = FormattableString.Invariant text

    let private nameOfTurns (turns: Turns) =
        let part name (values: int list) =
            if values.IsEmpty then
                ""
            else
                (invariant $"@{name}:") + (values |> List.map string |> String.concat ",")

        part "order" (turns.Order |> List.map ((+) 1)) + part "inner" turns.Inner

    /// The name, such as alternating:0.1@order:2,1.
    let name (scheme: GameScheme) : string =
        match scheme with
        | GameScheme.Simultaneous tau -> invariant $"simultaneous:{tau}"
        | GameScheme.Alternating(tau, turns) -> invariant $"alternating:{tau}" + nameOfTurns turns
        | GameScheme.OwnSteps turns -> "own-steps" + nameOfTurns turns
        | GameScheme.Integrated integrator -> integrator.Name
        | GameScheme.Jacobi tau -> invariant $"jacobi:{tau}"
        | GameScheme.GaussSeidel(tau, turns) -> invariant $"gauss-seidel:{tau}" + nameOfTurns turns
        | GameScheme.Joint tau -> invariant $"joint:{tau}"

    /// The order in which the scheme tends to the dual flow as its steps shrink.
    let order (scheme: GameScheme) : int =
        match scheme with
        | GameScheme.Integrated integrator -> integrator.Method.Order
        | GameScheme.Simultaneous _
        | GameScheme.Alternating _
        | GameScheme.OwnSteps _
        | GameScheme.Jacobi _
        | GameScheme.GaussSeidel _
        | GameScheme.Joint _ -> 1

    /// <summary>The same scheme with steps of length tau, for families of step lengths; the rate of an
    /// optimiser.</summary>
    /// <exception cref="T:System.ArgumentException">An integrator that controls its error chooses its own steps, and where
    /// players step by their own integrators, those say how long.</exception>
    let withStep (tau: float) (scheme: GameScheme) : GameScheme =
        Guard.positive (nameof tau) tau

        match scheme with
        | GameScheme.Simultaneous _ -> GameScheme.Simultaneous tau
        | GameScheme.Alternating(_, turns) -> GameScheme.Alternating(tau, turns)
        | GameScheme.Jacobi _ -> GameScheme.Jacobi tau
        | GameScheme.GaussSeidel(_, turns) -> GameScheme.GaussSeidel(tau, turns)
        | GameScheme.Joint _ -> GameScheme.Joint tau
        | GameScheme.Integrated integrator -> GameScheme.Integrated(Integrator.withStep tau integrator)
        | GameScheme.OwnSteps _ ->
            Guard.fail
                (nameof scheme)
                "in own-steps each player steps by its own integrator, which says how long; give the players integrators with \
                 other steps."

    /// The order in which the turns go, and the steps of each player.
    let internal turns (players: int) (turns: Turns) : int[] * int[] =
        let check what (values: int list) =
            if not values.IsEmpty && values.Length <> players then
                Guard.fail
                    "scheme"
                    (invariant
                        $"the scheme must have {what} for each of the {players} players, but has {values.Length}.")

        check "a place in the order" turns.Order
        check "a number of steps" turns.Inner

        (if turns.Order.IsEmpty then
             [| 0 .. players - 1 |]
         else
             List.toArray turns.Order),
        (if turns.Inner.IsEmpty then
             Array.create players 1
         else
             List.toArray turns.Inner)
