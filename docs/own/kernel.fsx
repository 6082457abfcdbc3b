(**
---
title: Your own kernel
category: Make it yours
categoryindex: 2
index: 2
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
# Your own kernel

A radial kernel is a function φ of the squared distance s = |x - y|² with two derivatives. With them everything that is built on kernels is
there: MMD and its flow, Stein's metric, KID, tests, critics.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let cauchyWith (first: float -> float) =
    Kernel.radial "cauchy" (fun s -> 1.0 / (1.0 + s)) first (fun s ->
        2.0 / (1.0 + s) ** 3.0)

let cauchy = cauchyWith (fun s -> -1.0 / (1.0 + s) ** 2.0)

(**
Tails of this kernel are heavy, so that a flow of its MMD reaches particles that are far away, where a Gaussian kernel sees nothing of them:
*)

let target = Target.eightGaussians |> Target.sample (Seed.create 0) 400
let spread = Seed.create 1 |> Seed.gaussian 200 2
let start = Points.init 200 2 (fun i k -> 4.0 + 0.5 * spread[i, k])

let flowOf (kernel: Kernel) =
    Flow.descend (Functional.mmd kernel (Empirical.ofPoints target))
    |> Flow.inMetric Metric.wasserstein
    |> Flow.steppedBy (Integrator.rungeKutta4 0.2)
    |> Flow.from (Particles.ofPoints start)
    |> Flow.until 60.0

let ofGaussian = flowOf (Kernel.gaussian 0.7)
let ofCauchy = flowOf cauchy

Figure.particles
    "Flows of MMD from afar"
    (Some target)
    [
        "start", start
        "gaussian:0.7, t = 60", ofGaussian.Final.Nodes
        "cauchy, t = 60", ofCauchy.Final.Nodes
    ]
(*** include-it-raw ***)

(**
## Its laws

The derivatives in x and y, the mixed ones, positivity of Gram matrices, the sums over all pairs, symmetric and in parts:
*)

Laws.kernel cauchy |> Law.check

Laws.kernel cauchy
|> List.map _.Name
|> String.concat ", "
|> printfn "Laws: %s."
(*** include-output ***)

(**
## A slip

A sign in the first derivative: the flow would run away from the target.
*)

try
    Laws.kernel (cauchyWith (fun s -> 1.0 / (1.0 + s) ** 2.0)) |> Law.check
with error ->
    printfn $"{error.Message}"
(*** include-output ***)
