(**
---
title: GANs as gradient flows that converge (HZ23)
category: Theory
categoryindex: 3
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
# GANs as gradient flows that converge (HZ23)

Huang, Zhang: *GANs as Gradient Flows that Converge*, JMLR 2023.

The functional is the Jensen-Shannon divergence, JSD(q) = 1/2 KL(q‖m) + 1/2 KL(p‖m) with m = (p + q)/2; its first variation is 1/2 log 2q/(p + q) (HZ23-1), and
its Wasserstein flow is the law of the equation

> dY = -1/2 ∇ log(1 - D(Y)) dt, D = p/(p + q)

which is what a generator follows when its targets are moved so and it regresses on them: the step of a GAN (HZ23-6). As a density the flow solves a
Fokker-Planck equation, here on the line, from one Gaussian to a mixture of two.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let grid = Grid.line -6.0 6.0 600

let mixture =
    GaussianMixture.mixture
        [| 0.5; 0.5 |]
        [
            GaussianMixture.isotropic [| -2.0 |] 0.6
            GaussianMixture.isotropic [| 2.0 |] 0.8
        ]

let goal = GridDensity.ofMixture "two modes" mixture grid

let first =
    GridDensity.ofMixture "start" (GaussianMixture.isotropic [| 0.5 |] 0.5) grid

let equation = FokkerPlanck.create FDivergence.jsd goal

let steps =
    FokkerPlanck.trajectory
        (FokkerPlanckMethod.Implicit 0.05)
        [ for k in 0..80 -> 0.5 * float k ]
        equation
        first
    |> Seq.toArray

let curve (q: GridDensity) =
    Array.mapi (fun i v -> grid.Centres[i, 0], v) q.Density

Figure.lines
    "The density along the flow of JSD"
    "y"
    "density"
    [
        for at in [ 0; 8; 24; 80 ] do
            $"t = {steps[at].Time}", curve steps[at].State
        "p", curve goal
    ]
(*** include-it-raw ***)

(**
JSD falls at every step:
*)

let falls =
    steps
    |> Array.pairwise
    |> Array.forall (fun (a, b) -> b.Functional <= a.Functional)

printfn
    $"JSD from {steps[0].Functional:G3} to {(Array.last steps).Functional:G3}; it fell at every step: {falls}."

Figure.logLines
    "JSD along its flow"
    "t"
    "JSD"
    [ ("JSD", steps |> Array.map (fun step -> step.Time, step.Functional)) ]
(*** include-it-raw ***)

(**
## A GAN's step is a regression step

One gradient step of the generator on E log(1 - D(G(z))) at rate τε/2 is one gradient step at rate τ on 1/2 E|G(z) - y|² to the moved targets y (HZ23-6), whatever
D is. The certificate compares the two directions, each computed its own way:
*)

let logit = Network.parse "2-16-1:tanh"

let generator =
    ParameterState.initial (Network.parse "2-16-2:tanh") 64 (Seed.create 1)

let report =
    GanStep.certify
        GeneratorLoss.vanilla
        {
            Steps = 1
            Epsilon = 0.1
            Metric = None
        }
        (Integrator.euler 0.1)
        logit
        (logit.Initial(Seed.create 2))
        generator

printfn
    $"Cosine of the angle between them: {report.Cosine.Value:F15}; ratio of their lengths: {report.LengthRatio.Value:F12}."
(*** include-output ***)

(**
## Checked

The claims of this paper that the library checks, each with a page of proof ([all of them](../claims/index.html)):
*)

for claim in Catalogue.all do
    if claim.Id.StartsWith "HZ23-" then
        printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)
