module GanFlowTheory.Bench.Program

open System.Reflection
open BenchmarkDotNet.Running

[<EntryPoint>]
let main arguments =
    let summaries =
        BenchmarkSwitcher.FromAssembly(Assembly.GetExecutingAssembly()).Run(arguments, Settings.forArguments arguments)
        |> Seq.toList

    // Listing and help run nothing and are no failure; a benchmark that could not run is.
    if
        summaries
        |> List.exists (fun summary ->
            summary.HasCriticalValidationErrors
            || summary.Reports |> Seq.exists (fun report -> not report.Success))
    then
        1
    else
        0
