namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Euler steps of the energy distance on the line, by sorting.</summary>
type EnergySteps() =

    let mutable flow: FlowSteps<Particles> voption = ValueNone

    /// The number of particles, and of target points.
    [<Params(10_000, 100_000, 1_000_000)>]
    member val N = 0 with get, set

    /// Begins the flow.
    [<GlobalSetup>]
    member this.Begin() =
        flow <- ValueSome(FlowSteps.energy this.N)

    /// One step.
    [<Benchmark; Clouds(2)>]
    member _.Step() = flow.Value.Step()
