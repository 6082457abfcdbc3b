namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Steps of MMD GANs of images: one of the generator with its five of the critic, at most 60 ms for each of the critic at
/// 16 filters.</summary>
type GanSteps() =

    let mutable steps: FlowSteps<ParameterState> voption = ValueNone

    /// The filters of the critic's first layer.
    [<Params(4, 16)>]
    member val Filters = 4 with get, set

    /// Compiles the programs.
    [<GlobalSetup>]
    member this.Begin() =
        steps <- ValueSome(Training.mmdGan this.Filters)

    /// A step of the generator and five of its critic, at batch 64.
    [<Benchmark>]
    member _.MmdGan() = steps.Value.Step()
