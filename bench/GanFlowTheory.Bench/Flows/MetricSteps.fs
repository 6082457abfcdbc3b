namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>What a metric adds to an Euler step of the MMD flow in the plane.</summary>
type MetricSteps() =

    let mutable flow: FlowSteps<Particles> voption = ValueNone

    let kernel = Kernel.gaussian 1.0

    /// The number of particles, and of target points: 600 unknowns, the most that are factorised.
    [<Params(300)>]
    member val N = 0 with get, set

    /// Begins the flow in the Wasserstein-2 metric.
    [<GlobalSetup(Target = "Wasserstein")>]
    member this.BeginWasserstein() =
        flow <- ValueSome(FlowSteps.mmd Metric.wasserstein this.N)

    /// Begins the flow in the Stein metric.
    [<GlobalSetup(Target = "Stein")>]
    member this.BeginStein() =
        flow <- ValueSome(FlowSteps.mmd (Metric.stein kernel) this.N)

    /// Begins the flow in the Sobolev-kernelized metric.
    [<GlobalSetup(Target = "Sobolev")>]
    member this.BeginSobolev() =
        flow <- ValueSome(FlowSteps.mmd (Metric.sobolevKernelized kernel 0.1) this.N)

    /// Wasserstein-2: no sum beyond the functional's two.
    [<Benchmark(Baseline = true)>]
    member _.Wasserstein() = flow.Value.Step()

    /// Stein: one more sum.
    [<Benchmark>]
    member _.Stein() = flow.Value.Step()

    /// Sobolev-kernelized: a linear system, 2 n unknowns, by Cholesky.
    [<Benchmark>]
    member _.Sobolev() = flow.Value.Step()
