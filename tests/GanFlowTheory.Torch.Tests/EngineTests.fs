module GanFlowTheory.Torch.Tests.EngineTests

open System
open Xunit
open TorchSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Core.Extending

[<Fact>]
let ``engines are found by their spelling, one for each`` () =
    for text, options in
        [
            "torch", TorchOptions.standard
            "torch:cpu", TorchOptions.standard
            "torch:float64,cpu", TorchOptions.standard
            " torch : float32 ",
            { TorchOptions.standard with
                Precision = Precision.Float32
            }
        ] do
        let engine = Engine.parse text
        Assert.Same(Engine.torch options, engine)
        Assert.Equal(options.Precision, engine.Precision)

    let onProcessor = Engine.parse "torch:cpu,float32"
    Assert.Equal("torch 2.10.0.0 cpu float32", onProcessor.Name)
    Assert.Same(Engine.managed, Engine.parse "managed")

[<Theory>]
[<InlineData("torch:float16", "float16")>]
[<InlineData("torch:cdua", "did you mean 'cuda'")>]
[<InlineData("torch:cpu,cuda", "cpu,cuda")>]
[<InlineData("torch:", "''")>]
[<InlineData("troch", "did you mean 'torch'")>]
let ``a wrong spelling is one sentence`` (text: string) (part: string) =
    let message = Testing.argumentError (fun () -> Engine.parse text)
    Assert.Contains(part, message)

[<Fact>]
let ``spellings are read back`` () =
    for options in [ TorchOptions.standard; TorchOptions.cuda 0; TorchOptions.cuda 3 ] do
        for precision in [ Precision.Float64; Precision.Float32 ] do
            let options = { options with Precision = precision }
            let words = (TorchOptions.spelling options).Split(':', 2)

            Assert.Equal(
                options,
                TorchOptions.ofWords (
                    if words.Length = 1 then
                        []
                    else
                        List.ofArray (words[1].Split ',')
                )
            )

[<Fact>]
let ``a CUDA device that is not there is told`` () =
    let count =
        if torch.cuda.is_available () then
            torch.cuda.device_count ()
        else
            0

    let error =
        Assert.Throws<EngineUnavailableException>(fun () -> Engine.torch (TorchOptions.cuda count) |> ignore)

    Assert.Contains("CUDA device", error.Message)
    Assert.Contains(TorchOptions.spelling (TorchOptions.cuda count), error.Message)

/// Every operation once, as large as threads share it.
let private everything: (Operation * Program * float[][])[] =
    OperationCases.all
    |> List.map (fun case ->
        let given = case.Inputs |> List.map (fun x -> Tensor.input "x" x.Shape)

        case.Operation,
        Engine.compile TestEngines.torch given [ Tensor.Create(case.Operation, List.toArray given, case.Shape) ],
        case.Inputs |> List.map _.Values |> List.toArray)
    |> List.toArray

// On a CUDA device rows that are added to the same row come in any order.
let private isPromised (operation: Operation) =
    TestEngines.isOnProcessor
    || match operation with
       | Operation.ScatterAdd
       | Operation.ConvolutionTranspose _
       | Operation.ConvolutionFilter _ -> false
       | _ -> true

[<Fact>]
let ``every operation that promises it gives the same bits again`` () =
    for operation, program, inputs in everything do
        let bits () =
            program.Evaluate inputs |> Array.head |> Testing.bits

        let first = bits ()

        for _ in 1..5 do
            Assert.True((first = bits () || not (isPromised operation)), $"{operation}")

