(**
---
title: MMD GAN as a gradient flow (MN21)
category: Theory
categoryindex: 3
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
# MMD GAN as a gradient flow (MN21)

Mroueh, Nguyen: *On the Convergence of Gradient Descent in GANs: MMD GAN as a Gradient Flow*, AISTATS 2021.

The generator's parameters θ move along the **parametric kernelized flow**: the critic f solves a regularised equation, λf + Df = δ with the witness δ of
MMD and the Gramian D = LL* of the generator's Jacobian in the kernel's space, and dθ/dt = L*f. Then (MN21-3, MN21-4)

> d/dt MMD² = -2⟨δ, D(D + λ)⁻¹δ⟩, that is MMD²(t) = exp(-2 ∫ α) MMD²(0), α = ⟨δ, D(D + λ)⁻¹δ⟩/|δ|² ∈ [0, 1)

Without the inverse it is plain gradient descent, dθ/dt = -1/2 ∇MMD². Here both take a small network to two moons.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let kernel = Kernel.gaussian 0.7
let target = Target.twoMoons |> Target.sample (Seed.create 0) 200
let p = Empirical.ofPoints target
let start = ParameterState.initial (Network.parse "2-32-2:tanh") 150 (Seed.create 1)

let trained (metric: Metric<ParameterState>) =
    Flow.create (Functional.mmd kernel p) metric
    |> Flow.steppedBy (Integrator.rungeKutta4 0.05)
    |> Flow.from start
    |> Flow.keepEvery 1
    |> Flow.until 2.0

let kernelized = trained (Metric.kernelized kernel 0.01)

Figure.particles
    "The parametric kernelized flow"
    (Some target)
    [ "t = 0", start.Nodes; "t = 2", kernelized.Final.Nodes ]
(*** include-it-raw ***)

(**
The monitor computes α at every state from the Gramian, with no look at how MMD² moves, and integrates it:
*)

let points = ConvergenceMonitor.ofPath kernel kernelized

let predicted =
    points
    |> Array.choose (fun point ->
        point.PredictedDecay
        |> Option.map (fun decay -> point.Time, decay * points[0].SquaredMmd))

Figure.logLines
    "MMD² along the kernelized flow"
    "t"
    "MMD²"
    [
        "observed", points |> Array.map (fun point -> point.Time, point.SquaredMmd)
        "exp(-2 ∫ α) MMD²(0)", predicted
    ]
(*** include-it-raw ***)

(**
What gradient descent does with the same functional in the same time:
*)

let last (path: Path<ParameterState>) =
    2.0 * (Array.last path.Steps).Diagnostics.Functional.Value

let descent = trained Metric.euclidean

printfn
    $"MMD^2 at t = 2: {last kernelized:G3} by the kernelized flow, {last descent:G3} by gradient descent."
(*** include-output ***)

(**
## Checked

The claims of this paper that the library checks, each with a page of proof ([all of them](../claims/index.html)):
*)

for claim in Catalogue.all do
    if claim.Id.StartsWith "MN21-" then
        printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)
