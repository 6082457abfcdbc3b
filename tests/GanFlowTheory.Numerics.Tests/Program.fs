module GanFlowTheory.Core.Tests.Program

/// What tests run in processes of their own (ChildProcess), by name.
[<EntryPoint>]
let main arguments =
    match arguments with
    | [| "page-end" |] -> PageEndTests.run None
    | [| "page-end"; columns |] -> PageEndTests.run (Some(int columns))
    | [| "lanes" |] -> LaneMathTests.run ()
    | _ -> failwith "A part of the tests is to be named: page-end or lanes."
    |> System.Console.Out.WriteLine

    0
