// Draws docs/first-flow.svg, the picture of the README: dotnet fsi build/picture.fsx, after a Release build.

#load "docs/references.fsx"

open System.IO
open GanFlowTheory.Core

let target = Target.eightGaussians |> Target.sample (Seed.create 0) 400
let start = Seed.create 1 |> Seed.gaussian 300 2 |> Points.scale 0.5

let path =
    Functional.energyDistance (Empirical.ofPoints target)
    |> Flow.descend
    |> Flow.inMetric Metric.wasserstein
    |> Flow.steppedBy (Integrator.rungeKutta4 0.05)
    |> Flow.from (Particles.ofPoints start)
    |> Flow.keepEvery 40
    |> Flow.until 6.0

let clouds =
    [
        for index, (time, state) in Seq.indexed path.States do
            if index = 0 || index = 1 || index = path.States.Length - 1 then
                $"t = {time:G3}", (state :> IMeasure).Nodes
    ]

File.WriteAllText(
    Path.Combine(__SOURCE_DIRECTORY__, "..", "docs", "first-flow.svg"),
    Figure.particles
        "A cloud on its way to eight Gaussians, along the Wasserstein flow of the energy distance"
        (Some target)
        clouds
    + "\n"
)
