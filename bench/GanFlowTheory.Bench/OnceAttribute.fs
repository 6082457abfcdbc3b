namespace GanFlowTheory.Bench

open System
open BenchmarkDotNet.Attributes
open BenchmarkDotNet.Engines
open BenchmarkDotNet.Jobs

/// <summary>A benchmark of many seconds: timed once, without warm-up or pilot, whatever the job. Its set-up must
/// compile what it runs.</summary>
[<AttributeUsage(AttributeTargets.Method); Sealed>]
type OnceAttribute() =
    inherit
        JobMutatorConfigBaseAttribute(
            Job.Default
                .WithStrategy(RunStrategy.ColdStart)
                .WithInvocationCount(1)
                .WithUnrollFactor(1)
                .WithWarmupCount(0)
                .WithIterationCount(1)
        )
