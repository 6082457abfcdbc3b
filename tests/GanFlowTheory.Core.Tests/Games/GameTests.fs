module GanFlowTheory.Core.Tests.Games.GameTests

open System
open Xunit
open GanFlowTheory.Core

let private linear name (slope: float[]) : Functional<Particles> =
    Functional.potential
        name
        (Potential.ofPointwise (fun x -> Array.fold2 (fun total a b -> total + a * b) 0.0 x slope) (fun _ -> slope))

let private bilinear (s: float) (clockX: float) (clockY: float) : Game<Product<Particles, Particles>> =
    Game.create
        (Player.ofFunctional
            "x"
            (fun (y: Particles) -> linear "x y" (Array.map (fun v -> s * v) (y.Nodes.Row 0)))
            Metric.wasserstein
         |> Player.withClock clockX)
        (Player.ofFunctional
            "y"
            (fun (x: Particles) -> linear "-x y" (Array.map (fun v -> -s * v) (x.Nodes.Row 0)))
            Metric.wasserstein
         |> Player.withClock clockY)

let private start =
    Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.5 |])

let private x (q: Product<Particles, Particles>) = q.First.Nodes[0, 0]
let private y (q: Product<Particles, Particles>) = q.Second.Nodes[0, 0]

let private equal (expected: float) (actual: float) =
    Assert.True(abs (expected - actual) <= 1e-13 * abs expected, $"{actual} is not {expected}")

[<Fact>]
let ``one simultaneous step of a bilinear game grows the radius by 1 + a^2`` () =
    let path =
        bilinear 2.0 1.0 1.0
        |> Game.from start (GameScheme.simultaneous 0.1)
        |> Flow.steps 1

    equal (1.25 * 1.04) (x path.Final ** 2.0 + y path.Final ** 2.0)

[<Fact>]
let ``the clocks multiply each player's velocity`` () =
    let path =
        bilinear 2.0 0.5 3.0
        |> Game.from start (GameScheme.simultaneous 0.1)
        |> Flow.steps 1

    equal (1.0 - 0.1 * 0.5 * 2.0 * 0.5) (x path.Final)
    equal (0.5 + 0.1 * 3.0 * 2.0) (y path.Final)

[<Fact>]
let ``players take turns in the order given, with their inner steps`` () =
    let scheme =
        GameScheme.alternating 0.1
        |> GameScheme.inOrder [ 1; 0 ]
        |> GameScheme.withInnerSteps [ 1; 2 ]

    let path = bilinear 1.0 1.0 1.0 |> Game.from start scheme |> Flow.steps 1
    equal 0.7 (y path.Final)
    equal (1.0 - 0.1 * 0.7) (x path.Final)
    Assert.Equal("alternating:0.1@order:2,1@inner:1,2", GameScheme.name scheme)

[<Fact>]
let ``an alternating game with a run cut by its time takes a shorter last step`` () =
    let path =
        bilinear 1.0 1.0 1.0
        |> Game.from start (GameScheme.alternating 0.1)
        |> Flow.until 0.25

    Assert.Equal(3, path.Steps[path.Steps.Length - 1].Index)
    Assert.Equal(Outcome.ReachedTime 0.25, path.Outcome)

[<Fact>]
let ``what is measured of players is their energies and dissipations`` () =
    let measured = Game.measure (bilinear 2.0 0.5 3.0) start
    Assert.Equal<float option list>([ Some 1.0; Some -1.0 ], [ for player in measured -> player.Energy ])
    equal (0.5 * 1.0) measured[0].Dissipation
    equal (3.0 * 4.0) measured[1].Dissipation

[<Fact>]
let ``a game whose clocks are all 0 is refused`` () =
    let refusal =
        Assert.Throws<ArgumentException>(fun () -> bilinear 1.0 0.0 0.0 |> ignore)

    Assert.Contains("all are 0", refusal.Message)

let private adam = Optimiser.adam 0.05

let private own (schedule: Schedule) =
    let optimisers =
        [
            Integrator.optimised (Optimiser.scheduled schedule adam)
            Integrator.optimised (Optimiser.heavyBall 0.02 0.5)
        ]

    Game.create
        (Player.ofFunctional "x" (fun (y: Particles) -> linear "x y" (y.Nodes.Row 0)) Metric.wasserstein
         |> Player.steppedBy optimisers[0])
        (Player.ofFunctional
            "y"
            (fun (x: Particles) -> linear "-x y" (Array.map (~-) (x.Nodes.Row 0)))
            Metric.wasserstein
         |> Player.steppedBy optimisers[1])

