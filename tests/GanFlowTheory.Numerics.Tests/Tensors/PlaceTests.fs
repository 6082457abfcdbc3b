module GanFlowTheory.Core.Tests.PlaceTests

open Xunit
open GanFlowTheory.Core
open OperationRuns
open GanFlowTheory.Core.Extending

// The managed engine promises this; other libraries compute the last entries of an array by another formula.
[<Theory; ClassData(typeof<EveryEngine>)>]
let ``an entry is computed alike wherever it stands, to the bit`` (engineName: string) =
    let engine = TestEngines.named engineName

    for f in OperationTests.unaries do
        for value in [ 0.7; 1.3; 17.1 ] do
            for count in [ 1; 7; 8; 13; 64 ] do
                let x =
                    {
                        Shape = [| count |]
                        Values = Array.create count value
                    }

                let results = run engine Inputs (Operation.Unary f) [ x ] x.Shape

                let alone =
                    run engine Inputs (Operation.Unary f) [ { Shape = [||]; Values = [| value |] } ] [||]

                Assert.All(results, fun v -> Assert.Equal(alone[0], v))
