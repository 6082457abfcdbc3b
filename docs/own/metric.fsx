(**
---
title: Your own metric
category: Make it yours
categoryindex: 2
index: 3
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
# Your own metric

A metric is its Onsager operator K(q): from a potential c, given at the nodes, to how the nodes move against it. It must be symmetric and
positive; then dF/dt = -⟨ξ, K ξ⟩ is never positive, and every functional falls along its flow. This one moves nodes by A times the gradient, with
a symmetric positive matrix A: the plane seen through other units.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let tilted (a: float[,]) : Metric<'q> when 'q :> ITransport =
    Metric.createTransport "tilted" (fun _ c ->
        let g = c.Gradient
        Points.init g.Count 2 (fun i k -> a[k, 0] * g[i, 0] + a[k, 1] * g[i, 1]))

let fast = tilted (array2D [ [ 4.0; 0.0 ]; [ 0.0; 0.25 ] ])

let target = Seed.create 0 |> Seed.gaussian 300 2
let spread = Seed.create 1 |> Seed.gaussian 200 2
let start = Points.init 200 2 (fun i k -> 3.0 + spread[i, k])

let flowIn (metric: Metric<Particles>) =
    Flow.descend (Functional.mmd (Kernel.gaussian 2.0) (Empirical.ofPoints target))
    |> Flow.inMetric metric
    |> Flow.steppedBy (Integrator.rungeKutta4 0.1)
    |> Flow.from (Particles.ofPoints start)
    |> Flow.until 8.0

Figure.particles
    "The same functional in two metrics"
    (Some target)
    [
        "start", start
        "wasserstein, t = 8", (flowIn Metric.wasserstein).Final.Nodes
        "tilted, t = 8", (flowIn fast).Final.Nodes
    ]
(*** include-it-raw ***)

(**
Along x₁ the particles have arrived, along x₂ they have hardly begun. The identity holds all the same:
*)

let residuals = (flowIn fast).Steps |> Array.choose _.Diagnostics.IdentityResidual

printfn $"Largest residual of dF/dt = -<xi, K xi>: {Array.max residuals:G2} of the rate."
(*** include-output ***)

(**
## Its laws
*)

Laws.metric fast |> Law.check

Laws.metric fast
|> List.map _.Name
|> List.distinct
|> String.concat ", "
|> printfn "Laws: %s."
(*** include-output ***)

(**
## A slip

A sign in A, so that it also turns. Positivity would not see it, since a rotation does no work; symmetry does.
*)

try
    Laws.metric (tilted (array2D [ [ 2.0; 1.0 ]; [ -1.0; 1.0 ] ])) |> Law.check
with error ->
    printfn $"{error.Message}"
(*** include-output ***)
