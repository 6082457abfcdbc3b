/// Alone in the process: tensors and bytes are counted.
[<Xunit.Collection("alone")>]
module GanFlowTheory.Torch.Tests.LifetimeTests

open System
open System.Runtime.InteropServices
open Xunit
open TorchSharp
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests

/// Tests that no other runs beside.
[<CollectionDefinition("alone", DisableParallelization = true)>]
type Alone() = class end

/// What the C library's allocator, which LibTorch uses on the processor, has given out.
module private Native =

    [<Struct; StructLayout(LayoutKind.Sequential)>]
    type MallInfo =
        val Arena: unativeint
        val FreeChunks: unativeint
        val FastChunks: unativeint
        val MappedRegions: unativeint
        val MappedBytes: unativeint
        val Unused: unativeint
        val FastBytes: unativeint
        val UsedBytes: unativeint
        val FreeBytes: unativeint
        val TopBytes: unativeint

    [<DllImport("libc", EntryPoint = "mallinfo2")>]
    extern MallInfo private info()

    /// Bytes in use; None where the C library is another.
    let used () : int64 option =
        try
            let i = info ()
            Some(int64 i.UsedBytes + int64 i.MappedBytes)
        with
        | :? EntryPointNotFoundException
        | :? DllNotFoundException -> None

let private engine = TestEngines.torch

/// Until nothing is left of the tests before: a program may hold another's last reference.
let rec private settle () =
    let before = torch.Tensor.TotalCount

    for _ in 1..3 do
        GC.Collect()
        GC.WaitForPendingFinalizers()

    if torch.Tensor.TotalCount <> before then
        settle ()

// The gradient of a small network's loss: products, sums, broadcasts, parts of parameters, elementwise functions.
let private program () : Program * float[][] * float[][] =
    let network = Network.multilayer [ 3; 5; 1 ] Activation.Tanh
    let theta0 = network.Initial(Seed.create 1)
    let theta = Tensor.input "theta" [| theta0.Length |]
    let x = Tensor.input "x" [| 6; 3 |]
    let loss = Tensor.mean (Tensor.softplus (network.Apply theta x))

    Engine.compile engine [ theta; x ] [ loss; Differentiate.gradient loss theta ],
    [| theta0; Seed.normals 18 (Seed.create 2) |],
    [| Array.zeroCreate 1; Array.zeroCreate theta0.Length |]

/// By how many tensors and bytes a hundred thousand runs grow, as text; bytes are "unknown" where the allocator is another. In
/// a process of its own: what other tests give back would count too.
let internal growth () : string =
    let program, inputs, outputs = program ()

    let runs (count: int) =
        for _ in 1..count do
            program.Run(inputs, outputs)

    // Small objects of the bindings wait for the collector; tensors do not.
    let used () =
        GC.Collect()
        GC.WaitForPendingFinalizers()
        Native.used ()

    // The runtime compiles what is called often anew, in memory of the same allocator.
    runs 20_000
    let tensors = torch.Tensor.TotalCount

    let readings =
        [
            used ()
            for _ in 1..5 do
                runs 40_000
                used ()
        ]

    // What a run leaves behind it leaves in each part. The runtime takes and gives back memory of its own: once in a while
    // megabytes, and up to 0.2 at any time.
    let middle (grown: int64 list) = List.sort grown |> List.item 2

    let bytes =
        match List.choose id readings with
        | known when known.Length < readings.Length -> "unknown"
        | known ->
            known
            |> List.pairwise
            |> List.map (fun (before, after) -> after - before)
            |> fun grown -> string (5L * middle grown / 2L)

    $"{torch.Tensor.TotalCount - tensors} {bytes}"

[<Fact>]
let ``a hundred thousand runs leave no tensor and less than a megabyte behind`` () =
    let struct (code, output, errors) = ChildProcess.run [] [ "growth" ]
    Assert.True((code = 0), errors)

    match output.Split() with
    | parts when parts[1] = "unknown" ->
        Assert.Equal("0", parts[0])
        Assert.False(OperatingSystem.IsLinux(), "the C library's allocator should be seen")
    | parts ->
        Assert.Equal("0", parts[0])
        Assert.True(int64 parts[1] < 1048576L, output)

[<Fact>]
let ``a disposed program gives its memory back and says so`` () =
    settle ()
    let before = torch.Tensor.TotalCount
    let program, inputs, outputs = program ()
    program.Run(inputs, outputs)
    Assert.True(torch.Tensor.TotalCount > before)
    program.Dispose()
    program.Dispose()
    // The views of what the host wrote are left to the collector.
    Assert.Throws<ObjectDisposedException>(fun () -> program.Run(inputs, outputs))
    |> ignore

[<Fact>]
let ``a program that nothing holds is collected with its tensors`` () =
    let make () =
        let program, inputs, outputs = program ()
        program.Run(inputs, outputs)

    // What the first one leaves for all.
    make ()
    settle ()
    let before = torch.Tensor.TotalCount

    for _ in 1..20 do
        make ()

    settle ()
    // One of them may be in a register still: at most as many as one program has.
    Assert.InRange(torch.Tensor.TotalCount - before, -100L, 100L)

[<Fact>]
let ``a program that runs for the last time keeps what it needs while the collector runs`` () =
    // Numbers and tensors of LibTorch are freed by finalizers; here these run all the time.
    let mutable isDone = false

    let collector =
        Threading.Thread(fun () ->
            while not (Threading.Volatile.Read &isDone) do
                GC.Collect 0
                GC.WaitForPendingFinalizers())

    collector.Start()

    try
        for round in 1..300 do
            let x = Tensor.input "x" [| 40_000 |]

            let value = Tensor.power 1.7 (1.5 * Tensor.square x + 0.25)

            let results =
                (Engine.compile engine [ x ] [ value ]).Evaluate [| Array.create 40_000 (float round) |]

            let wanted = (1.5 * float (round * round) + 0.25) ** 1.7
            Assert.InRange(results[0][39_999] / wanted, 1.0 - 1e-14, 1.0 + 1e-14)
    finally
        Threading.Volatile.Write(&isDone, true)
        collector.Join()

[<Fact>]
let ``TF32 is off and LibTorch has the library's number of threads`` () =
    Assert.False torch.backends.cuda.matmul.allow_tf32
    Assert.False torch.backends.cudnn.allow_tf32
    Assert.Equal(Parallelism.threadCount (), torch.get_num_threads ())
