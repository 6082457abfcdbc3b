namespace GanFlowTheory.Core.Tests

open GanFlowTheory.Core

/// The engines that the tests run on.
module TestEngines =

    let toy: Engine = Engine.create (ToyEngine())

    let all: Engine list = [ Engine.managed; toy ]

    /// The engine of a name, as a theory is given it.
    let named (name: string) : Engine =
        all |> List.find (fun engine -> engine.Name = name)

/// The names of the engines, for theories.
[<Sealed>]
type EveryEngine() as this =
    inherit Xunit.TheoryData<string>()

    do
        for engine in TestEngines.all do
            this.Add engine.Name
