namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing
open RatioTesting

/// Density ratios by trained discriminators.
module DiscriminatorTests =

    let private network = Network.multilayer [ 1; 16; 1 ] Activation.Tanh

    let private whole (loss: ClassificationLoss) (optimiser: Optimiser) steps : DiscriminatorOptions =
        { DiscriminatorOptions.standard network with
            Loss = loss
            Optimiser = optimiser
            FirstSteps = steps
            Steps = 5
            Batch = 1000
            HeldOut = 0.0
        }

    let private p = sample (normal "p" 40 1 0.0 1.0)
    let private q = sample (normal "q" 50 1 0.7 1.0)

    let private trained (fit: RatioFit) =
        match fit.Settings with
        | RatioSettings.Trained discriminator -> discriminator
        | other -> failwith $"A discriminator is trained, but the settings are {other}."

    [<Fact>]
    let ``One inner step follows the gradient of the classification loss`` () =
        // By central differences of the loss, written with plain arithmetic on the values of the network.
        let scalar: (string * (float -> float) * (float -> float)) list =
            [
                "cross-entropy", (fun u -> log (1.0 + exp -u)), (fun u -> log (1.0 + exp u))
                "least-squares", (fun u -> pown (1.0 - tanh (u / 2.0)) 2), (fun u -> pown (1.0 + tanh (u / 2.0)) 2)
                "exponential", (fun u -> exp (-u / 2.0)), (fun u -> exp (u / 2.0))
                "importance", (fun u -> -exp u), (fun u -> 0.5 * exp (2.0 * u))
                "variational", (fun u -> -u - 1.0), exp
            ]

        Assert.Equal<string list>(
            ClassificationLoss.forms |> List.map _.Name,
            scalar |> List.map (fun (name, _, _) -> name)
        )

        for name, real, fake in scalar do
            let loss = ClassificationLoss.parse name

            let estimator =
                RatioEstimator.discriminator (whole loss (Optimiser.gradientDescent 1.0) 1)

            let moved = (trained (estimator.Fit (Seed.create 3) p q None)).Parameters
            let start = network.Initial(Seed.split "parameters" (Seed.create 3))

            let value (theta: float[]) =
                let mean f (m: IMeasure) =
                    (Network.evaluate network theta m.Nodes).Data |> Array.averageBy f

                mean real p + mean fake q

            for at in [ 0; 7; 20; 33; 48 ] do
                let difference = 1e-5

                let shifted by =
                    value (Array.mapi (fun i v -> if i = at then v + by else v) start)

                let slope = (shifted difference - shifted -difference) / (2.0 * difference)
                // Rounding 1e-16 / 1e-5, truncation 1e-10 times a third derivative of order 1.
                close 1e-8 (start[at] - slope) moved[at]

    [<Fact>]
    let ``The gradient penalty is added as said`` () =
        let options =
            whole ClassificationLoss.crossEntropy (Optimiser.gradientDescent 1.0) 1

        let step penalty =
            let estimator =
                RatioEstimator.discriminator
                    { options with
                        Penalties = [ CriticPenalty.r1 penalty ]
                    }

            (trained (estimator.Fit (Seed.create 3) p q None)).Parameters

        let start = network.Initial(Seed.split "parameters" (Seed.create 3))
        let plain, penalised = step 0.0, step 0.6

        let penalty (theta: float[]) =
            let struct (_, g) = Network.outputWithGradients network theta p.Nodes
            0.3 * (g.Data |> Array.averageBy (fun v -> v * v))

        for at in [ 0; 7; 20; 33 ] do
            let shifted by =
                penalty (Array.mapi (fun i v -> if i = at then v + by else v) start)

            let slope = (shifted 1e-5 - shifted -1e-5) / 2e-5
            close 1e-8 (plain[at] - slope) penalised[at]

    [<Fact>]
    let ``Training finds the log-ratio of two Gaussians`` () =
        // log r = 0.245 - 0.7 x for N(0, 1) against N(0.7, 1). 2,000 points each: three standard errors of the two
        // coefficients of a logistic regression are 0.2, and the network can follow noise in the tails; between the
        // quartiles of the pooled law the error stays below 0.3. Seeds are fixed.
        let p, q = sample (normal "p" 2000 1 0.0 1.0), sample (normal "q" 2000 1 0.7 1.0)

        for loss in ClassificationLoss.all do
            let options =
                { whole loss (Optimiser.adam 1e-2) 300 with
                    Batch = 500
                }

            let fit = (RatioEstimator.discriminator options).Fit (Seed.create 5) p q None
            let x = Points.ofValues [| -0.3; 0.0; 0.35; 0.7; 1.0 |]
            let u = fit.LogRatio.Value x

            for i in 0 .. x.Count - 1 do
                let error = abs (u[i] - (0.245 - 0.7 * x[i, 0]))
                Assert.True(error < 0.3, $"{loss.Name}: log r at {x[i, 0]} is off by {error}.")

    [<Fact>]
    let ``Later fits go on from the one before, which stays as it was`` () =
        let estimator =
            RatioEstimator.discriminator (whole ClassificationLoss.crossEntropy (Optimiser.adam 1e-2) 20)

        let first = estimator.Fit (Seed.create 1) p q None
        let kept = Array.copy (trained first).Parameters
        let second = estimator.Fit (Seed.create 2) p q (Some first)
        let again = estimator.Fit (Seed.create 2) p q (Some first)
        Assert.Equal(20, (trained first).Steps)
        Assert.Equal(25, (trained second).Steps)
        Assert.Equal<float[]>(kept, (trained first).Parameters)
        Assert.Equal<float[]>((trained second).Parameters, (trained again).Parameters)

    [<Fact>]
    let ``Points that are held out are not trained on`` () =
        let options =
            { whole ClassificationLoss.crossEntropy (Optimiser.adam 1e-2) 30 with
                HeldOut = 0.2
                Batch = 8
            }

        let fit (p: Particles) =
            (RatioEstimator.discriminator options).Fit (Seed.create 1) p q None

        // The points whose change leaves the parameters alone are a fifth.
        let points = Points.toRows p.Nodes
        let reference = (trained (fit (Particles.ofPoints p.Nodes))).Parameters

        let silent =
            [
                for i in 0 .. points.Length - 1 do
                    let moved =
                        points
                        |> Array.mapi (fun j row -> if i = j then [| row[0] + 5.0 |] else row)
                        |> Points.ofRows
                        |> Particles.ofPoints

                    if (trained (fit moved)).Parameters = reference then
                        i
            ]

        Assert.True((fit (Particles.ofPoints p.Nodes)).HeldOutScore.IsSome)
        // Draws of 8 in each of 30 steps miss one of 32 points with probability (31/32)^240 = 5e-4.
        Assert.Equal(8, silent.Length)

    [<Fact>]
    let ``Weights are respected`` () =
        // A law of two atoms with weights 3/4, 1/4 against the same atoms with equal weights: log r is log 3/2 and log
        // 1/2.
        let atoms = Points.ofValues [| -1.0; 1.0 |]
        let p = Empirical.weighted [| 0.75; 0.25 |] atoms
        let q = Empirical.ofPoints atoms
        let options = whole ClassificationLoss.crossEntropy (Optimiser.adam 0.02) 1500

        let fit = (RatioEstimator.discriminator options).Fit (Seed.create 1) p q None

        let u = fit.LogRatio.Value atoms
        // Adam's last steps move by less than its rate.
        close 0.02 (log 1.5) u[0]
        close 0.02 (log 0.5) u[1]

    [<Fact>]
    let ``Inner steps end early where the held-out score no longer improves`` () =
        let options =
            { whole ClassificationLoss.crossEntropy (Optimiser.adam 0.05) 5000 with
                HeldOut = 0.25
                Patience = Some 3
            }

        let fit = (RatioEstimator.discriminator options).Fit (Seed.create 1) p q None

        Assert.InRange((trained fit).Steps, 40, 4999)

    [<Fact>]
    let ``Bad options are said`` () =
        let options = DiscriminatorOptions.standard network
        let two = Network.multilayer [ 1; 4; 2 ] Activation.Tanh

        let sentence (f: unit -> obj) =
            Assert.Throws<ArgumentException>(fun () -> f () |> ignore).Message

        Assert.Contains("one output", sentence (fun () -> DiscriminatorOptions.standard two :> obj))

        for bad, word in
            [
                { options with Batch = 0 }, "batch"
                { options with HeldOut = 0.7 }, "heldOut"
                { options with Patience = Some 0 }, "patience"
                { options with FirstSteps = -1 }, "firstSteps"
                { options with
                    HeldOut = 0.0
                    Patience = Some 1
                },
                "patience"
            ] do
            Assert.Contains(word, sentence (fun () -> RatioEstimator.discriminator bad :> obj))

        let plane = sample (normal "p" 10 2 0.0 1.0)

        Assert.Contains(
            "dimension",
            sentence (fun () -> (RatioEstimator.discriminator options).Fit (Seed.create 1) plane plane None :> obj)
        )

    [<Fact>]
    let ``A fit of another network or another optimiser is no place to go on from`` () =
        let fit (network: Network) (optimiser: Optimiser) before =
            let options =
                { whole ClassificationLoss.crossEntropy optimiser 2 with
                    Network = network
                }

            (RatioEstimator.discriminator options).Fit (Seed.create 1) p q before

        let first = fit network (Optimiser.adam 1e-2) None

        let sentence (f: unit -> RatioFit) =
            Assert.Throws<ArgumentException>(fun () -> f () |> ignore).Message

        let wider = Network.multilayer [ 1; 17; 1 ] Activation.Tanh
        let said = sentence (fun () -> fit wider (Optimiser.adam 1e-2) (Some first))
        Assert.Contains("49", said)
        Assert.Contains("52", said)

        Assert.Contains(
            "is that of adam",
            sentence (fun () -> fit network (Optimiser.gradientDescent 1e-2) (Some first))
        )