[<Fact>]
let ``players that step by optimisers of their own keep a memory each`` () =
    let scheme = GameScheme.ownSteps |> GameScheme.withInnerSteps [ 3; 1 ]
    let schedule = Schedule.Constant
    let path = own schedule |> Game.from start scheme |> Flow.steps 4

    // By hand, with the optimisers alone.
    let mutable a, b = [| 1.0 |], [| 0.5 |]
    let mutable ofX = Optimiser.start 1 adam
    let heavy = Optimiser.heavyBall 0.02 0.5
    let mutable ofY = Optimiser.start 1 heavy

    for _ in 1..4 do
        for _ in 1..3 do
            let struct (moved, after) =
                Optimiser.step adam ofX a (Array.map (~-) b) (fun _ -> failwith "no field")

            a <- moved
            ofX <- after

        let struct (moved, after) =
            Optimiser.step heavy ofY b a (fun _ -> failwith "no field")

        b <- moved
        ofY <- after

    Assert.Equal(a[0], x path.Final)
    Assert.Equal(b[0], y path.Final)
    equal 0.08 (Array.last path.Steps).Time

[<Fact>]
let ``a run of a game that reuses its arrays, stopped and resumed, equals one that is not`` () =
    let scheme = GameScheme.ownSteps |> GameScheme.withInnerSteps [ 2; 1 ]

    let run () =
        own Schedule.Constant |> Game.from start scheme

    let whole = run () |> Flow.steps 20
    let path = IO.Path.GetTempFileName()

    try
        run ()
        |> Flow.reusing
        |> Flow.trace (Horizon.afterSteps 7) Threading.CancellationToken.None
        |> Seq.iter (fun step ->
            if step.Outcome.IsSome then
                Checkpoint.save path step)

        let rest = run () |> Flow.reusing |> Checkpoint.resume path |> Flow.steps 20
        Assert.Equal(x whole.Final, x rest.Final)
        Assert.Equal(y whole.Final, y rest.Final)
    finally
        IO.File.Delete path

[<Fact>]
let ``three players see the product of the others`` () =
    // Each goes to the mean of the others: x' = -(x - (y + z)/2).
    let toMean (mean: float) : Functional<Particles> =
        Functional.potential
            "to the mean"
            (Potential.ofPointwise (fun x -> 0.5 * (x[0] - mean) * (x[0] - mean)) (fun x -> [| x[0] - mean |]))

    let player name =
        Player.ofFunctional
            name
            (fun (others: Product<Particles, Particles>) -> toMean (0.5 * (x others + y others)))
            Metric.wasserstein

    let point v = Particles.point [| v |]

    let path =
        Game.ofThree (player "a") (player "b") (player "c")
        |> Game.from (Product.create (point 0.0) (Product.create (point 1.0) (point 5.0))) (GameScheme.simultaneous 0.1)
        |> Flow.steps 1

    equal 0.3 path.Final.First.Nodes[0, 0]
    equal (1.0 - 0.1 * (1.0 - 2.5)) path.Final.Second.First.Nodes[0, 0]
    equal (5.0 - 0.1 * 4.5) path.Final.Second.Second.Nodes[0, 0]

[<Fact>]
let ``a critic that remembers is refused as a player's own`` () =
    let critic: Critic<Particles> =
        Critic.ratio RatioEstimator.gaussian FDivergence.kl (Empirical.ofPoints (Points.ofValues [| 0.0; 1.0 |]))

    let game =
        Game.create
            (Player.create "x" (fun (_: Particles) -> Flow.through "kl" critic))
            (Player.ofFunctional "y" (fun (_: Particles) -> linear "y" [| 1.0 |]) Metric.wasserstein)

    let refusal =
        Assert.Throws<ArgumentException>(fun () ->
            game |> Game.from start (GameScheme.simultaneous 0.1) |> Flow.steps 1 |> ignore)

    Assert.Contains("is a player of its own", refusal.Message)
