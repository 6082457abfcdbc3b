(**
---
title: MonoFlow (YZL23)
category: Theory
categoryindex: 3
index: 5
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
# MonoFlow (YZL23)

Yi, Zhu, Liu: *MonoFlow: Rethinking Divergence GANs via the Perspective of Wasserstein Gradient Flows*, ICML 2023.

Training against a discriminator that estimates u = log r, r = p/q, moves the generated points along dx/dt = h'(log r) ∇ log r, with h of the generator's
loss. Along it (YZL23-2)

> dKL(q‖p)/dt = -E_q h'(log r) |∇ log r|²

so that **KL falls for all laws exactly when h increases** (YZL23-3). The verifier reads a loss for that:
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

for loss in
    [
        GeneratorLoss.vanilla
        GeneratorLoss.nonSaturating
        GeneratorLoss.detached FDivergence.chi2
    ] do
    printfn $"{loss.Name}: {(MonoFlow.verify loss (-8.0, 8.0)).Verdict}"
(*** include-output ***)

(**
Where h' is negative there are laws for which KL grows. They can be made: a pair of Gaussians, and the flow between them, in which all is known.
Training against f(r), held fixed, has h = -f; that of the reversed χ² is one of those:
*)

let wrong = GeneratorLoss.detached FDivergence.chi2

let example = (MonoFlow.counterexample wrong).Value

printfn
    $"From N({example.Mean:G3}, {example.Deviation:G3}²) to N(0, 1) KL grows from {snd example.Course[0]:G3} to {snd (Array.last example.Course):G3}."
(*** include-output ***)

Figure.lines
    "KL along MonoFlow with h' below 0"
    "t"
    "KL(q‖p)"
    [ (wrong.Name, example.Course) ]
(*** include-it-raw ***)

(**
The slopes of the usual losses differ by orders of magnitude far from the target, which is what saturation means:
*)

Figure.logLines
    "Slopes of generator losses"
    "u = log r"
    "h'(u)"
    [
        for loss in
            [
                GeneratorLoss.vanilla
                GeneratorLoss.nonSaturating
                GeneratorLoss.mle
                GeneratorLoss.arcsinh
            ] do
            loss.Name, [| for u in -6.0 .. 0.1..6.0 -> u, loss.Slope u |]
    ]
(*** include-it-raw ***)

(**
## Checked

The claims of this paper that the library checks, each with a page of proof ([all of them](../claims/index.html)):
*)

for claim in Catalogue.all do
    if claim.Id.StartsWith "YZL23-" then
        printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)
