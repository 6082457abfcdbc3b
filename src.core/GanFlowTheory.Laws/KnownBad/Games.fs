namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad games, and readings of games.
[<RequireQualifiedAccess>]
module internal BadGames =

    let private scenes = Scenes.any
    let private good = RegisteredGames.bilinear (1.0, 3.0)

    let private withDissipation (change: Game<'q> -> int -> PlayerMeasurement -> float) (game: Game<'q>) (q: 'q) =
        Game.measure game q
        |> Array.mapi (fun at player ->
            { player with
                Dissipation = change game at player
            })

    let private reading change =
        GameLaws.reported (withDissipation change) scenes good

    // The first variation of x^T A y is A y; this player goes along twice of it.
    let private doubled: GameKind<Product<Particles, Particles>> =
        GameKind.between "doubled" RegisteredGames.points RegisteredGames.points (fun _ ->
            let energy (y: Particles) : Functional<Particles> =
                let slope = y.Nodes.Row 0
                let linear = RegisteredGames.linear "x y" slope

                Functional.create "x y" linear.Value (fun x -> Potential.scale 2.0 (linear.FirstVariation x))

            Player.ofFunctional "x" energy Metric.wasserstein, Player.ofFunctional "y" energy Metric.wasserstein)

    // A player who goes along the slope of its functional in the other's argument.
    let private others: GameKind<Product<Particles, Particles>> =
        GameKind.between "others" RegisteredGames.points RegisteredGames.points (fun _ ->
            let energy (y: Particles) : Functional<Particles> =
                let linear = RegisteredGames.linear "x y" (y.Nodes.Row 0)

                Functional.create "x y" linear.Value (fun x ->
                    (RegisteredGames.linear "in y" (x.Nodes.Row 0)).FirstVariation x)

            Player.ofFunctional "x" energy Metric.wasserstein, Player.ofFunctional "y" energy Metric.wasserstein)

    let private clocksOf (change: Game<'q> -> Game<'q>) (kind: GameKind<'q>) : GameKind<'q> =
        { kind with
            Of =
                fun scene ->
                    let game, q = kind.Of scene
                    change game, q
        }

    let private swapped: GameKind<Product<Particles, Particles>> =
        { good with
            Of = (RegisteredGames.bilinear (3.0, 1.0)).Of
        }

    // Moves along the first variation and not against it.
    let private upwards =
        good
        |> clocksOf (fun game ->
            { game with
                Seats =
                    game.Seats
                    |> Array.map (fun seat ->
                        { seat with
                            Move =
                                fun q c ->
                                    let tangent = seat.Move q c

                                    { tangent with
                                        Rate = Array.map (fun v -> -v) tangent.Rate
                                    }
                        })
            })

    // Particles on the line, in order: a movement pairs each with itself.
    let private onLine: StateKind<Particles> =
        { StateKind.particles with
            Of = fun _ x -> x.Coordinate(0).ToArray() |> Array.sort |> Points.ofValues |> Particles.ofPoints
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "a player's dissipation without its clock"
                (reading (fun game at player -> player.Dissipation / game.Seats[at].Clock))
            Flaw.bad "a player's dissipation with the wrong sign" (reading (fun _ _ player -> -player.Dissipation))
            Flaw.bad "a player along twice its first variation" (GameLaws.dissipation scenes doubled)
            Flaw.bad "a player along the slope in the other's argument" (GameLaws.dissipation scenes others)
            Flaw.bad
                "a Dirac-GAN that is not zero-sum"
                (GameLaws.diracRadius
                    ""
                    0.0
                    (Game.diracAgainst ClassificationLoss.crossEntropy GeneratorLoss.nonSaturating 0.0))
            Flaw.bad
                "a Dirac-GAN without its penalty"
                (GameLaws.diracRadius "" 0.5 (Game.dirac GeneratorLoss.vanilla 0.0))
            Flaw.bad "quantiles that cross and stay so" (GameLaws.movementOrder scenes onLine)
            Flaw.bad "the players' clocks swapped" (GameLaws.flowOf good.Alone.Value scenes swapped)
            Flaw.bad "a game whose players go upwards" (GameLaws.flowOf good.Alone.Value scenes upwards)
        ]
