(**
---
title: Your own loss
category: Make it yours
categoryindex: 2
index: 4
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
# Your own generator loss

In a GAN of the vanilla family the generator lowers an integral of h(u), where u = log r is what the discriminator estimates, r = p/q. MonoFlow
(YZL23) says what h may be: any function with h' > 0, since the flow then moves along the gradient of log r, faster or slower. The loss here,
h(u) = arctan u, slows down far from both laws.
*)
open System
open GanFlowTheory.Core
open GanFlowTheory.Laws

let arctan = GeneratorLoss.create "arctan" Math.Atan (fun u -> 1.0 / (1.0 + u * u))

let slopes (loss: GeneratorLoss) =
    [| for u in -6.0 .. 0.05..6.0 -> u, loss.Slope u |]

Figure.lines
    "Slopes of generator losses"
    "u = log r"
    "h'(u)"
    [
        "arctan", slopes arctan
        "vanilla", slopes GeneratorLoss.vanilla
        "non-saturating", slopes GeneratorLoss.nonSaturating
    ]
(*** include-it-raw ***)

(**
`MonoFlow.verify` looks for where h' is not positive, and says which f-divergence training with the loss descends:
*)

let report = MonoFlow.verify arctan (-20.0, 20.0)
printfn $"{report.Verdict}"
(*** include-output ***)

(**
## Its laws
*)

Laws.loss arctan |> Law.check
Laws.loss arctan |> List.map _.Name |> String.concat ", " |> printfn "Laws: %s."
(*** include-output ***)

(**
## A slip

The derivative of another function. A training would go on without a word; the law compares h' with differences of h.
*)

let slipped =
    GeneratorLoss.create "arctan" Math.Atan (fun u -> 1.0 / (1.0 + u * u * u * u))

try
    Laws.loss slipped |> Law.check
with error ->
    printfn $"{error.Message}"
(*** include-output ***)
