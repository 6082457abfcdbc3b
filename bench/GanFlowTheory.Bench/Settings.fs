namespace GanFlowTheory.Bench

open BenchmarkDotNet.Columns
open BenchmarkDotNet.Configs
open BenchmarkDotNet.Diagnosers
open BenchmarkDotNet.Jobs
open BenchmarkDotNet.Toolchains.InProcess.Emit
open Perfolizer.Horology

/// How benchmarks run unless the command line says otherwise.
[<RequireQualifiedAccess>]
module Settings =

    // Calls take microseconds at least, so the harness adds nothing that is worth measuring, and one long call is
    // enough for an iteration.
    let private short =
        Job.Default
            .WithId("Short")
            .WithEvaluateOverhead(false)
            .WithMinInvokeCount(1)
            .WithWarmupCount(1)
            .WithIterationCount(5)
            .WithIterationTime(TimeInterval.FromMilliseconds 100.0)
            .WithUnrollFactor(1)

    // In this process, whatever the job: nothing is generated or built, and every benchmark sees the same machine.
    let private inProcess =
        Job.Default.WithToolchain(InProcessEmitToolchain.Instance).AsMutator()

    // A default job in the settings would override the one on the command line without a word.
    let private choosesJob (arguments: string[]) =
        arguments
        |> Array.exists (fun argument -> argument = "-j" || argument = "--job" || argument.StartsWith "--job=")

    /// A short job in this process, unless the arguments choose a job; allocations, the least time, and the cost per
    /// pair or point.
    let forArguments (arguments: string[]) : IConfig =
        let jobs =
            if choosesJob arguments then
                [| inProcess |]
            else
                [| short.AsDefault(); inProcess |]

        ManualConfig
            .Create(DefaultConfig.Instance)
            .AddJob(jobs)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumn(StatisticColumn.Min, CostColumn())
            .HideColumns(
                "Job",
                "EvaluateOverhead",
                "MinInvokeCount",
                "InvocationCount",
                "IterationCount",
                "IterationTime"
            )
            .HideColumns("RunStrategy", "UnrollFactor", "WarmupCount", "Toolchain")
