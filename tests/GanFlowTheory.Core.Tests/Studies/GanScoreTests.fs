module GanFlowTheory.Core.Tests.Studies.GanScoreTests

open System
open GanFlowTheory.Core
open Xunit

let private network = Network.multilayer [ 2; 5; 2 ] Activation.Tanh
let private q = ParameterState.initial network 8 (Seed.create 3)

let private target =
    Points.combine 1.0 (Seed.gaussian 40 2 (Seed.create 1)) 1.0 (Points.init 40 2 (fun _ _ -> 0.5))

[<Fact>]
let ``scores are the estimators' on fresh points`` () =
    let reference = GanReference.ofPoints target |> GanReference.withSamples 30
    let score = GanScore.measure reference (Seed.create 9) 4 1.5 q
    // The same points by the library's other way to them.
    let x =
        (ParameterState.create network (Seed.gaussian 30 2 (Seed.split "samples" (Seed.create 9))) q.Parameters).Nodes

    Assert.Equal(Kid.full Kernel.poly3 (Rows.ofPoints target) (Rows.ofPoints x) |> _.Estimate, score.Kid)
    Assert.Equal((Fid.estimate target x).Value, score.Fid)

    Assert.Equal(MmdEstimator.unbiased (Kernel.gaussian (Bandwidth.median target)) target x, score.Mmd)

    Assert.Equal((4, 1.5), (score.Step, score.Seconds))
    Assert.True(score.Modes.IsNone && score.WitnessSlope.IsNone)

[<Fact>]
let ``features and modes are those of the reference`` () =
    let mixture = Target.eightGaussians.Mixture.Value

    let reference =
        GanReference.ofPoints target
        |> GanReference.seenAs "halves" (Points.scale 0.5)
        |> GanReference.withModes mixture

    let score = GanScore.measure reference (Seed.create 9) 0 0.0 q
    let plain = GanScore.measure (GanReference.ofPoints target) (Seed.create 9) 0 0.0 q
    Assert.Equal(0.25 * plain.Fid, score.Fid, 1e-12)
    Assert.Equal(plain.Mmd, score.Mmd)
    Assert.Equal(8, score.Modes.Value.Shares.Length)
    Assert.Equal("halves", reference.FeaturesName)

[<Fact>]
let ``scores on an engine are by its programs, and the same up to rounding`` () =
    let reference = GanReference.ofPoints target
    let moved = GanReference.on Engine.managed reference
    let sums = Some Engine.managed
    Assert.Equal((sums, sums), (moved.Kernel.Sums.Engine, moved.PointKernel.Sums.Engine))
    let plain = GanScore.measure reference (Seed.create 9) 0 0.0 q
    let score = GanScore.measure moved (Seed.create 9) 0 0.0 q
    // Means of values of at most some 100, each off by a few roundings of the power of a product.
    Assert.Equal(plain.Kid.Value, score.Kid.Value, 1e-12)
    Assert.Equal(plain.Mmd.Value, score.Mmd.Value, 1e-13)

[<Fact>]
let ``a generator that is closer is told so`` () =
    let reference = GanReference.ofPoints target
    // At the target's mean, and far from it.
    let shifted by =
        let theta = q.Parameters
        let bias = Network.view "2/bias" network
        theta[bias.Offset] <- theta[bias.Offset] + by
        ParameterState.create network q.Noise theta

    let p = GanReference.isCloser (Seed.create 5) (shifted 0.5) (shifted 6.0) reference

    let back =
        GanReference.isCloser (Seed.create 5) (shifted 6.0) (shifted 0.5) reference

    Assert.True(p.Value < 0.01, string p)
    Assert.True(back.Value > 0.99, string back)

[<Fact>]
let ``what cannot be compared is refused`` () =
    let few =
        Assert.Throws<ArgumentException>(fun () -> GanReference.ofPoints (Seed.gaussian 3 2 (Seed.create 1)) |> ignore)

    Assert.Contains("at least 4 points", few.Message)

    let samples =
        Assert.Throws<ArgumentException>(fun () -> GanReference.ofPoints target |> GanReference.withSamples 3 |> ignore)

    Assert.Contains("samples", samples.Message)

[<Fact>]
let ``a penalised witness has slope near 1`` () =
    // One parameter: h = a x_1, whose slope is |a| everywhere.
    let line =
        Network.create "line" 2 1 [ Parameter.constant "a" [| 1; 1 |] 0.0 ] (fun parameter x ->
            Tensor.dot (Tensor.slice 1 0 1 x) (parameter "a"))

    let measure =
        WitnessSlope.measure (CriticOptions.create AdversarialLoss.wgan line) (Empirical.ofPoints target)

    Assert.Equal(2.5, measure (Seed.create 1) [| -2.5 |] q, 1e-15)
