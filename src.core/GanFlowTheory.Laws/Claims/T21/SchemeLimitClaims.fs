namespace GanFlowTheory.Laws

open System
open GanFlowTheory.Core

/// The limit of schemes as steps shrink: T21-2.
[<RequireQualifiedAccess>]
module internal SchemeLimitClaims =

    // A scheme of step tau with its order, and how many times as fast as the clocks each player goes in its limit.
    [<NoComparison; NoEquality>]
    type private Member =
        {
            Expression: string
            Order: int
            Speeds: float * float
            /// Known-bad games replace this one.
            Game: SolvedGame -> float -> float -> Game<BilinearScenes.State>
        }

    let private ofSpeeds speeds order expression =
        {
            Expression = expression
            Order = order
            Speeds = speeds
            Game = fun game -> game.Make
        }

    let private plain = ofSpeeds (1.0, 1.0)

    /// Every scheme that has a limit, with its order written out.
    let private family =
        [
            plain 1 "simultaneous:1"
            plain 1 "alternating:1"
            plain 1 "alternating:1@order:2,1"
            ofSpeeds (2.0, 1.0) 1 "alternating:1@inner:2,1"
            ofSpeeds (1.0, 3.0) 1 "alternating:1@order:2,1@inner:1,3"
            plain 1 "jacobi:1"
            plain 1 "gauss-seidel:1"
            ofSpeeds (1.0, 2.0) 1 "gauss-seidel:1@order:2,1@inner:1,2"
            plain 1 "joint:1"
            plain 2 "midpoint:1"
            plain 2 "heun:1"
            plain 4 "rk4:1"
            plain 5 "dopri5-fixed:1"
            plain 1 "gd:1"
            plain 1 "extragradient:1"
            plain 1 "optimistic:1"
            // A momentum beta adds up velocities with weights beta^j: 1/(1 - beta) in all.
            ofSpeeds (2.0, 2.0) 1 "heavy-ball:1,0.5"
            ofSpeeds (2.0, 2.0) 1 "nesterov:1,0.5"
        ]

    let private scheme (m: Member) (tau: float) =
        GameScheme.withStep tau (GameScheme.parse m.Expression)

    // Of each player stepping by its own integrator, there is no length to set: the game has it.
    let private stepped (m: Member) (game: Game<BilinearScenes.State>) (tau: float) : Run<BilinearScenes.State> =
        game |> Game.from SolvedGames.state (scheme m tau)

    let private cases =
        [
            for game in [ SolvedGames.duel; SolvedGames.chase ] do
                for kx, ky in [ 1.0, 1.0; 2.0, 0.5; 0.5, 1.0 ] do
                    { Game = game; Kx = kx; Ky = ky }
        ]

    let private time = 1.0

    let private closed (m: Member) (case: SolvedCase) =
        SolvedGames.closed case.Game (fst m.Speeds * case.Kx) (snd m.Speeds * case.Ky) time

    let private orderOf (name: string) (run: SolvedCase -> float -> Run<BilinearScenes.State>) (m: Member) : Law =
        Law.forEach
            {
                Name = "scheme-limit"
                Statement =
                    "On nonlinear games with closed forms the error at time 1 shrinks like tau^order, with the order of the "
                    + "scheme written out: the slope of log error over log tau."
                Source = "T21-2"
                Judge =
                    Judge.Relative(
                        0.4,
                        "16, 32 and 64 steps: the next term of the error's expansion bends the slope by less; orders differ \
                         by 1, and errors of order 5 are still a hundred times rounding"
                    )
            }
            name
            cases
            (fun case ->
                let exact = closed m case

                let points =
                    [ 16; 32; 64 ]
                    |> List.map (fun n ->
                        let path = run case (time / float n) |> Flow.until time
                        -log(float n), log (SolvedGames.distance (SolvedGames.coordinates path.Final) exact))

                [
                    Equation.scalar $"slope on {case}" 1.0 (ClosedFlow.slope points) (float m.Order)
                ])

    let private order (m: Member) : Law =
        orderOf m.Expression (fun case -> stepped m (m.Game case.Game case.Kx case.Ky)) m

    // Each player by explicit Euler of its own, for which the scheme has no step to set.
    let private own: Law =
        orderOf
            "own-steps"
            (fun case tau ->
                let game = case.Game.Make case.Kx case.Ky

                let seats =
                    game.Seats
                    |> Array.map (fun seat ->
                        { seat with
                            Integrator = fun _ -> Integrator.euler tau
                        })

                { game with Seats = seats } |> Game.from SolvedGames.state GameScheme.ownSteps)
            (plain 1 "own-steps")

    let private declared (members: Member list) : Law =
        Law.forEach
            {
                Name = "declared-order"
                Statement = "GameScheme.order is the order written out here, for every scheme that has a limit."
                Source = "T21-2"
                Judge = Judge.Exact
            }
            ""
            members
            (fun m ->
                [
                    Equation.scalar
                        m.Expression
                        1.0
                        (float (GameScheme.order (GameScheme.parse m.Expression)))
                        (float m.Order)
                ])

    let private conditions (order: int) (integrator: Integrator) : Law =
        Law.forEach
            {
                Name = "order-conditions"
                Statement =
                    "A Runge-Kutta method of order p satisfies sum_i b_i Phi_i(t) = 1/gamma(t) for every rooted tree t of "
                    + "up to p nodes."
                Source = "T21-2"
                Judge =
                    Judge.Relative(
                        64.0 * Rounding.ulp,
                        "sums over at most seven stages and four products of coefficients"
                    )
            }
            integrator.Name
            [ integrator.Method ]
            (fun rule -> RootedTrees.conditions rule order)

    // The study of the library against the closed form, with the longest step halved three times.
    let private studied (allowed: float) (m: Member) : Law =
        Law.forEach
            {
                Name = "limit-study"
                Statement =
                    "Limit.study measures the order of the scheme, and its extrapolated end is off the closed form by no "
                    + "more than its estimate, which is below the error of the shortest steps."
                Source = "T21-2"
                Judge =
                    Judge.AtMost(
                        0.0,
                        "the estimate is some three times the error of the extrapolation where the next term rules"
                    )
            }
            m.Expression
            cases
            (fun case ->
                let study =
                    Limit.study time 0.0625 4 [] (stepped m (m.Game case.Game case.Kx case.Ky))

                let exact = closed m case
                let off (z: float[]) = SolvedGames.distance z exact
                let what = $"on {case}"

                match study.Order, study.Extrapolated, study.Error with
                | Some order, Some limit, Some error ->
                    [
                        Equation.scalar
                            $"the measured order, off {m.Order}, {what}"
                            1.0
                            (abs (order - float m.Order))
                            0.2
                        Equation.scalar
                            $"the error of the limit against its estimate, {what}"
                            1.0
                            (off limit)
                            (allowed * error)
                        Equation.scalar
                            $"the estimate against the error of the shortest steps, {what}"
                            1.0
                            error
                            (off (SolvedGames.coordinates (Array.last study.Levels).End))
                    ]
                | _ -> [ Equation.condition $"an order is measured {what}" false ])

    let private heun = Integrator.heun 0.1

    /// T21-2.
    let claim: Claim =
        {
            Id = "T21-2"
            Statement =
                "As tau -> 0 every scheme tends at a fixed time to the same dual flow, with an error of order tau^p: p = 1 "
                + "for simultaneous and alternating steps, minimising movements, the joint movement, extragradient and "
                + "optimistic steps, 2 for midpoint and Heun, 4 for RK4, 5 for Dormand-Prince with fixed steps. K inner steps "
                + "are a clock K times as fast."
            Hypotheses =
                [
                    "the field (kx K_X grad E_X, ky K_Y grad E_Y) is smooth near the flow's path"
                    "the step does not divide by what it sums, as Adam's and RMSProp's do"
                ]
            Source = "T21"
            Page = "T21-2.md"
            Property =
                [
                    yield! family |> List.map order
                    own
                    declared family
                    conditions 1 (Integrator.euler 0.1)
                    conditions 2 heun
                    conditions 4 (Integrator.rungeKutta4 0.1)
                    conditions 5 (Integrator.dormandPrinceFixed 0.1)
                    studied 1.0 (plain 1 "simultaneous:1")
                    studied 1.0 (plain 1 "alternating:1@order:2,1")
                    studied 1.0 (plain 1 "gauss-seidel:1")
                    studied 1.0 (plain 1 "joint:1")
                    studied 1.0 (plain 2 "midpoint:1")
                    studied 1.0 (plain 2 "heun:1")
                    studied 1.0 (plain 4 "rk4:1")
                ]
            Necessity =
                [
                    order (plain 1 "adam:1")
                    |> Law.fails "Adam divides by the size of velocities and follows another curve."
                    order (plain 1 "rmsprop:1,0.9")
                    |> Law.fails "RMSProp divides by the size of velocities and follows another curve."
                    order (plain 1 "heavy-ball:1,0.5")
                    |> Law.rejects "momentum on the clock of the plain flow"
                    order
                        { plain 2 "midpoint:1" with
                            Game =
                                fun game kx ky ->
                                    let game = game.Make kx ky

                                    { game with
                                        Seats =
                                            game.Seats
                                            |> Array.mapi (fun at seat ->
                                                if at = 0 then
                                                    seat
                                                else
                                                    { seat with
                                                        Move =
                                                            fun q c ->
                                                                let tangent = seat.Move q c

                                                                { tangent with
                                                                    Rate = tangent.Rate |> Array.map (fun v -> -v)
                                                                }
                                                    })
                                    }
                        }
                    |> Law.rejects "the second player climbs where it should descend"
                    order (plain 1 "alternating:1@inner:2,1")
                    |> Law.rejects "inner steps that are no clock"
                    order (plain 2 "alternating:1") |> Law.rejects "turns declared of order 2"
                    order
                        { plain 4 "rk4:1" with
                            Game = fun game kx _ -> game.Make kx kx
                        }
                    |> Law.rejects "one clock ignored"
                    declared [ plain 2 "alternating:1" ]
                    |> Law.rejects "an order that is not the scheme's"
                    conditions 3 heun |> Law.rejects "Heun's method declared of order 3"
                    studied 0.1 (plain 2 "heun:1") |> Law.rejects "an estimate a tenth as large"
                    studied 1.0 (plain 2 "simultaneous:1")
                    |> Law.rejects "Euler declared of order 2"
                ]
        }

    /// The expressions of the schemes whose limit is checked.
    let expressions: string list = "own-steps" :: (family |> List.map _.Expression)
