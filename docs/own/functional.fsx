(**
---
title: Your own functional
category: Make it yours
categoryindex: 2
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
# Your own functional

A functional is two members: its value, and its first variation as a function on R^d up to a constant. This one, F(q) = 1/2 |E_q X - m|², has
the first variation ⟨E_q X - m, x⟩: its flow moves every particle by the same vector, towards the mean m.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let meanDistance (factor: float) (m: float[]) : Functional<'q> when 'q :> IMeasure =
    let difference q = Array.map2 (-) (Measure.mean q) m

    Functional.create
        "1/2 |mean - m|^2"
        (fun q -> factor * Array.sumBy (fun v -> v * v) (difference q))
        (fun q ->
            let e = difference q
            Potential.ofPointwise (fun x -> Array.sum (Array.map2 (*) e x)) (fun _ -> e))

(**
It composes with every metric and state at once. Of the flow in Wasserstein-2 everything is known, E_q X - m falls like e^(-t), and F like e^(-2t):
*)

let start = Seed.create 1 |> Seed.gaussian 200 2

let path =
    Flow.descend (meanDistance 0.5 [| 3.0; 1.0 |])
    |> Flow.inMetric Metric.wasserstein
    |> Flow.steppedBy (Integrator.rungeKutta4 0.05)
    |> Flow.from (Particles.ofPoints start)
    |> Flow.until 3.0

let observed =
    path.Steps
    |> Array.map (fun step -> step.Time, step.Diagnostics.Functional.Value)

let exact =
    observed |> Array.map (fun (t, _) -> t, snd observed[0] * exp (-2.0 * t))

Figure.logLines
    "1/2 |mean - m|² along its flow"
    "t"
    "F"
    [ "observed", observed; "e^(-2t) F(0)", exact ]
(*** include-it-raw ***)

(**
## Its laws

One line runs every law of functionals on it: that the first variation is the derivative of the value, at nodes and weights, along mixtures and
transports, on measures that are generated and shrunk. Nothing happens where they hold.
*)

Laws.functional (meanDistance 0.5 [| 3.0; 1.0 |]) |> Law.check

Laws.functional (meanDistance 0.5 [| 3.0; 1.0 |])
|> List.map _.Name
|> String.concat ", "
|> printfn "Laws: %s."
(*** include-output ***)

(**
## A slip

1 where 1/2 belongs, in the value alone. The flow would still run, and fall; what it reports would be wrong by a factor of 2.
*)

try
    Laws.functional (meanDistance 1.0 [| 3.0; 1.0 |]) |> Law.check
with error ->
    printfn $"{error.Message}"
(*** include-output ***)

(**
Where the value is a differentiable expression of nodes x (n x d) and weights w, the value alone will do, and differentiation gives the rest:
*)

let secondMoment: Functional<Particles> =
    Functional.ofValue "E |X|^2" (fun x w ->
        Tensor.inner w (Tensor.sumAlong 1 (Tensor.square x)))

let variation = secondMoment.FirstVariation(Particles.ofPoints start)
let gradient = (variation.Gradient(Points.ofRows [ [ 1.0; 2.0 ] ])).Row 0
printfn $"The gradient of its first variation at (1, 2) is ({gradient[0]}, {gradient[1]})."
(*** include-output ***)
