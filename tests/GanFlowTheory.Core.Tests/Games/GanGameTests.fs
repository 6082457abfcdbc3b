module GanFlowTheory.Core.Tests.Games.GanGameTests

open System
open System.Threading
open Xunit
open GanFlowTheory.Core

let private p = Empirical.ofPoints (Seed.gaussian 40 2 (Seed.create 1))

let private options hidden batch =
    { DiscriminatorOptions.standard (Network.multilayer [ 2; hidden; 1 ] Activation.Tanh) with
        Batch = batch
        Penalties = [ CriticPenalty.r1 0.5 ]
        Optimiser = Optimiser.adam 1e-2
    }

let private start =
    Particles.ofPoints (Seed.gaussian 25 2 (Seed.create 2) |> Points.scale 0.5)

let private gan hidden batch =
    Game.gan
        (options hidden batch)
        GeneratorLoss.nonSaturating
        Metric.wasserstein
        (Integrator.optimised (Optimiser.adam 0.05))
        p

[<Fact>]
let ``the energies are the losses of both players on the laws whole`` () =
    let options = { options 3 7 with Penalties = [] }

    let game =
        Game.gan options GeneratorLoss.vanilla Metric.wasserstein (Integrator.euler 0.1) p

    let q = Game.ganStart (Seed.create 9) options.Network start
    let measured = Game.measure game q

    let u (x: Points) =
        Network.evaluate options.Network (q.Second.Nodes.Row 0) x
        |> Points.toRows
        |> Array.map Array.head

    let softplus v = log (1.0 + exp v)
    let fake = u start.Nodes |> Array.averageBy softplus
    let real = u p.Nodes |> Array.averageBy (fun v -> softplus -v)

    let near expected actual =
        Assert.True(abs (expected - actual) <= 1e-13, $"{actual} is not {expected}")

    near -fake measured[0].Energy.Value
    near (real + fake) measured[1].Energy.Value

[<Fact>]
let ``inner steps draw batches of their own, again the same in another run`` () =
    let run seed =
        gan 4 5
        |> Game.from (Game.ganStart (Seed.create 9) (options 4 5).Network start) (GameScheme.criticFirst 3)
        |> Flow.withSeed (Seed.create seed)
        |> Flow.steps 4

    let coordinates (path: Path<Product<Particles, Particles>>) = (path.Final :> IState<_>).Coordinates
    Assert.Equal<float[]>(coordinates (run 1), coordinates (run 1))
    Assert.NotEqual<float[]>(coordinates (run 1), coordinates (run 2))

[<Fact>]
let ``a GAN's run that stops and goes on equals one that does not`` () =
    let from seed =
        gan 4 5
        |> Game.from (Game.ganStart (Seed.create 9) (options 4 5).Network start) (GameScheme.criticFirst 2)
        |> Flow.withSeed (Seed.create seed)

    let whole = from 3 |> Flow.steps 6

    let middle: Step<_> =
        from 3 |> Flow.trace (Horizon.afterSteps 2) CancellationToken.None |> Seq.last

    let rest = from 3 |> Flow.resume middle.Continuation |> Flow.steps 6

    Assert.Equal<float[]>((whole.Final :> IState<_>).Coordinates, (rest.Final :> IState<_>).Coordinates)

[<Fact>]
let ``a run against many parameters never sees nodes of both laws in one matrix`` () =
    // 400 points and 2001 parameters: both laws in one matrix are 401 x 2001.
    let cloud = Particles.ofPoints (Seed.gaussian 400 2 (Seed.create 2))
    let parameters = Network.parameterCount (options 500 5).Network

    let run () =
        gan 500 5
        |> Game.from (Game.ganStart (Seed.create 9) (options 500 5).Network cloud) (GameScheme.criticFirst 2)
        |> Flow.steps 3
        |> ignore

    run ()
    let before = GC.GetAllocatedBytesForCurrentThread()
    run ()
    let allocated = float (GC.GetAllocatedBytesForCurrentThread() - before)
    Assert.True(allocated < float (8 * 401 * parameters), $"{allocated} bytes for {parameters} parameters")

let private refusal (action: unit -> unit) =
    Assert.ThrowsAny<ArgumentException>(action).Message

[<Fact>]
let ``what does not fit is refused in a sentence`` () =
    let line = Particles.ofPoints (Points.ofValues [| 0.0 |])

    let step (q: Product<Particles, Particles>) =
        gan 3 5 |> Game.from q (GameScheme.criticFirst 1) |> Flow.steps 1 |> ignore

    Assert.Contains("one point of R^", refusal (fun () -> step (Product.create start (Particles.point [| 0.0 |]))))
    Assert.Contains("dimension", refusal (fun () -> step (Game.ganStart (Seed.create 1) (options 3 5).Network line)))

    Assert.Contains(
        "dimension",
        refusal (fun () ->
            Game.gan (options 3 5) GeneratorLoss.logit Metric.wasserstein (Integrator.euler 0.1) line
            |> ignore<Game<Product<Particles, Particles>>>)
    )

    Assert.Contains(
        "one output",
        refusal (fun () ->
            Player.generator (Network.affine 2 2) GeneratorLoss.logit Metric.wasserstein
            |> ignore<Player<Particles, Particles>>)
    )

    Assert.Contains(
        "Euler or an optimiser",
        refusal (fun () ->
            Game.gan (options 3 5) GeneratorLoss.logit Metric.wasserstein (Integrator.heun 0.1) p
            |> Game.from (Game.ganStart (Seed.create 1) (options 3 5).Network start) (GameScheme.criticFirst 1)
            |> ignore)
    )
