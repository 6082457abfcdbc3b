module GanFlowTheory.Bench.Program

[<EntryPoint>]
let main _ = 0
