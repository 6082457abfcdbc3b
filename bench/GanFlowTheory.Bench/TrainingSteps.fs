namespace GanFlowTheory.Bench

open BenchmarkDotNet.Attributes

/// <summary>Training steps, whose times and allocations are among the targets: 15 ms and 8 ms, below 100 kB.</summary>
type TrainingSteps() =

    let mutable plain: Training.PlainGan voption = ValueNone
    let mutable mmd: Training.MmdCritic voption = ValueNone

    /// Compiles the programs.
    [<GlobalSetup>]
    member _.Begin() =
        plain <- ValueSome(Training.PlainGan())
        mmd <- ValueSome(Training.MmdCritic())

    /// One discriminator and one generator step at batch 256.
    [<Benchmark>]
    member _.PlainGan() = plain.Value.Step()

    /// One critic step with gradient penalty at batch 256.
    [<Benchmark>]
    member _.CriticWithPenalty() = mmd.Value.Step()
