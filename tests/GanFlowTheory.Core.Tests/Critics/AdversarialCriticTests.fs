namespace GanFlowTheory.Core.Tests

open System.Threading
open Xunit
open GanFlowTheory.Core
open Testing

/// What critic networks refuse, in one sentence, and how penalties are spelled.
module AdversarialCriticTests =

    let private points n =
        Empirical.ofPoints (Seed.gaussian n 2 (Seed.create n))

    let private network outputs =
        Network.multilayer [ 2; 3; outputs ] Activation.Tanh

    let private plainly =
        Kernel.ofFunctions
            "plain"
            (fun x y -> exp -(abs (x[0] - y[0])))
            (fun x _ -> Array.zeroCreate x.Length)
            (fun x _ -> Array2D.zeroCreate x.Length x.Length)

    let private stepped (options: CriticOptions) (p: IMeasure) (q: Particles) =
        Flow.through "GAN" (Critic.adversarial options p)
        |> Flow.from q
        |> Flow.trace (Horizon.afterSteps 1) CancellationToken.None
        |> Seq.last

    let private mmd = AdversarialLoss.mmd (Kernel.gaussian 1.0)

    let private refuses (part: string) (action: unit -> 'a) =
        Assert.Contains(part, argumentError (fun () -> action () |> ignore))

    [<Fact>]
    let ``A critic of another width, or without parameters, is refused`` () =
        refuses "must have the 1 output of a critic of loss wgan, but has 3" (fun () ->
            CriticOptions.wganGp (network 3))

        refuses "must have the 1 output of a critic of loss cross-entropy/vanilla, but has 2" (fun () ->
            CriticOptions.create AdversarialLoss.vanilla (network 2))

        refuses "must have parameters to train, but has none" (fun () ->
            CriticOptions.create mmd (Network.activation Activation.Tanh 2))

        refuses "dimension" (fun () ->
            let critic: Critic<Particles> =
                Critic.adversarial
                    (CriticOptions.create mmd (network 2))
                    (Empirical.ofPoints (Points.ofValues [| 1.0; 2.0 |]))

            critic)

    [<Fact>]
    let ``Unbiased losses ask for two points, and for two that have weight`` () =
        let options =
            { CriticOptions.create mmd (network 2) with
                Batch = 1
            }

        refuses
            "batch must be at least 2 for loss mmd:gaussian:1, which compares different points of a law, but is 1"
            (fun () -> stepped options (points 5) (Particles.ofPoints (points 4).Nodes))

        let whole = CriticOptions.create AdversarialLoss.cramer (network 2)

        refuses
            "loss cramer compares different points of a law, so that target must have at least 2 of weight above 0, but has 1"
            (fun () -> stepped whole (points 1) (Particles.ofPoints (points 4).Nodes))

        refuses "the current law must have at least 2 of weight above 0, but has 1" (fun () ->
            stepped whole (points 5) (Particles.ofPoints (points 1).Nodes))

        let one = Empirical.weighted [| 1.0; 0.0; 0.0 |] (points 3).Nodes

        refuses "target must have at least 2 of weight above 0, but has 1" (fun () ->
            stepped whole one (Particles.ofPoints (points 4).Nodes))

        // Losses of single points take one.
        stepped (CriticOptions.wganGp (network 1)) one (Particles.ofPoints (points 1).Nodes)
        |> ignore

    [<Fact>]
    let ``Kernels that a loss cannot be differentiated through are refused`` () =
        refuses "must have mixed second derivatives everywhere, but laplace:1 has a cusp" (fun () ->
            AdversarialLoss.scaledMmd 1.0 (Kernel.laplace 1.0))

        refuses "lambda must be positive" (fun () -> AdversarialLoss.scaledMmd 0.0 (Kernel.gaussian 1.0))

        let x = Tensor.input "x" [| 3; 2 |]

        let none =
            "kernel plain has no tensor expression: a part of it is given by plain functions"

        refuses none (fun () -> Kernel.matrix x x plainly)
        refuses none (fun () -> Kernel.diagonal x plainly)
        refuses none (fun () -> Kernel.embeddingSpeed x [ x; x ] plainly)

        refuses none (fun () ->
            stepped
                (CriticOptions.create (AdversarialLoss.mmd plainly) (network 2))
                (points 5)
                (Particles.ofPoints (points 4).Nodes))

        refuses "must have the shapes n x d and m x d" (fun () ->
            Kernel.matrix x (Tensor.input "y" [| 3; 1 |]) (Kernel.gaussian 1.0))

        refuses "derivatives" (fun () -> Kernel.embeddingSpeed x [ x ] (Kernel.gaussian 1.0))

        refuses "has a cusp at coincident points" (fun () -> Kernel.embeddingSpeed x [ x; x ] (Kernel.laplace 1.0))

    [<Fact>]
    let ``Weights of penalties are not negative`` () =
        for make in
            [
                CriticPenalty.witnessGradient
                CriticPenalty.criticGradient
                CriticPenalty.activations
            ] do
            refuses "weight must be non-negative and finite" (fun () -> make -1.0)

        refuses "gamma must be non-negative and finite" (fun () -> CriticPenalty.r1 nan)
        refuses "c must be positive" (fun () -> Optimiser.inBox 0.0 (Optimiser.adam 0.1))
        refuses "iterations must be at least 1" (fun () -> Network.spectrallyNormalised 0 (network 1))

    [<Fact>]
    let ``A value that is no number is named`` () =
        let vector =
            AdversarialLoss.zeroSum "vector" (fun batch -> Tensor.sumAlong 1 batch.Current) (fun _ at ->
                Tensor.sumAlong 1 at)

        refuses "what the critic lowers of loss vector must be a number, but is 4" (fun () ->
            stepped (CriticOptions.create vector (network 2)) (points 5) (Particles.ofPoints (points 4).Nodes))

    [<Fact>]
    let ``Penalties are spelled as they are read`` () =
        for expression in
            [
                "none"
                "witness-gradient:1 + activations:0.0001"
                "critic-gradient:2 + r1:0.5"
                "r1:1E+20 + activations:1E-20"
            ] do
            Assert.Equal(expression, CriticPenalty.name (CriticPenalty.parse expression))

        refuses "witness-gradient" (fun () -> CriticPenalty.parse "witness-gradiant:1")
        refuses "'-1'" (fun () -> CriticPenalty.parse "r1:-1")
