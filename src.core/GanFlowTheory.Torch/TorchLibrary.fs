namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open TorchSharp

/// LibTorch itself: whether it loads, which version it is, and its devices.
module internal TorchLibrary =

    let private advice =
        "add TorchSharp-cpu, libtorch-cpu-linux-x64 or a CUDA package of the same version to the application, or build with -p:Torch=cpu"

    let private unavailable (sentence: string) (error: exn | null) : exn =
        EngineUnavailableException(sentence, error)

    // GLIBCXX_3.4.32 of "version `GLIBCXX_3.4.32' not found".
    let private missingVersion (message: string) : string option =
        match message.IndexOf("GLIBC", StringComparison.Ordinal) with
        | -1 -> None
        | at ->
            message.Substring at
            |> Seq.takeWhile (fun c -> Char.IsLetterOrDigit c || c = '_' || c = '.')
            |> Seq.toArray
            |> String
            |> Some

    // Before TorchSharp is touched: where it does not find the library it copies hundreds of megabytes and writes pages to
    // standard output.
    let private load () =
        let assembly = typeof<torch.Tensor>.Assembly
        let there, _ = NativeLibrary.TryLoad("torch_cpu", assembly, Nullable())

        if not there then
            raise (unavailable (invariant $"no native LibTorch goes with the engine 'torch': {advice}.") null)

        try
            NativeLibrary.Load("LibTorchSharp", assembly, Nullable()) |> ignore
        with error ->
            let why =
                match missingVersion error.Message with
                | Some version ->
                    invariant
                        $"LibTorchSharp needs {version}, which the C++ library of this system lacks (libstdc++ of GCC 13 or newer \
                          has GLIBCXX_3.4.32; Debian 12 has GCC 12's)"
                | None ->
                    let first = error.Message.Split('\n')[0]
                    first.Trim().TrimEnd '.'

            raise (unavailable (invariant $"the native library of the engine 'torch' does not load: {why}.") error)

    let private loaded: Lazy<string> =
        lazy
            (load ()
             torch.InitializeDeviceType DeviceType.CPU
             // TF32 has 11 bits: no sum of this library is taken in it.
             torch.backends.cuda.matmul.allow_tf32 <- false
             torch.backends.cudnn.allow_tf32 <- false

             if torch.backends.cuda.matmul.allow_tf32 || torch.backends.cudnn.allow_tf32 then
                 raise (unavailable "the engine 'torch' is not used: TF32 could not be turned off." null)

             torch.set_num_threads (Parallelism.threadCount ())
             torch.__version__)

    /// The version of LibTorch, loaded at the first call; an EngineUnavailableException says why it does not load.
    let version () : string = loaded.Value

    /// The device of options, found at LibTorch; an EngineUnavailableException where there is none.
    let device (options: TorchOptions) : torch.Device =
        version () |> ignore

        match options.Device with
        | TorchDevice.Cpu -> torch.CPU
        | TorchDevice.Cuda index ->
            let count =
                if torch.cuda.is_available () then
                    torch.cuda.device_count ()
                else
                    0

            if index >= count then
                let there =
                    match count with
                    | 0 -> "this LibTorch finds no CUDA device"
                    | 1 -> "there is one CUDA device, cuda0"
                    | count -> invariant $"there are {count} CUDA devices, cuda0 to cuda{count - 1}"

                raise (
                    EngineUnavailableException(
                        invariant $"the engine '{TorchOptions.spelling options}' cannot be had here: {there}."
                    )
                )

            torch.InitializeDeviceType DeviceType.CUDA
            torch.device (DeviceType.CUDA, index)
