namespace GanFlowTheory.Core.Tests

open System.Diagnostics
open System.Reflection

/// Other processes that run a part of these tests: what a processor or the compiler decides once for a process, or what ends it.
module ChildProcess =

    /// Switches of the runtime for vectors of four lanes where the processor has eight.
    let fourLanes = [ "DOTNET_EnableAVX512", "0"; "DOTNET_EnableAVX512F", "0" ]

    /// Runs a part by its name with more arguments and with variables of the environment: its exit code, what it wrote, and what it
    /// wrote of errors.
    let run (variables: (string * string) list) (arguments: string list) : struct (int * string * string) =
        let program = Assembly.GetExecutingAssembly().Location

        let start =
            ProcessStartInfo(
                "dotnet",
                program :: arguments,
                RedirectStandardOutput = true,
                RedirectStandardError = true
            )

        for name, value in variables do
            start.Environment[name] <- value

        // No file of several hundred megabytes for a process that ends as it is meant to.
        start.Environment["DOTNET_DbgEnableMiniDump"] <- "0"
        use child = new Process(StartInfo = start)
        child.Start() |> ignore
        let errors = child.StandardError.ReadToEndAsync()
        let output = child.StandardOutput.ReadToEnd()
        child.WaitForExit()
        struct (child.ExitCode, output, errors.Result)
