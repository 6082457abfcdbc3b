namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// The engines that the tests run on.
module TestEngines =

    let toy: Engine = Engine.create (ToyEngine())

    let all: Engine list = [ Engine.managed; toy ]

    /// Those that are held to the bounds of their own precision as well.
    let ofAnyPrecision: Engine list = all

    /// Whether its elementwise operations are those that IEEE 754 rounds correctly.
    let roundsCorrectly (_: Engine) = true

    /// The engine of a name, as a theory is given it.
    let named (name: string) : Engine =
        ofAnyPrecision |> List.find (fun engine -> engine.Name = name)
