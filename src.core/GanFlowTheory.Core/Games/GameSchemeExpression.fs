namespace GanFlowTheory.Core

/// <summary>Schemes of games by expression: one of the forms, of those in which players take turns followed, if wished,
/// by @order:PLAYERS, the numbers of the players from 1 on in the order in which they move, and by @inner:STEPS, the
/// steps of each player. TAU is the step; GameScheme.name writes what parse reads.</summary>
[<AutoOpen>]
module GameSchemeExpressions =

    /// Schemes of games.
    [<RequireQualifiedAccess>]
    module GameScheme =

        let private ofStep shape description (make: float -> GameScheme) =
            Form.ofNumber shape description Numeral.positive make

        // Integrators of all coordinates at once; descent needs a functional, which a game has not, and explicit Euler
        // is called simultaneous here.
        let private integrators =
            Integrator.forms
            |> List.filter (fun form -> form.Name <> "descent" && form.Name <> "euler" && form.Name <> "implicit-euler")
            |> List.map (Form.map GameScheme.integrated)

        /// How schemes are spelled; those in which players take turns may be followed by @order:PLAYERS and by
        /// @inner:STEPS.
        let forms: Form<GameScheme> list =
            [
                ofStep "simultaneous:TAU" "explicit Euler of all players at once, order 1" GameScheme.simultaneous
                ofStep "alternating:TAU" "explicit Euler, one player after the other, order 1" GameScheme.alternating
                ofStep "jacobi:TAU" "minimising movements against the old states, order 1" GameScheme.jacobi
                ofStep
                    "gauss-seidel:TAU"
                    "minimising movements, one player after the other, order 1"
                    GameScheme.gaussSeidel
                ofStep "joint:TAU" "the joint (Nash) minimising movement, order 1" GameScheme.joint
                ofStep "implicit:TAU" "another name of joint:TAU" GameScheme.joint
                Form.plain "own-steps" "each player by its own integrator, one after the other" GameScheme.ownSteps
                yield! integrators
            ]

        let private turn (change: int list -> GameScheme -> GameScheme) shape description =
            Form.ofNumbers shape description (Numeral.wholeFrom 1) (fun numbers -> Some(change numbers))

        let private turns: Form<GameScheme -> GameScheme> list =
            [
                turn
                    (List.map (fun player -> player - 1) >> GameScheme.inOrder)
                    "order:PLAYERS"
                    "the numbers of the players, from 1 on, in the order in which they move"
                turn GameScheme.withInnerSteps "inner:STEPS" "the steps of each player before the next one moves"
            ]

        /// <summary>The scheme of an expression, such as joint:0.1 or alternating:0.1@order:2,1@inner:5,1. An argument
        /// exception says in one sentence what is wrong with any other text, and names the nearest scheme.</summary>
        let parse (expression: string) : GameScheme =
            // An optimiser's own @SCHEDULE and @clip:NORM belong to it.
            let parts = expression.Split '@' |> Array.map _.Trim()

            let isTurn (part: string) =
                turns |> List.exists (fun form -> form.Name = part.Split(':').[0].Trim())

            let ofTurns, own = parts[1..] |> Array.partition isTurn

            let scheme =
                Form.read "scheme" forms (String.concat "@" (Array.append [| parts[0] |] own))

            (scheme, ofTurns)
            ||> Array.fold (fun scheme part -> Form.read "scheme" turns part scheme)