/// A foreign engine that is right but for one operation.
let private flawed (flaw: Operation -> bool) : Engine =
    let whole =
        TorchEngine(TorchOptions.standard, "flawed", torch.CPU) :> IEngine<TorchBuffer>

    let slip = 1.0001.ToScalar()

    Engine.create
        { new IEngine<TorchBuffer> with
            member _.Name = whole.Name
            member _.Precision = whole.Precision
            member _.PairEntries = whole.PairEntries
            member _.Allocate entries = whole.Allocate entries
            member _.Free buffer = whole.Free buffer
            member _.Write(values, target) = whole.Write(values, target)
            member _.Read(source, values) = whole.Read(source, values)

            member _.Prepare(operation, x, y) =
                let right = whole.Prepare(operation, x, y)

                if flaw operation then
                    Action(fun () ->
                        right.Invoke()
                        y.Buffer.Value.mul_ slip |> ignore)
                else
                    right
        }

[<Fact>]
let ``an engine with any operation wrong is not used, and the sentence names it`` () =
    let names =
        OperationCases.all
        |> List.map (fun case -> OperationCases.name case.Operation)
        |> List.distinct
        // Views of other tensors, which no engine computes.
        |> List.except [ "Reshape"; "Detach"; "Input"; "Constant"; "Fill" ]

    Assert.True(names.Length >= 15)

    for name in names do
        let error =
            Assert.Throws<EngineUnavailableException>(fun () ->
                flawed (fun operation -> OperationCases.name operation = name)
                |> Engine.checkedOnce
                |> ignore)

        Assert.Contains("'flawed' is not used", error.Message)

    Assert.Equal("flawed", (Engine.checkedOnce (flawed (fun _ -> false))).Name)

[<Fact>]
let ``memory for pairs is bounded by the options`` () =
    let entries memory =
        TorchOptions.pairEntries
            { TorchOptions.standard with
                Memory = memory
            }

    // A dozen matrices of 8 bytes.
    Assert.Equal(int (64L * 1048576L / 96L), entries (64L * 1048576L))
    let message = Testing.argumentError (fun () -> entries 1000L)
    Assert.Contains("1000", message)

[<Fact>]
let ``numbers cross to the engine and back in any amount`` () =
    // What crosses in several parts, the last one not full.
    let n = 1_300_003
    let x = Tensor.input "x" [| n |]
    use program = Engine.compile TestEngines.torch [ x ] [ -x; Tensor.slice 0 7 3 x ]
    let given = Seed.normals n (Seed.create 1)

    match program.Evaluate [| given |] with
    | [| turned; some |] ->
        Assert.Equal<float[]>(Array.map (~-) given, turned)
        Assert.Equal<float[]>(given[7..9], some)
    | _ -> Assert.Fail "Two results were asked for."

[<Fact>]
let ``differences in blocks of any size give the sums that they give at once`` () =
    let n, m, d = 23L, 31L, 5L

    let random (rows: int64) (columns: int64) (seed: int) =
        torch.tensor(Seed.normals (int (rows * columns)) (Seed.create seed)).reshape(rows, columns)

    use x = random n d 1
    use y = random m d 2
    use g = random n m 3
    use turned = g.t().contiguous()
    use h = random n d 4

    for most in [ 1L; 500L; 1_000_000L ] do
        for name, blocks, whole in
            [
                "squared", TorchDeviceDistances.squared most x y, TorchDistances.squared x y
                "weighted", TorchDeviceDistances.weighted most false g x y, TorchDistances.weighted false g x y
                "weighted by rows of the transpose",
                TorchDeviceDistances.weighted most true turned x y,
                TorchDistances.weighted false g x y
                "projected", TorchDeviceDistances.projected most h x y, TorchDistances.projected h x y
            ] do
            Assert.Equal<int64[]>(whole.shape, blocks.shape)
            Assert.True(blocks.is_contiguous ())
            let entries (t: torch.Tensor) = t.data<float>().ToArray()

            // Sums of at most 31 terms below 50, each with three roundings, on either side.
            for a, b in Array.zip (entries blocks) (entries whole) do
                Assert.True(abs (a - b) <= 31.0 * 6.0 * 50.0 * Precision.unitRoundoff Precision.Float64, name)
