module GanFlowTheory.Core.Tests.Games.GameEndTests

open System
open Xunit
open GanFlowTheory.Core

// E_X = x y = -E_Y on the line.
let private bilinear =
    let player name sign =
        Player.ofFunctional
            name
            (fun (other: Particles) ->
                let slope = sign * other.Nodes[0, 0]
                Functional.potential name (Potential.ofPointwise (fun z -> slope * z[0]) (fun _ -> [| slope |])))
            Metric.wasserstein

    Game.create (player "x" 1.0) (player "y" -1.0)

let private start =
    Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.5 |])

let private radius (q: Product<Particles, Particles>) =
    q.First.Nodes[0, 0] ** 2.0 + q.Second.Nodes[0, 0] ** 2.0

[<Theory>]
[<InlineData("simultaneous:0.1", "diverged")>]
[<InlineData("jacobi:0.1", "diverged")>]
[<InlineData("alternating:0.1", "periodic")>]
[<InlineData("gauss-seidel:0.1", "periodic")>]
[<InlineData("midpoint:0.1", "periodic")>]
[<InlineData("joint:0.1", "converged")>]
[<InlineData("extragradient:0.1", "converged")>]
[<InlineData("optimistic:0.1", "converged")>]
let ``the end of a bilinear game is that of its scheme's factor`` (scheme: string, word: string) =
    let reading =
        bilinear
        |> Game.from start (GameScheme.parse scheme)
        |> Flow.steps 600
        |> Trajectory.ofPath
        |> TrajectoryEnd.classify []

    Assert.True(TrajectoryEnd.word reading.End = word, reading.Evidence)

[<Fact>]
let ``a study of a game finds the rotation and the drift of each scheme's radius`` () =
    let study scheme =
        Limit.study 1.0 0.1 4 [ "radius^2", radius ] (fun tau ->
            Game.from start (GameScheme.withStep tau (GameScheme.parse scheme)) bilinear)

    for scheme, order, drift in
        [
            "simultaneous:1", 1.0, Math.Pow(1.01, 10.0) - 1.0
            "joint:1", 1.0, Math.Pow(1.01, -10.0) - 1.0
            "midpoint:1", 2.0, 0.0
            "heun:1", 2.0, Math.Pow(1.0 + 0.25e-4, 10.0) - 1.0
        ] do
        let study = study scheme
        Assert.True(abs (study.Order.Value - order) <= 0.1, study.Evidence)
        Assert.True(abs (study.Levels[0].Quantities[0].Drift - drift) <= 1e-12, scheme)
        let x, y = cos 1.0 - 0.5 * sin 1.0, sin 1.0 + 0.5 * cos 1.0
        let limit = study.Extrapolated.Value

        Assert.True(
            sqrt (0.5 * ((limit[0] - x) ** 2.0 + (limit[1] - y) ** 2.0))
            <= study.Error.Value,
            study.Evidence
        )
