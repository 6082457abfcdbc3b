namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open BenchmarkDotNet.Configs
open GanFlowTheory.Core

/// <summary>The engine against the scalar loops that define it. n is small because the loops are slow: at larger n the
/// engine costs less per pair than here.</summary>
[<GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory); CategoriesColumn>]
type AgainstReference() =

    let mutable kernel = Kernel.dot
    let mutable x = Clouds.start 1 1
    let mutable y = Clouds.start 1 1
    let mutable w = [||]

    /// The kernel expression.
    [<Params("gaussian:1", "rq-paper", "distance", "poly3")>]
    member val Kernel = "" with get, set

    /// The dimension.
    [<Params(2, 8)>]
    member val D = 0 with get, set

    /// The number of points in each cloud.
    [<Params(512)>]
    member val N = 0 with get, set

    /// Makes the clouds.
    [<GlobalSetup>]
    member this.Prepare() =
        let struct (x', y') = Clouds.scaled this.N this.D
        kernel <- Kernel.parse this.Kernel
        x <- x'
        y <- y'
        w <- Clouds.weights this.N

    /// Values by scalar loops.
    [<Benchmark(Baseline = true); BenchmarkCategory("values"); Pairs(1)>]
    member _.ScalarValues() = PairwiseReference.apply kernel x y w

    /// Values by the engine.
    [<Benchmark; BenchmarkCategory("values"); Pairs(1)>]
    member _.Values() = Pairwise.apply kernel x y w

    /// Gradients by scalar loops.
    [<Benchmark(Baseline = true); BenchmarkCategory("gradient"); Pairs(1)>]
    member _.ScalarGradient() = PairwiseReference.gradient kernel x y w

    /// Gradients by the engine.
    [<Benchmark; BenchmarkCategory("gradient"); Pairs(1)>]
    member _.Gradient() = Pairwise.gradient kernel x y w

    /// Mixed second derivatives by scalar loops.
    [<Benchmark(Baseline = true); BenchmarkCategory("mixedHessian"); Pairs(1)>]
    member _.ScalarMixedHessian() =
        PairwiseReference.mixedHessian kernel x y y

    /// Mixed second derivatives by the engine.
    [<Benchmark; BenchmarkCategory("mixedHessian"); Pairs(1)>]
    member _.MixedHessian() = Pairwise.mixedHessian kernel x y y
