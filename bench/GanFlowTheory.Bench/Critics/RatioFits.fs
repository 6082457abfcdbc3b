namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Density ratios of two clouds in the plane, and what a critic asks of them at the points of one.</summary>
type RatioFits() =

    let kde = RatioEstimator.kernelDensity BandwidthChoice.Separate
    let logistic = RatioEstimator.kernelLogistic KernelRatioOptions.standard

    let fixedLogistic =
        RatioEstimator.kernelLogistic (KernelRatioOptions.fixedAt 1.5 1e-3)

    let leastSquares = RatioEstimator.leastSquares KernelRatioOptions.standard
    let seed = Seed.create 1
    let mutable p: IMeasure = Empirical.ofPoints (Clouds.target 1 1)
    let mutable q: IMeasure = Empirical.ofPoints (Clouds.start 1 1)
    let mutable fitted: RatioFit voption = ValueNone
    let mutable given: RatioFit voption = ValueNone

    /// The number of points in each sample.
    [<Params(2000)>]
    member val N = 0 with get, set

    /// Makes the samples and the fits that others start from.
    [<GlobalSetup>]
    member this.Prepare() =
        p <- Empirical.ofPoints (Clouds.target this.N 2)
        q <- Empirical.ofPoints (Clouds.start this.N 2)
        fitted <- ValueSome(logistic.Fit seed p q None)
        given <- ValueSome((RatioEstimator.kernelDensity (BandwidthChoice.Given(0.3, 0.3))).Fit seed p q None)

    /// Kernel logistic regression, every setting by cross-validation.
    [<Benchmark(Baseline = true)>]
    member _.Logistic() = logistic.Fit seed p q None

    /// From a fit before, whose settings the search stays near.
    [<Benchmark>]
    member _.LogisticWarm() =
        logistic.Fit seed p q (Some fitted.Value)

    /// At given settings, with the held-out score.
    [<Benchmark>]
    member _.LogisticFixed() = fixedLogistic.Fit seed p q None

    /// Kernel densities, bandwidths by leave-one-out likelihood, with the held-out score.
    [<Benchmark>]
    member _.Kde() = kde.Fit seed p q None

    // Two sums: q with p, q with q.

    /// The log-ratio of two kernel densities at the points of q.
    [<Benchmark; Pairs(2)>]
    member _.KdeValue() = given.Value.LogRatio.Value q.Nodes

    /// The gradient of the log-ratio there.
    [<Benchmark; Pairs(2)>]
    member _.KdeGradient() = given.Value.LogRatio.Gradient q.Nodes

    /// Least-squares importance fitting, every setting by cross-validation.
    [<Benchmark>]
    member _.LeastSquares() = leastSquares.Fit seed p q None
