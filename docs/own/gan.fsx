(**
---
title: Your own GAN
category: Make it yours
categoryindex: 2
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
# Your own GAN

A GAN is a game of a generator against a critic network. Its loss says what each of the two lowers, and what the critic's witness is, the function
whose slopes penalties hold. Below is the hinge loss (Lim and Ye 2017), with a penalty of our own that holds slopes near 0 on segments between
the two laws.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let mean (w: Tensor) (h: Tensor) = Tensor.inner w (Tensor.sumAlong 1 h)

let hinge (generated: float) =
    { AdversarialLoss.create
          "hinge"
          (fun batch ->
              mean batch.TargetWeights (Tensor.leakyRelu 0.0 (1.0 - batch.Target))
              + mean batch.CurrentWeights (Tensor.leakyRelu 0.0 (1.0 + batch.Current)))
          (fun batch -> generated * mean batch.CurrentWeights batch.Current)
          (fun _ at -> Tensor.sumAlong 1 at) with
        Outputs = Some 1
    }

let flat (weight: float) =
    CriticPenalty.create "flat" (fun loss batch ->
        let t = Tensor.detach batch.Between.Value

        let slopes =
            Differentiate.gradient (Tensor.sum (loss.Witness batch (batch.At t))) t

        weight * Tensor.mean (Tensor.sumAlong 1 (Tensor.square slopes)))

(**
The game has five steps of the critic to one of the generator, two optimisers, and fresh noise at each step:
*)

let options =
    { CriticOptions.create (hinge -1.0) (Network.parse "2-64-64-1:leaky-relu:0.2") with
        Optimiser = Optimiser.adamWith 2e-3 0.5 0.9 1e-8
        Penalties = [ flat 0.1 ]
    }

let target = Target.eightGaussians |> Target.sample (Seed.create 2) 1000

let generator =
    ParameterState.initial (Network.parse "2-64-64-2:tanh") 256 (Seed.create 1)

let trained =
    Empirical.ofPoints target
    |> Game.adversarial
        options
        Metric.euclidean
        (Integrator.optimised (Optimiser.adamWith 1e-3 0.5 0.9 1e-8))
    |> Game.from
        (Game.ganStart (Seed.create 0) options.Network generator)
        (GameScheme.criticFirst 5)
    |> Flow.drawingAnew
    |> Flow.steps 600

Figure.particles
    "A GAN with a hinge loss"
    (Some target)
    [
        "the generator at first", generator.Nodes
        "after 600 steps", trained.Final.First.Nodes
    ]
(*** include-it-raw ***)

(**
## Its laws

That what a player moves along is the gradient of what it is said to lower, that the witness is what the loss sees, and that the penalty is a
function of slopes:
*)

Laws.adversarialLoss (hinge -1.0) @ Laws.adversarialWitness 1.0 (hinge -1.0)
|> Law.check

Laws.criticPenalty (flat 0.1) |> Law.check
printfn "The laws of the loss and of the penalty hold."
(*** include-output ***)

(**
## A slip

A generator that lowers the hinge's score instead of raising it:
*)

try
    Laws.adversarialWitness 1.0 (hinge 1.0) |> Law.check
with error ->
    printfn $"{error.Message}"
(*** include-output ***)
