namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Euler steps of the MMD flow in the plane. The step of 100,000 particles is among the targets.</summary>
type MmdSteps() =

    let mutable flow: FlowSteps<Particles> voption = ValueNone

    /// The number of particles, and of target points.
    [<Params(1_000, 10_000)>]
    member val N = 0 with get, set

    /// Begins the flow.
    [<GlobalSetup>]
    member this.Begin() =
        flow <- ValueSome(FlowSteps.mmd Metric.wasserstein this.N)

    /// One step: values and gradients of two sums.
    [<Benchmark; Pairs(2)>]
    member _.Step() = flow.Value.Step()
