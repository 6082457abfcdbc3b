namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>Training steps, whose times and allocations are among the targets: 15 ms, 8 ms and 0.5 s, below 100
/// kB.</summary>
type TrainingSteps() =

    let mutable plain: HandWritten.PlainGan voption = ValueNone
    let mutable flow: FlowSteps<ParameterState> voption = ValueNone
    let mutable kernelized: FlowSteps<ParameterState> voption = ValueNone
    let mutable mmd: HandWritten.MmdCritic voption = ValueNone

    /// Compiles the programs.
    [<GlobalSetup>]
    member _.Begin() =
        plain <- ValueSome(HandWritten.PlainGan(Engine.standard, 1))
        flow <- ValueSome((Training.flowGan ()))
        kernelized <- ValueSome((Training.kernelized ()))
        mmd <- ValueSome(HandWritten.MmdCritic Engine.standard)

    /// One discriminator and one generator step at batch 256, written out by hand.
    [<Benchmark(Baseline = true)>]
    member _.PlainGan() = plain.Value.Step()

    /// The same through the loop of flows, with its diagnostics.
    [<Benchmark>]
    member _.FlowGan() = flow.Value.Step()

    /// One step of a kernelized flow of 1,006 parameters on 512 samples.
    [<Benchmark>]
    member _.Kernelized() = kernelized.Value.Step()

    /// One critic step with gradient penalty at batch 256.
    [<Benchmark>]
    member _.CriticWithPenalty() = mmd.Value.Step()
