(**
---
title: Validate a theorem
category: Start
categoryindex: 1
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
# Validate a theorem

A claim of a paper is a value: its statement, its hypotheses, the laws that follow from it, and the instances that must fail where a hypothesis is
left out. `Catalogue.all` has those that this library checks; a claim runs on generated cases, as many as asked for.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let claim = Catalogue.find "MN21-4"
printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)

let told (verdict: Verdict) =
    match verdict with
    | Verdict.Holds(cases, _) -> $"It held in {cases} cases."
    | Verdict.Falsified falsification ->
        $"Falsified after {falsification.CasesBefore} cases that held.\n  {falsification.Case}\n  {falsification.Detail}"

printfn $"{claim |> Claim.run { Law.defaults with Cases = 10 } |> told}"
(*** include-output ***)

(**
On the command line the same is `ganflow verify MN21-4 --cases 10`, and `ganflow verify` runs all of them.

## A conjecture of your own

Along the Wasserstein flow of MMD² to p the particles move towards p. Does their *mean* come nearer to the mean of p at every instant? Stated as a
law: d/dt |E_q X - E_p X|² ≤ 0 for any two clouds p and q. The velocity of a particle is minus the gradient of the first variation, and the rest is a
sum. Cases are generated from small to large, so that the first one that speaks against the conjecture is small, and then it is shrunk.
*)

let rate (kernel: Kernel) (scene: Scene) : float =
    let p, q = scene.P.Measure, scene.Q.Measure
    let slopes = (Functional.mmd kernel p).FirstVariation(q).Gradient q.Nodes
    let apart = Array.map2 (-) (Measure.mean q) (Measure.mean p)

    -2.0
    * Seq.sum (
        Seq.init slopes.Count (fun i ->
            q.Weights[i] * Array.sum (Array.map2 (*) apart (slopes.Row i)))
    )

let head: LawHead =
    {
        Name = "mean-approaches"
        Statement = "d/dt |E_q X - E_p X|^2 <= 0 along the Wasserstein flow of 1/2 MMD^2"
        Source = "a conjecture"
        Judge = Judge.AtMost(1e-12, "rounding of sums of order 1")
    }

let approaching (kernel: Kernel) (cases: FsCheck.Arbitrary<Scene>) =
    Law.forAll head kernel.Name cases (fun scene ->
        [ Equation.scalar "the rate against 0" 1.0 (rate kernel scene) 0.0 ])

printfn
    $"{Scenes.inDimension 2
       |> approaching (Kernel.gaussian 1.0)
       |> Law.run { Law.defaults with Cases = 1000 }
       |> told}"
(*** include-output ***)

(**
It is false, and the case says why: particles that are near one part of p go there first, whatever the mean does. What is missing is a hypothesis. With
p in one point, all forces of p point there, and those of the particles on each other cancel in the mean:
*)

let concentrated =
    FsCheck.FSharp.Arb.filter
        (fun (scene: Scene) -> scene.P.Count = 1)
        (Scenes.inDimension 2)

printfn
    $"{concentrated
       |> approaching (Kernel.gaussian 1.0)
       |> Law.run { Law.defaults with Cases = 200 }
       |> told}"
(*** include-output ***)

(**
That is not so either: the force of a Gaussian kernel falls off with the distance, so that the particle near p counts more than the one far away. What it
takes is a force that grows in proportion to the distance, which is that of the kernel ⟨x, y⟩:
*)

printfn
    $"{Scenes.inDimension 2
       |> approaching Kernel.dot
       |> Law.run { Law.defaults with Cases = 200 }
       |> told}"
(*** include-output ***)

(**
There the mean moves by -(E_q X - E_p X), and the theorem is a line. A law like this one, with the two that must fail beside it, is what a claim of the
catalogue is made of: statement, hypotheses, property, and the necessity of the hypotheses.
*)
