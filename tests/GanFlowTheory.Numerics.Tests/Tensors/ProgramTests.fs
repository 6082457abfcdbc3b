module GanFlowTheory.Core.Tests.ProgramTests

open System
open System.Threading
open System.Threading.Tasks
open Xunit
open GanFlowTheory.Core

let private x, y = Tensor.input "x" [| 2 |], Tensor.input "y" [| 2 |]

let private program (engine: Engine) =
    Engine.compile engine [ x; y ] [ x + 10.0 * y ]

let private run (program: Program) : float[] =
    let output = Array.zeroCreate 2
    program.Run [| output |]
    output

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``what an input is set to stays until it is set again`` (engineName: string) =
    let program = program (TestEngines.named engineName)
    let first = program.Input 0
    Assert.Equal("x", first.Name)
    Assert.Equal("y", program.Input(1).Name)
    let given = [| 1.0; 2.0 |]
    first.Set given
    // A copy: the array is the caller's again.
    given[0] <- nan
    program.Input(1).Set [| 3.0; 4.0 |]
    Assert.Equal<float[]>([| 31.0; 42.0 |], run program)
    Assert.Equal<float[]>([| 31.0; 42.0 |], run program)
    program.Input(1).Set(ReadOnlySpan([| 0.0; 5.0; 6.0 |], 1, 2))
    Assert.Equal<float[]>([| 51.0; 62.0 |], run program)
    // A run on given inputs sets them too.
    Assert.Equal<float[][]>([| [| 77.0; 88.0 |] |], program.Evaluate [| [| 7.0; 8.0 |]; [| 7.0; 8.0 |] |])
    first.Set [| 0.0; 0.0 |]
    Assert.Equal<float[]>([| 70.0; 80.0 |], run program)

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``an input that was never set is named, and one of another size or number`` (engineName: string) =
    let program = program (TestEngines.named engineName)
    program.Input(0).Set [| 1.0; 2.0 |]
    let missing = Testing.argumentError (fun () -> run program)
    Assert.Contains("inputs[1]", missing)
    Assert.Contains("'y'", missing)

    let long =
        Testing.argumentError (fun () -> program.Input(1).Set [| 1.0; 2.0; 3.0 |])

    Assert.Contains("inputs[1]", long)
    Assert.Contains("has 3", long)
    Assert.Contains("2 inputs", Testing.argumentError (fun () -> program.Input 2))
    Assert.Contains("outputs[0]", Testing.argumentError (fun () -> program.Run [| [| 0.0 |] |]))

[<Fact>]
let ``a thread that holds a program keeps its inputs to itself`` () =
    let program = program Engine.managed

    let sums =
        Array.Parallel.init 64 (fun i ->
            let mine = float i

            program.Exclusively(fun () ->
                program.Input(0).Set [| mine; mine |]
                Thread.Yield() |> ignore
                program.Input(1).Set [| mine; -mine |]
                run program))

    sums
    |> Array.iteri (fun i sum -> Assert.Equal<float[]>([| 11.0 * float i; -9.0 * float i |], sum))

[<Fact>]
let ``a program that failed is free for the next`` () =
    let program = program Engine.managed

    Testing.argumentError (fun () -> program.Exclusively(fun () -> invalidArg "action" "no"))
    |> ignore

    let other =
        Task.Run(fun () -> program.Evaluate [| [| 1.0; 1.0 |]; [| 1.0; 1.0 |] |])

    Assert.True(other.Wait(TimeSpan.FromSeconds 20.0))
    Assert.Equal<float[]>([| 11.0; 11.0 |], other.Result[0])

[<Fact>]
let ``setting inputs and running allocates nothing`` () =
    let program = program Engine.managed
    let given, output = [| 1.0; 2.0 |], [| Array.zeroCreate 2 |]

    let step () =
        program.Input(0).Set given
        program.Input(1).Set given
        program.Run output

    for _ in 1..100 do
        step ()

    let before = GC.GetAllocatedBytesForCurrentThread()

    for _ in 1..100 do
        step ()

    Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0L, 1000L)
