(**
---
title: Your first flow
category: Start
categoryindex: 1
index: 1
---
*)
(*** condition: prepare ***)
#load "../../build/docs/references.fsx"
(*** condition: ipynb ***)
#if IPYNB
#r "nuget: GanFlowTheory.Laws"
#r "nuget: GanFlowTheory.Reports"
#endif // IPYNB
(**
# Your first flow

A flow is five small values that compose: a **functional** F of a distribution q, a **critic** that sees its first variation, a
**metric** that turns what is seen into motion, a **state** that moves, and an **integrator** that takes steps. Here F is half the squared
distance MMD² between q and data, the critic is exact, the metric is that of Wasserstein-2, and the state is a cloud of particles: each
particle moves against the gradient of dF/dq where it is.
*)
open GanFlowTheory.Core

let target = Target.twoMoons |> Target.sample (Seed.create 0) 500
let start = Seed.create 1 |> Seed.gaussian 300 2

let flow =
    Flow.descend (Functional.mmd (Kernel.gaussian 0.5) (Empirical.ofPoints target))
    |> Flow.seenBy Critic.exact
    |> Flow.inMetric Metric.wasserstein
    |> Flow.steppedBy (Integrator.rungeKutta4 0.1)

let path = flow |> Flow.from (Particles.ofPoints start) |> Flow.until 30.0
printfn $"{Outcome.sentence path.Outcome}"
(*** include-output ***)

(**
A path has its end, the states that were kept, and the measurements of every step. The picture is an SVG document of its own:
*)

Figure.particles
    "A flow of MMD to two moons"
    (Some target)
    [ "t = 0", start; "t = 30", path.Final.Nodes ]
(*** include-it-raw ***)

(**
## The energy dissipation identity

Along a flow the functional falls at a rate that the metric predicts, dF/dt = -⟨ξ, K c⟩: ξ is the first variation, c what the critic sees of
it, and K the metric. Every step measures both sides. What is predicted is the derivative at the beginning of a step; what is observed is the
difference to the next one, divided by the step.
*)

let functional =
    path.Steps
    |> Array.map (fun step -> step.Time, step.Diagnostics.Functional.Value)

let predicted =
    path.Steps
    |> Array.choose (fun step ->
        step.Diagnostics.PredictedDissipation
        |> Option.map (fun rate -> step.Time, rate))

let observed =
    functional
    |> Array.pairwise
    |> Array.map (fun ((s, f), (t, g)) -> 0.5 * (s + t), (f - g) / (t - s))

Figure.logLines
    "The rate of the functional"
    "t"
    "-dF/dt"
    [ "predicted, ⟨ξ, K c⟩", predicted; "observed", observed ]
(*** include-it-raw ***)

(**
The two curves are one. That they are is a law, and the library checks it for every composition of its parts, and for yours.

## Another point of the lattice

Each of the five can be another one, and nothing else changes. The same functional in the metric of Stein, whose velocities are averaged by a
kernel, or on the parameters of a generator instead of particles, is a line:
*)

let inStein = flow |> Flow.inMetric (Metric.stein (Kernel.gaussian 0.5))
let ofStein = inStein |> Flow.from (Particles.ofPoints start) |> Flow.until 30.0

let last (path: Path<Particles>) =
    (Array.last path.Steps).Diagnostics.Functional.Value

printfn
    $"1/2 MMD^2 at t = 30: {last path:G3} in Wasserstein-2, {last ofStein:G3} in Stein's metric."
(*** include-output ***)

(**
In C# the names are the same with a capital, and what F# pipes, C# calls as a method: see [From C#](from-csharp.html). On the command line it is

    ganflow run --target two-moons --kernel gaussian:0.5 --integrator rk4:0.1 --until 30

which writes a page with these pictures and more, the particles, and a manifest that reruns the same bits.
*)
