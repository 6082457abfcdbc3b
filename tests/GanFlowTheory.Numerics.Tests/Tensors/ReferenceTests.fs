module GanFlowTheory.Core.Tests.ReferenceTests

open System
open System.IO
open Xunit
open GanFlowTheory.Core

let private written =
    lazy (Npz.read (Path.Combine(AppContext.BaseDirectory, "libtorch-reference.npz")))

[<Theory; ClassData(typeof<EveryEngine>)>]
let ``values, first and second derivatives are those that LibTorch's differentiation wrote down`` (engineName: string) =
    let engine = TestEngines.named engineName

    for case in ReferenceCases.all do
        for name, found in List.zip (ReferenceCases.entries case) (ReferenceCases.computed engine case) do
            match NamedArray.tryFind name written.Value with
            | None -> Assert.Fail $"The file has no {name}."
            | Some array ->
                // At most 60 products of numbers of a few units, each within a few roundings.
                let scale = 1.0 + (array.Values |> Array.map abs |> Array.max)
                Assert.Equal(array.Values.Length, found.Length)

                for at in 0 .. found.Length - 1 do
                    Assert.True(
                        abs (found[at] - array.Values[at]) <= 1e-13 * scale,
                        $"{engine.Name}: {name}[{at}] is {found[at]:R}, not {array.Values[at]:R}"
                    )

[<Fact>]
let ``the file has nothing that is not compared`` () =
    Assert.Equal<string list>(
        List.sort (List.collect ReferenceCases.entries ReferenceCases.all),
        written.Value |> List.map _.Name |> List.sort
    )
