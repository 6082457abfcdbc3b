module GanFlowTheory.Core.Tests.Games.BilinearOrbitTests

open System
open Xunit
open GanFlowTheory.Core

// Rows and columns of different numbers, a singular value of its own for each pair, and vectors without a partner.
let private a = array2D [ [ 1.5; -0.25; 0.5 ]; [ 0.75; 2.0; -1.0 ] ]
let private x, y = [| 0.7; -1.1 |], [| 0.4; 0.9; -0.3 |]
let private clocks = struct (0.5, 2.0)

[<Theory>]
[<InlineData("simultaneous:0.1")>]
[<InlineData("alternating:0.1")>]
[<InlineData("alternating:0.05@order:2,1@inner:3,2")>]
[<InlineData("jacobi:0.1")>]
[<InlineData("gauss-seidel:0.1@inner:1,2")>]
[<InlineData("joint:0.1")>]
[<InlineData("implicit-euler:0.1")>]
[<InlineData("midpoint:0.1")>]
[<InlineData("extragradient:0.1")>]
[<InlineData("optimistic:0.1")>]
[<InlineData("heun:0.1")>]
[<InlineData("rk4:0.1")>]
[<InlineData("dopri5-fixed:0.1")>]
[<InlineData("gd:0.1")>]
let ``the radii in closed form are those of the run`` (text: string) =
    let scheme =
        if text = "implicit-euler:0.1" then
            GameScheme.integrated (Integrator.implicitEuler 0.1)
        else
            GameScheme.parse text

    let steps = 40
    let exact = (BilinearOrbit.squaredRadii scheme a clocks x y steps).Value

    let path =
        Game.bilinear a
        |> Game.withClocks [ 0.5; 2.0 ]
        |> Game.from (Product.create (Particles.point x) (Particles.point y)) scheme
        |> Flow.steps steps

    let square = Array.sumBy (fun v -> v * v)

    let radii =
        path.States
        |> Array.map (fun (_, q) -> square q.First.Nodes.Data / 0.5 + square q.Second.Nodes.Data / 2.0)

    Assert.Equal(steps + 1, exact.Length)

    // Implicit steps solve their equations to 1e-9 of their terms or better.
    for k in 0..steps do
        Assert.True(abs (radii[k] - exact[k]) <= 1e-8 * exact[k], $"step {k}: {radii[k]} is not {exact[k]}")

[<Fact>]
let ``the factors per step are those of the theory`` () =
    let s, tau = 1.3, 0.2
    let a2 = (s * tau) ** 2.0

    let factor scheme =
        let radii =
            (BilinearOrbit.squaredRadii scheme (array2D [ [ s ] ]) (struct (1.0, 1.0)) [| 1.0 |] [| 0.0 |] 1).Value

        radii[1] / radii[0]

    for scheme, expected in
        [
            GameScheme.simultaneous tau, 1.0 + a2
            GameScheme.joint tau, 1.0 / (1.0 + a2)
            GameScheme.midpoint tau, 1.0
            GameScheme.extragradient tau, 1.0 - a2 + a2 * a2
            GameScheme.integrated (Integrator.heun tau), 1.0 + a2 * a2 / 4.0
            GameScheme.integrated (Integrator.rungeKutta4 tau), 1.0 - a2 ** 3.0 / 72.0 + a2 ** 4.0 / 576.0
        ] do
        Assert.Equal(expected, factor scheme, 14)

[<Fact>]
let ``schemes that are no fixed linear map have no closed form`` () =
    for text in [ "dopri5:1e-6"; "adam:0.1"; "extragradient:0.1@clip:1"; "own-steps" ] do
        Assert.Equal(None, BilinearOrbit.squaredRadii (GameScheme.parse text) a clocks x y 3)

[<Fact>]
let ``clocks of 0 and starts of another length are refused`` () =
    let refusal act =
        Assert.Throws<ArgumentException>(fun () -> act () |> ignore).Message

    Assert.Contains(
        "clock",
        refusal (fun () -> BilinearOrbit.squaredRadii (GameScheme.joint 1.0) a (struct (0.0, 1.0)) x y 1)
    )

    Assert.Contains(
        "must have 2 entries",
        refusal (fun () -> BilinearOrbit.squaredRadii (GameScheme.joint 1.0) a clocks y y 1)
    )

[<Fact>]
let ``clocks of a game are those of its players`` () =
    let start = Product.create (Particles.point x) (Particles.point y)
    let game = Game.bilinear a
    let first = Game.measure game start

    let again =
        game |> Game.withClocks [ 3.0; 0.0 ] |> (fun game -> Game.measure game start)

    Assert.Equal(3.0 * first[0].Dissipation, again[0].Dissipation, 12)
    Assert.Equal(0.0, again[1].Dissipation)

    for clocks in [ [ 1.0 ]; [ -1.0; 1.0 ]; [ 0.0; 0.0 ]; [ 1.0; nan ] ] do
        Assert.Throws<ArgumentException>(fun () -> Game.withClocks clocks game |> ignore)
        |> ignore
