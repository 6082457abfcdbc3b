namespace GanFlowTheory.Core

open System
open System.Collections.Concurrent

/// Engines on LibTorch.
[<AutoOpen>]
module TorchEngines =

    let private made = ConcurrentDictionary<TorchOptions, Lazy<Engine>>()

    let private make (options: TorchOptions) : Engine =
        let device = TorchLibrary.device options

        let place =
            match options.Device with
            | TorchDevice.Cpu -> "cpu"
            | TorchDevice.Cuda index -> invariant $"cuda{index}"

        let name =
            invariant $"torch {TorchLibrary.version ()} {place} {Precision.name options.Precision}"

        Engine.create (TorchEngine(options, name, device)) |> Engine.checkedOnce

    /// The engines.
    [<RequireQualifiedAccess>]
    module Engine =

        /// <summary>LibTorch through TorchSharp by options, the same engine for the same options. It is checked once, operation by
        /// operation, against the managed engine. An <c>EngineUnavailableException</c> says in one sentence why it cannot be
        /// had: no native library, one that does not load, no such device, or one that computes something else.</summary>
        /// <remarks>On the processor the same program gives the same bits as long as the number of threads stays: LibTorch shares
        /// sums and products among threads. On a CUDA device ScatterAdd and the adjoints of convolution may not. TF32 is off.
        /// LibTorch's number of threads is that of this library when the engine is first asked for.</remarks>
        let torch (options: TorchOptions) : Engine =
            made.GetOrAdd(options, (fun options -> lazy (make options))).Value

/// The engine <c>torch</c> of <c>Engine.parse</c>.
[<Sealed>]
type TorchProvider() =

    interface IEngineProvider with

        member _.Create(words) =
            Engine.torch (TorchOptions.ofWords words)
