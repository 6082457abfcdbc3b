module GanFlowTheory.Core.Tests.Games.GameMovementTests

open System
open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests

// E_X = f(x, y), E_Y = g(x, y) on the line, with their slopes in the player's own coordinate.
let private onLine f fx g gy : Game<Product<Particles, Particles>> =
    let energy name value slope =
        Functional.potential name (Potential.ofPointwise (fun z -> value z[0]) (fun z -> [| slope z[0] |]))

    let at (z: Particles) = z.Nodes[0, 0]

    Game.create
        (Player.ofFunctional "x" (fun y -> energy "f" (fun x -> f x (at y)) (fun x -> fx x (at y))) Metric.wasserstein)
        (Player.ofFunctional "y" (fun x -> energy "g" (fun y -> g (at x) y) (fun y -> gy (at x) y)) Metric.wasserstein)

let private bilinear =
    onLine (fun x y -> x * y) (fun _ y -> y) (fun x y -> -x * y) (fun x _ -> -x)

let private start =
    Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.5 |])

let private end' scheme game =
    let path = game |> Game.from start scheme |> Flow.steps 1
    path.Final.First.Nodes[0, 0], path.Final.Second.Nodes[0, 0]

let private near (expected: float * float) (actual: float * float) =
    let gap = max (abs (fst expected - fst actual)) (abs (snd expected - snd actual))
    Assert.True(gap <= 1e-14, $"{actual} is not {expected}")

[<Fact>]
let ``on a bilinear game Jacobi is simultaneous and Gauss-Seidel is alternating`` () =
    near (end' (GameScheme.simultaneous 0.5) bilinear) (end' (GameScheme.jacobi 0.5) bilinear)
    near (end' (GameScheme.alternating 0.5) bilinear) (end' (GameScheme.gaussSeidel 0.5) bilinear)

