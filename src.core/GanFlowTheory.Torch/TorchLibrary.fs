namespace GanFlowTheory.Core

open System
open System.Runtime.InteropServices
open TorchSharp

/// LibTorch itself: whether it loads, which version it is, and its devices.
module internal TorchLibrary =

    let private advice =
        "add TorchSharp-cpu, libtorch-cpu-linux-x64 or a CUDA package of the same version to the application, or build with -p:Torch=cpu"

    // LibTorchSharp asks for symbols that libstdc++ has from GCC 13 on.
    let internal reason (error: exn) : string =
        let rec all (error: exn | null) =
            match error with
            | null -> []
            | error -> error.Message :: all error.InnerException

        let text = String.concat " " (all error)

        if text.Contains "GLIBCXX" || text.Contains "GLIBC_" then
            let wanted =
                let at = text.IndexOf("GLIBC", StringComparison.Ordinal)

                text
                |> Seq.skip at
                |> Seq.takeWhile (fun c -> Char.IsLetterOrDigit c || c = '_' || c = '.')
                |> Seq.toArray
                |> String

            invariant
                $"LibTorchSharp needs {wanted}, which the C++ library of this system lacks (libstdc++ of GCC 13 or newer has it; \
                  Debian 12 has GCC 12's)."
        else
            let rec innermost (error: exn) =
                match error.InnerException with
                | null -> error.Message
                | inner -> innermost inner

            // The runtime goes on with what it has tried.
            let first = ((innermost error).Split('\n')[0]).Split(". ")[0]
            invariant $"{first.Trim().TrimEnd('.')}; {advice}."

    // By the runtime, whose error has the reason: where TorchSharp finds none, it copies what packages of the machine hold beside
    // the program, writes all that it tried to standard output, and says that a reference is missing.
    let private load () =
        for name in [ "torch_cpu"; "LibTorchSharp" ] do
            NativeLibrary.Load(name, typeof<torch.Tensor>.Assembly, Nullable()) |> ignore

    let private loaded: Lazy<string> =
        lazy
            (try
                load ()
                torch.InitializeDeviceType DeviceType.CPU
                // TF32 has 11 bits: no sum of this library is taken in it.
                torch.backends.cuda.matmul.allow_tf32 <- false
                torch.backends.cudnn.allow_tf32 <- false

                if torch.backends.cuda.matmul.allow_tf32 || torch.backends.cudnn.allow_tf32 then
                    raise (EngineUnavailableException "the engine 'torch' is not used: TF32 could not be turned off.")

                torch.set_num_threads (Parallelism.threadCount ())
                let version: string = torch.__version__
                version
             with
             | :? EngineUnavailableException -> reraise ()
             | error ->
                 raise (
                     EngineUnavailableException(
                         invariant $"the native library of the engine 'torch' does not load: {reason error}",
                         error
                     )
                 ))

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
