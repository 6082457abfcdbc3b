namespace GanFlowTheory.Core.Tests

/// The names of the engines, for theories.
[<Sealed>]
type EveryEngine() as this =
    inherit Xunit.TheoryData<string>()

    do
        for engine in TestEngines.all do
            this.Add engine.Name

/// The names of the engines of any precision, for theories whose bounds follow it.
[<Sealed>]
type EveryPrecision() as this =
    inherit Xunit.TheoryData<string>()

    do
        for engine in TestEngines.ofAnyPrecision do
            this.Add engine.Name
