namespace GanFlowTheory.Core.Tests

open System
open GanFlowTheory.Core

/// The engines that the shared tests run on here: LibTorch in float64, whose bounds are the managed engine's. They are on the
/// processor, or on the device that GANFLOW_TORCH_DEVICE names: cuda, cuda1.
module TestEngines =

    let options (precision: Precision) : TorchOptions =
        let device =
            match Environment.GetEnvironmentVariable "GANFLOW_TORCH_DEVICE" with
            | null
            | "" -> "cpu"
            | named -> named

        TorchOptions.ofWords [ device; Precision.name precision ]

    /// As the command line is told it.
    let spelling (precision: Precision) : string =
        TorchOptions.spelling (options precision)

    let isOnProcessor = ((options Precision.Float64).Device = TorchDevice.Cpu)

    let torch: Engine = Engine.torch (options Precision.Float64)

    let single: Engine = Engine.torch (options Precision.Float32)

    let all: Engine list = [ torch ]

    /// Those that are held to the bounds of their own precision as well.
    let ofAnyPrecision: Engine list = [ torch; single ]

    /// Whether its elementwise operations are those that IEEE 754 rounds correctly: LibTorch's square root is not.
    let roundsCorrectly (_: Engine) = false

    /// The engine of a name, as a theory is given it.
    let named (name: string) : Engine =
        ofAnyPrecision |> List.find (fun engine -> engine.Name = name)
