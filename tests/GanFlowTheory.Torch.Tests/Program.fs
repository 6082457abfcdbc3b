module GanFlowTheory.Torch.Tests.Program

/// What tests run in processes of their own (ChildProcess), by name.
[<EntryPoint>]
let main arguments =
    match arguments with
    | [| "growth" |] -> LifetimeTests.growth ()
    | _ -> failwith "A part of the tests is to be named: growth."
    |> System.Console.Out.WriteLine

    0
