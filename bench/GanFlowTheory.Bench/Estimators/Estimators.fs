namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Estimators of MMD^2 with their standard errors, in the plane.</summary>
type Estimators() =

    let mutable kernel = Kernel.dot
    let mutable x = Clouds.start 1 1
    let mutable y = Clouds.start 1 1

    /// The kernel expression.
    [<Params("gaussian:1", "rq-paper")>]
    member val Kernel = "" with get, set

    /// The number of points in each sample.
    [<Params(10_000)>]
    member val N = 0 with get, set

    /// Makes the samples.
    [<GlobalSetup>]
    member this.Prepare() =
        kernel <- Kernel.parse this.Kernel
        x <- Clouds.start this.N 2
        y <- Clouds.target this.N 2

    // Three sums define an estimate: x with x, y with y, x with y.

    /// The V-statistic.
    [<Benchmark(Baseline = true); Pairs(3)>]
    member _.Biased() = MmdEstimator.biased kernel x y

    /// Without the diagonals.
    [<Benchmark; Pairs(3)>]
    member _.Unbiased() = MmdEstimator.unbiased kernel x y

    /// The U-statistic over pairs of points.
    [<Benchmark; Pairs(3)>]
    member _.UStatistic() = MmdEstimator.uStatistic kernel x y

    /// The linear-time estimator.
    [<Benchmark; Clouds(2)>]
    member _.Linear() = MmdEstimator.linear kernel x y
