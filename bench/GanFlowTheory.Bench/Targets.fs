namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>The sizes and kernels that the library's speed is judged by.</summary>
type Targets() =

    let mutable x = Clouds.start 1 1
    let mutable y = Clouds.start 1 1
    let mutable w = [||]
    let mutable line = Particles.ofPoints x
    let mutable energy: Functional<Particles> = Functional.energyDistance line
    let mutable flow: FlowSteps<Particles> voption = ValueNone

    let clouds n d =
        x <- Clouds.start n d
        y <- Clouds.target n d
        w <- Clouds.weights n

    let gradient kernel =
        Points.combine 1.0 (Pairwise.gradient kernel x x w) -1.0 (Pairwise.gradient kernel x y w)

    /// 10,000 points in the plane.
    [<GlobalSetup(Targets = [| "GaussianPlane"; "RationalQuadraticPlane" |])>]
    member _.Plane() = clouds 10_000 2

    /// 4,096 points in 64 dimensions.
    [<GlobalSetup(Target = "Gaussian64")>]
    member _.Space() = clouds 4_096 64

    /// 1,000,000 points on the line; the target is sorted once.
    [<GlobalSetup(Target = "EnergyDistanceLine")>]
    member _.Line() =
        line <- Particles.ofPoints (Clouds.start 1_000_000 1)
        energy <- Functional.energyDistance (Empirical.ofPoints (Clouds.target 1_000_000 1))

    /// 100,000 particles in the plane, and what is summed once for a whole run.
    [<GlobalSetup(Target = "FlowStep")>]
    member _.Begin() =
        flow <- ValueSome(FlowSteps.mmd Metric.wasserstein 100_000)

    /// The gradient of 1/2 MMD^2, gaussian:1, d = 2, n = m = 10,000.
    [<Benchmark; Pairs(2, N = 10_000)>]
    member _.GaussianPlane() = gradient (Kernel.gaussian 1.0)

    /// The gradient of 1/2 MMD^2, gaussian:8, d = 64, n = m = 4,096.
    [<Benchmark; Pairs(2, N = 4_096)>]
    member _.Gaussian64() = gradient (Kernel.gaussian 8.0)

    /// The gradient of 1/2 MMD^2, rq-paper, d = 2, n = m = 10,000.
    [<Benchmark; Pairs(2, N = 10_000)>]
    member _.RationalQuadraticPlane() = gradient Kernel.rqPaper

    /// The energy distance on the line and its gradient, n = m = 1,000,000.
    [<Benchmark; Clouds(2, N = 1_000_000)>]
    member _.EnergyDistanceLine() =
        let evaluation = energy.Evaluate line
        struct (evaluation.Value, evaluation.Variation.Gradient)

    /// An Euler step of the MMD flow, gaussian:1, d = 2, n = m = 100,000: what it allocates above all.
    [<Benchmark; Once; Pairs(2, N = 100_000)>]
    member _.FlowStep() = flow.Value.Step()
