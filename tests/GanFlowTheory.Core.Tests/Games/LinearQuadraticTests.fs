module GanFlowTheory.Core.Tests.Games.LinearQuadraticTests

open System
open Xunit
open GanFlowTheory.Core

// x in R^2, y in R.
let private game =
    LinearQuadratic.create
        (array2D [ [ 2.0; 1.0 ]; [ 1.0; 3.0 ] ])
        (array2D [ [ 1.0 ]; [ -2.0 ] ])
        [| -1.0; 0.5 |]
        (array2D [ [ 4.0 ] ])
        (array2D [ [ 3.0; 1.0 ] ])
        [| 2.0 |]

let private near (expected: float) (actual: float) =
    Assert.True(abs (expected - actual) <= 1e-13 * (1.0 + abs expected), $"{actual} is not {expected}")

let private start (x: float[]) (y: float[]) =
    Product.create (Particles.point x) (Particles.point y)

let private step (x: float[]) (y: float[]) =
    let path =
        Game.linearQuadratic game
        |> Game.from (start x y) (GameScheme.simultaneous 1.0)
        |> Flow.steps 1

    Array.append (path.Final.First.Nodes.Row 0) (path.Final.Second.Nodes.Row 0)

[<Fact>]
let ``each player descends its own quadratic`` () =
    // P x + A y + p and Q y - B x + q at x = (1, 2), y = 3.
    let z = step [| 1.0; 2.0 |] [| 3.0 |]
    near (1.0 - (4.0 + 3.0 - 1.0)) z[0]
    near (2.0 - (7.0 - 6.0 + 0.5)) z[1]
    near (3.0 - (12.0 - 5.0 + 2.0)) z[2]

[<Fact>]
let ``the energies are the formulas`` () =
    let measured =
        Game.measure (Game.linearQuadratic game) (start [| 1.0; 2.0 |] [| 3.0 |])
    // 1/2 (2 + 4 + 12) + 3 (1 - 4) + (-1 + 1), and 1/2 36 - 3 (3 + 2) + 6.
    near (9.0 - 9.0) measured[0].Energy.Value
    near (18.0 - 15.0 + 6.0) measured[1].Energy.Value

[<Fact>]
let ``at the equilibrium nobody moves`` () =
    let x, y = LinearQuadratic.equilibrium game
    let z = step x y
    Array.iter2 near (Array.append x y) z

[<Fact>]
let ``a zero-sum game is coupled by the transpose`` () =
    let zero = LinearQuadratic.zeroSum game.P game.A game.OfX game.Q game.OfY
    Assert.Equal<float[,]>(array2D [ [ 1.0; -2.0 ] ], zero.B)

let private refusal (action: unit -> unit) =
    Assert.ThrowsAny<ArgumentException>(action).Message

[<Fact>]
let ``matrices that do not fit are refused in a sentence`` () =
    let none = array2D [ [ 0.0 ] ]

    let create p a ofX =
        LinearQuadratic.zeroSum p a ofX none [| 0.0 |] |> ignore

    Assert.Contains(
        "P must be symmetric",
        refusal (fun () ->
            create (array2D [ [ 0.0; 1.0 ]; [ 0.0; 0.0 ] ]) (array2D [ [ 0.0 ]; [ 0.0 ] ]) [| 0.0; 0.0 |])
    )

    Assert.Contains("A must be 1 x 1", refusal (fun () -> create none (array2D [ [ 0.0 ]; [ 0.0 ] ]) [| 0.0 |]))
    Assert.Contains("finite", refusal (fun () -> create (array2D [ [ nan ] ]) none [| 0.0 |]))

    Assert.Contains(
        "singular",
        refusal (fun () ->
            LinearQuadratic.zeroSum none none [| 0.0 |] none [| 0.0 |]
            |> LinearQuadratic.equilibrium
            |> ignore)
    )

[<Fact>]
let ``players whose states do not fit are refused in a sentence`` () =
    Assert.Contains("must be one point of R^1", refusal (fun () -> step [| 1.0; 2.0 |] [| 3.0; 4.0 |] |> ignore))