[<Fact>]
let ``the joint movement of a bilinear game is implicit and shrinks the radius`` () =
    // (x, y) = (1, 0.5) / (1 + tau^2) turned: x+ = (x - tau y)/(1 + tau^2), y+ = (y + tau x)/(1 + tau^2).
    near (0.75 / 1.25, 1.0 / 1.25) (end' (GameScheme.joint 0.5) bilinear)

[<Fact>]
let ``the midpoint rule keeps the radius of a bilinear game`` () =
    let x, y = end' (GameScheme.midpoint 0.5) bilinear
    Assert.True(abs (x * x + y * y - 1.25) <= 1e-14)

// E_X = -x^2/2 + x y, E_Y = y^2/2 - x y: no player's movement exists beyond tau = 1.
let private concave =
    onLine (fun x y -> -0.5 * x * x + x * y) (fun x y -> -x + y) (fun x y -> 0.5 * y * y - x * y) (fun x y -> y - x)

[<Theory>]
[<InlineData(1.1)>]
[<InlineData(1.5)>]
[<InlineData(3.0)>]
let ``a joint movement that does not exist ends the run with what to change`` (tau: float) =
    let path = concave |> Game.from start (GameScheme.joint tau) |> Flow.steps 1

    match path.Outcome with
    | Outcome.Stalled(0, reason) ->
        Assert.Contains("does not exist", reason)
        Assert.Contains("shorter step", reason)
    | outcome -> failwith (Outcome.sentence outcome)

[<Fact>]
let ``a movement without a minimiser ends the run with the player's name`` () =
    let path = concave |> Game.from start (GameScheme.jacobi 1.5) |> Flow.steps 1

    match path.Outcome with
    | Outcome.Stalled(0, reason) -> Assert.Contains("player x", reason)
    | outcome -> failwith (Outcome.sentence outcome)

[<Fact>]
let ``a movement in a metric whose distance is not known is refused`` () =
    let game =
        Game.create
            (Player.ofFunctional
                "x"
                (fun (_: Particles) ->
                    Functional.potential "x" (Potential.ofPointwise Array.sum (Array.map (fun _ -> 1.0))))
                (Metric.stein (Kernel.gaussian 1.0)))
            (Player.ofFunctional
                "y"
                (fun (_: Particles) ->
                    Functional.potential "y" (Potential.ofPointwise Array.sum (Array.map (fun _ -> 1.0))))
                Metric.wasserstein)

    let refusal =
        Assert.Throws<ArgumentException>(fun () ->
            game |> Game.from start (GameScheme.jacobi 0.1) |> Flow.steps 1 |> ignore)

    Assert.Contains("is not Euclidean", refusal.Message)

// 4 cos has minima at odd multiples of pi. With this step the second quantile, just below the hill at 2 pi, is thrown to the
// minimum at -pi, past the first, which stands at that at pi.
let private nearHill = 0.05
let private throw = (3.0 * Math.PI - nearHill) / (4.0 * sin nearHill)

let private crossing: Game<Product<QuantileState, QuantileState>> =
    let waves: Functional<QuantileState> =
        Functional.potential "4 cos" (Potential.ofPointwise (fun z -> 4.0 * cos z[0]) (fun z -> [| -4.0 * sin z[0] |]))

    Game.create
        (Player.ofFunctional "x" (fun (_: QuantileState) -> waves) Metric.wasserstein)
        (Player.ofFunctional "y" (fun (_: QuantileState) -> waves) Metric.wasserstein)

let private crossingStart =
    let quantiles = QuantileState.ofValues [| Math.PI; 2.0 * Math.PI - nearHill |]
    Product.create quantiles quantiles

[<Theory>]
[<InlineData("jacobi")>]
[<InlineData("gauss-seidel")>]
let ``quantiles that cross are put in order, and the search goes on from there`` (name: string) =
    let path =
        crossing
        |> Game.from crossingStart (GameScheme.parse $"{name}:{throw:R}")
        |> Flow.steps 1

    // At the minimum m a quantile from x ends at m + e with x - m = e + 4 tau sin e, the smallest such e > 0.
    let ending (gap: float) =
        let mutable e = gap / (4.0 * throw)

        for _ in 1..50 do
            e <- e - (e + 4.0 * throw * sin e - gap) / (1.0 + 4.0 * throw * cos e)

        e

    for player in [ path.Final.First; path.Final.Second ] do
        let found = player.Quantiles
        Assert.True(found[0] < found[1], $"{found[0]}, {found[1]}")
        Testing.close 1e-9 (-Math.PI + ending (2.0 * Math.PI)) found[0]
        Testing.close 1e-9 (Math.PI + ending (Math.PI - nearHill)) found[1]

    let alone =
        MinimisingMovement.step
            throw
            (Functional.potential
                "4 cos"
                (Potential.ofPointwise (fun z -> 4.0 * cos z[0]) (fun z -> [| -4.0 * sin z[0] |])))
            Metric.wasserstein
            crossingStart.First

    Assert.Equal<float[]>(alone.State.Quantiles, path.Final.First.Quantiles)

[<Fact>]
let ``a joint movement of crossed quantiles is no equilibrium`` () =
    let path =
        crossing |> Game.from crossingStart (GameScheme.joint throw) |> Flow.steps 1

    match path.Outcome with
    | Outcome.Stalled(0, reason) -> Assert.Contains("would do better nearer, with its quantiles in order", reason)
    | outcome -> failwith (Outcome.sentence outcome)

[<Theory>]
[<InlineData("joint:0.25", "joint:0.25")>]
[<InlineData("implicit:0.25", "joint:0.25")>]
[<InlineData("alternating:0.1 @ inner:5,1 @ order:2,1", "alternating:0.1@order:2,1@inner:5,1")>]
[<InlineData("own-steps@inner:5,1", "own-steps@inner:5,1")>]
[<InlineData("optimistic:0.1@clip:1", "optimistic:0.1@clip:1")>]
[<InlineData("midpoint:0.1", "midpoint:0.1")>]
let ``schemes are read and named alike`` (text: string, name: string) =
    Assert.Equal(name, GameScheme.name (GameScheme.parse text))

[<Theory>]
[<InlineData("alternate:0.1", "Did you mean")>]
[<InlineData("joint:0", "needs")>]
[<InlineData("alternating:0.1@order:1,1", "every player once")>]
[<InlineData("joint:0.1@inner:2,1", "take turns only")>]
let ``other schemes are refused in a sentence`` (text: string, sentence: string) =
    let refusal =
        Assert.Throws<ArgumentException>(fun () -> GameScheme.parse text |> ignore)

    Assert.Contains(sentence, refusal.Message, StringComparison.OrdinalIgnoreCase)
