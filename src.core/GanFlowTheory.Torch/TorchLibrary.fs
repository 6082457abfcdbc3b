namespace GanFlowTheory.Core

open System
open TorchSharp

/// LibTorch itself: whether it loads, which version it is, and its devices.
module internal TorchLibrary =

    let private advice =
        "add TorchSharp-cpu, libtorch-cpu-linux-x64 or a CUDA package of the same version to the application, or build with -p:Torch=cpu"

    // LibTorchSharp asks for symbols that libstdc++ has from GCC 13 on.
    let private reason (error: exn) : string =
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
            let first = text.Split('\n')[0]
            invariant $"{first.Trim().TrimEnd('.')}; {advice}."

    let private loaded: Lazy<string> =
        lazy
            (try
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
