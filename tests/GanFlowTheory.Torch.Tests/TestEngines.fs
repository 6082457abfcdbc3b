namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// The engines that the shared tests run on here: LibTorch in float64, whose bounds are the managed engine's.
module TestEngines =

    let torch: Engine = Engine.torch TorchOptions.standard

    let single: Engine =
        Engine.torch
            { TorchOptions.standard with
                Precision = Precision.Float32
            }

    let all: Engine list = [ torch ]

    /// Those that are held to the bounds of their own precision as well.
    let ofAnyPrecision: Engine list = [ torch; single ]

    /// Whether its elementwise operations are those that IEEE 754 rounds correctly: LibTorch's square root is not.
    let roundsCorrectly (_: Engine) = false

    /// The engine of a name, as a theory is given it.
    let named (name: string) : Engine =
        ofAnyPrecision |> List.find (fun engine -> engine.Name = name)
