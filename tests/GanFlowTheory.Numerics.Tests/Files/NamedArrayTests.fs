namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core

module NamedArrayTests =

    let private names (arrays: NamedArray list) = arrays |> List.map _.Name

    [<Fact>]
    let ``a vector has its length as its only extent`` () =
        let array = NamedArray.vector "x" [| 1.0; 2.0 |]
        Assert.Equal("x", array.Name)
        Assert.Equal<int[]>([| 2 |], array.Shape)
        Assert.Equal<float[]>([| 1.0; 2.0 |], array.Values)

    [<Fact>]
    let ``what is put under a prefix is found under it, without it`` () =
        let inner = [ NamedArray.vector "a" [| 1.0 |]; NamedArray.vector "p/b" [| 2.0 |] ]
        let all = NamedArray.vector "a" [| 3.0 |] :: NamedArray.withPrefix "p/" inner
        Assert.Equal<string list>([ "a"; "p/a"; "p/p/b" ], names all)
        Assert.Equal<string list>([ "a"; "p/b" ], names (NamedArray.under "p/" all))
        Assert.Equal<string list>([], names (NamedArray.under "q/" all))

    [<Fact>]
    let ``an array is found by its whole name, letters as they are`` () =
        let arrays = [ NamedArray.vector "ab" [| 1.0 |]; NamedArray.vector "a" [| 2.0 |] ]
        Assert.Equal<float[] option>(Some [| 2.0 |], NamedArray.tryFind "a" arrays |> Option.map _.Values)
        Assert.True((NamedArray.tryFind "A" arrays).IsNone)
