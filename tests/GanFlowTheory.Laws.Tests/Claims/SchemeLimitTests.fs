namespace GanFlowTheory.Laws.Tests

open Xunit
open GanFlowTheory.Core
open GanFlowTheory.Laws

/// The list of schemes whose limit T21-2 checks.
type SchemeLimitTests() =

    // Dormand-Prince with error control chooses its own steps, implicit is another name of joint, and Adam and RMSProp have
    // another limit: the claim's necessity.
    static let others = set [ "dopri5"; "implicit"; "adam"; "rmsprop" ]

    [<Fact>]
    member _.``every form of a scheme has its limit checked``() =
        let checked' =
            SchemeLimitClaims.expressions
            |> List.map (fun text -> text.Split(':', '@').[0])
            |> set

        let missing =
            GameScheme.forms
            |> List.map _.Name
            |> List.filter (fun name -> not (checked'.Contains name || others.Contains name))

        Assert.Equal<string list>([], missing)

    [<Fact>]
    member _.``there are 1, 1, 2, 4, 9 and 20 rooted trees``() =
        Assert.Equal<int list>([ 1; 1; 2; 4; 9; 20 ], [ for order in 1..6 -> (RootedTrees.ofOrder order).Length ])
